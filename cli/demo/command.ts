import { InvalidArgumentError, Option } from 'commander';
import type { RegisterCommand } from '../command.js';
import { sayWaiting } from '../output/say-waiting.js';
import { duration, wholeNumber } from '../simulate/read-options.js';

/** A month that is made, imported and published in well under a minute. */
const ROWS = 400_000;
const MOST_SECONDS = 1e6;

interface Options {
    readonly rows: number;
    readonly seed: number;
    readonly rate: number;
    readonly every: number;
    readonly seconds?: number;
    readonly port?: number;
    readonly page: boolean;
}

const help = `
A PostgreSQL of the lake's own, a shop that writes to it, replication to raw/, and runs that publish what is new, while you
look; and for comparison the month before today, which is invented but realistic: few products are popular, sessions lead from
views over carts to purchases, and the faults of real files are among it. The same --seed gives the same month.

Ctrl-C ends it in order: what the shop wrote goes to the lake, PostgreSQL is stopped, and a summary says what it came to. A
second Ctrl-C ends it at once. Called again, it goes on where it was. Everything stays in the folder of the lake.

While it runs, ask in another terminal: ./lake query "from funnel_daily order by session_date desc limit 7". In a pipe there is
no screen, only the summary.
`;

/** Adds `lake demo`. */
export const registerDemo: RegisterCommand = (program, context) => {
    program
        .command('demo')
        .summary('the whole way on one machine, live')
        .description("Runs a shop, its database and the lake, and shows how what happens in the shop comes to the funnel.")
        .option('--rate <changes>', 'row changes of the shop per second', rate, 50)
        .addOption(new Option('--every <time>', 'from one run to the next').argParser(duration).default(5000, '5s'))
        .option('--seconds <count>', 'end after so many seconds of the shop; 0 is the month alone, without a shop', wholeNumber(0, MOST_SECONDS))
        .option('--rows <count>', 'rows of the month; without it, the month that is there stays', wholeNumber(1, 1e9), ROWS)
        .option('--seed <number>', 'which month, and which shop', wholeNumber(1, 2 ** 32), 1)
        .option('--port <number>', 'where the page is; without it 4747, or another if that is taken', wholeNumber(1, 65_535))
        .option('--no-page', 'without the page')
        .addHelpText('after', help)
        .action(async ({ seconds, page, ...options }: Options, command) => {
            const { lake, isVerbose, say } = context(command);
            const isAnyThere = command.getOptionValueSource('rows') === 'default';
            if (seconds === 0) {
                const { showHistory } = await import('./show-history.js');
                return await showHistory(lake, { ...options, isAnyThere, isVerbose, onWait: sayWaiting(say) });
            }
            const { runLive } = await import('./run-live.js');
            await runLive(lake, { ...options, isAnyThere, hasPage: page, lasts: seconds === undefined ? undefined : seconds * 1000 });
        });
};

function rate(text: string): number {
    const number = Number(text);
    if (!/^\d+(\.\d+)?$/.test(text) || number < 0.1 || number > 5000) throw new InvalidArgumentError('a number from 0.1 to 5000 is needed.');
    return number;
}
