import type { RegisterCommand } from '../command.js';
import type { Turn } from '../../local/engine/lake.js';
import { modelTables } from '../../tables/index.js';
import { sayWaiting } from '../output/say-waiting.js';
import { watchSteps } from '../output/watch-steps.js';
import { tell } from '../output/tell.js';

const help = `
Each record of raw/ is judged by the row rules, the newest of each key is kept in clean, and model is brought up to date.
Every record is accounted for: applied, superseded by a newer one, duplicate, or quarantined; if one is lost, the run
fails and changes nothing. A run that was broken off is taken up again.
`;

/** Adds `lake run`. */
export const registerRun: RegisterCommand = (program, context) => {
    program
        .command('run')
        .summary('raw → clean → model, whatever arrived since the last run')
        .description('Takes whatever is new in raw/ through clean to model.')
        .addHelpText('after', help)
        .action(async (_options, command) => {
            const { lake, isVerbose, say } = context(command);
            await runLake(lake, { command: 'run', isVerbose, onWait: sayWaiting(say) });
        });
};

/** Runs the pipeline when its turn has come, and says what it came to. */
export async function runLake(folder: string, { isVerbose, ...turn }: Turn & { readonly isVerbose: boolean }): Promise<void> {
    const { openLake, refuseEmptyFolder } = await import('../../local/engine/lake.js');
    const { run } = await import('../../local/engine/run.js');
    const { Steps } = await import('../../local/steps.js');
    const { summarize } = await import('./summarize.js');
    refuseEmptyFolder(folder);
    const lake = await openLake(folder, turn);
    const watch = watchSteps('run', isVerbose);
    const written: string[] = [];
    try {
        const outcome = await run(lake, { steps: new Steps(watch, { ended: ({ step, rows = 0 }) => void (rows > 0 && written.push(step)) }) });
        watch.end();
        tell(outcome === null ? nothingNew(written) : await summarize(lake, outcome));
    } finally {
        watch.end();
        lake.database.close();
    }
}

/**
 * What a run came to that found nothing in raw. It publishes all the same what follows from a file of this program, where that is another one.
 *
 * @param written steps that wrote rows
 */
function nothingNew(written: readonly string[]): string {
    const anew = modelTables.map(({ name }) => `model.${name}`).filter((name) => written.includes(name));
    return anew.length === 0 ? 'Nothing new in raw/; the lake is up to date.' : `Nothing new in raw/; published anew: ${anew.join(', ')}.`;
}
