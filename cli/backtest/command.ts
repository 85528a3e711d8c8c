import { mkdirSync } from 'node:fs';
import { backtest } from '../../local/backtest/backtest.js';
import { lakePaths } from '../../local/engine/lake-paths.js';
import { Steps } from '../../local/steps.js';
import type { RegisterCommand } from '../command.js';
import { sayWaiting } from '../output/say-waiting.js';
import { tell } from '../output/tell.js';
import { watchSteps } from '../output/watch-steps.js';
import { lakeDatabase } from '../query/lake-database.js';
import { backtestText } from './backtest-text.js';

export const registerBacktest: RegisterCommand = (program, context) => {
    program
        .command('backtest')
        .option('--write <folder>', 'x')
        .action(async (options: { write?: string }, command) => {
            const { lake, isVerbose, say } = context(command);
            lakeDatabase(lake);
            const watch = watchSteps('backtest', isVerbose);
            if (options.write !== undefined) mkdirSync(options.write, { recursive: true });
            const result = await backtest({ paths: lakePaths(lake), writeTo: options.write, onWait: sayWaiting(say), steps: new Steps(watch) });
            watch.end();
            tell(backtestText(result));
        });
};
