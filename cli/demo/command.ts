import { existsSync, linkSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { lakePaths } from '../../local/engine/lake-paths.js';
import type { OnWait } from '../../local/engine/take-turn.js';
import { writeShopMonth } from '../../local/source/shop-month.js';
import type { RegisterCommand } from '../command.js';
import { importFiles } from '../import/command.js';
import { Progress } from '../output/progress.js';
import { lakeOption } from '../output/lake-option.js';
import { tell } from '../output/tell.js';
import { formatCount } from '../output/text-table.js';
import { sayWaiting } from '../output/say-waiting.js';
import { runQuery } from '../query/run-query.js';
import { runLake } from '../run/command.js';

/** A month that is made, imported and published in well under a minute. */
const ROWS = 400_000;

const FUNNEL = `
    select session_date, sessions, sessions_with_view, sessions_with_cart, sessions_with_purchase, revenue
    from funnel_daily
    order by session_date
`;

const help = `
The month is invented but realistic: few products are popular, sessions lead from views over carts to purchases, and the
faults of real files are among it. The same --seed gives the same month. Everything stays in the folder of the lake.
`;

/** Adds `lake demo`. */
export const registerDemo: RegisterCommand = (program, context) => {
    program
        .command('demo')
        .summary('the whole way on one machine')
        .description('Makes a month of a shop, imports and runs it, and shows the funnel and the account of every row.')
        .option('--rows <count>', 'rows of the month', wholeNumber, ROWS)
        .option('--seed <number>', 'which month', wholeNumber, 1)
        .addHelpText('after', help)
        .action(async (options: { rows: number; seed: number }, command) => {
            const { lake, isVerbose, say } = context(command);
            await demo(lake, { ...options, isVerbose, onWait: sayWaiting(say) });
        });
};

function wholeNumber(text: string): number {
    const number = Number(text);
    if (!/^\d+$/.test(text) || number < 1 || number > 1e9) throw new InvalidArgumentError('a whole number from 1 to 1,000,000,000 is needed.');
    return number;
}

interface DemoOptions {
    readonly rows: number;
    readonly seed: number;
    readonly isVerbose: boolean;
    readonly onWait: OnWait;
}

async function demo(lake: string, { rows, seed, isVerbose, onWait }: DemoOptions): Promise<void> {
    const file = join(lake, 'demo', `shop-month-${seed}-${rows}.csv.gz`);
    if (!existsSync(file)) await makeMonth(file, { lake, rows, seed });
    tell(`A month of a shop: ${file}\n`);
    await importFiles(lake, [file], { isVerbose, onWait });
    tell('');
    await runLake(lake, { command: 'demo', isVerbose, onWait });
    tell('\nThe funnel, day by day (UTC):');
    await runQuery({ lake, sql: FUNNEL, format: 'table', output: undefined, stdout: process.stdout, onWait });
    tell(`\nAsk your own: ./lake query "from top_brands order by revenue_rank limit 10"${lakeOption(lake)}`);
}

/** In a workshop of this process, as another demo may make the same month; it is named so that an import clears what is left of it. */
async function makeMonth(file: string, { lake, rows, seed }: { lake: string; rows: number; seed: number }): Promise<void> {
    const workshop = join(lakePaths(lake).scratch, `import-month-${process.pid}`);
    const progress = new Progress();
    try {
        const prepared = join(workshop, basename(file));
        await writeShopMonth(prepared, { rows, seed, faults: true, duplicates: 0.002 }, (written) =>
            progress.step(`a shop's month: ${formatCount(written)} of ${formatCount(rows)} rows`),
        );
        mkdirSync(dirname(file), { recursive: true });
        putInPlace(prepared, file);
    } finally {
        progress.end();
        rmSync(workshop, { recursive: true, force: true });
    }
}

/** Another demo may have put the same month there meanwhile, and be reading it: then that one stays. */
function putInPlace(prepared: string, file: string): void {
    try {
        linkSync(prepared, file);
    } catch (error) {
        // Some disks have no links.
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') renameSync(prepared, file);
    }
}
