import type { RegisterCommand } from '../command.js';
import type { SimulationOptions } from '../../local/source/shop/simulate.js';
import { Progress } from '../output/progress.js';
import { tell } from '../output/tell.js';
import { addSourceOptions, type OpenedSource, type SourceOptions } from '../source/source-option.js';
import { countsText } from './counts-text.js';
import { duration, moment, numberOrMax, wholeNumber } from './read-options.js';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

type Options = Pick<SimulationOptions, 'seed' | 'from' | 'rate' | 'speed' | 'transactions' | 'changes' | 'users' | 'products'> & SourceOptions & { readonly for?: number };

const help = `
Visitors come by the hour and the weekday, look, fill carts and buy; prices, stock and names change; users leave; events
come late, are corrected and deleted; keys change; transactions roll back or stay open for long; values are hard to carry.
A shop that is there is gone on with.

--rate is of real seconds and --speed says how many simulated ones pass in each, so that a simulated second has rate / speed
changes; nights are quieter than that and evenings busier. max waits for nothing: a shop of --rate max has 10,000 / speed
changes in a simulated second, one of --speed max as many as --rate says.

Without --from the simulated clock begins now; with another --speed than 1 it begins --for ago (or 30 days), and when it has
come to now it goes on with it. A shop goes on behind its last event, so that there is history only of a shop that is new or
rested: where less is left until now than --for says, that is refused. With --from it may run ahead; a lake sets events aside
that are more than a day ahead.

Ctrl-C ends it after the transaction at hand. While the source is away it is tried again for two minutes, and the lake's own
is started again; PostgreSQL is then asked whether a commit that was under way succeeded, so that nothing is written twice.
Its last line counts the rows of its own statements: events that go with a deleted session are not among them.

Examples:
  ./lake simulate --rate 2000 --speed 1440 --for 1d    the last day of a shop that is new, in a minute
  ./lake simulate                                      the present, 20 changes a second
  ./lake simulate --rate max --changes 1000000         a source to load
  ./lake simulate --speed max --from 2026-01-01 --transactions 5000 --seed 7
`;

/** Adds `lake simulate`. */
export const registerSimulate: RegisterCommand = (program, context) => {
    addSourceOptions(program.command('simulate'))
        .summary("a shop that lives: writes to the shop's database")
        .description("Writes to the shop's database what a shop would, the same for the same seed, options and contents.")
        .option('--rate <changes>', 'row changes per second, as mean over a week, or max', numberOrMax, 20)
        .option('--speed <factor>', 'simulated seconds per second, or max', numberOrMax, 1)
        .option('--for <time>', 'simulated time until the end, such as 6h or 1d', duration)
        .option('--transactions <n>', 'transactions until the end', wholeNumber(1, 1e12))
        .option('--changes <n>', 'row changes until the end', wholeNumber(1, 1e12))
        .option('--from <time>', 'where the simulated clock begins, such as 2026-01-01T00:00:00Z', moment)
        .option('--users <n>', 'users of a shop that is new', wholeNumber(0, 100_000), 2000)
        .option('--products <n>', 'products of a shop that is new', wholeNumber(20, 100_000), 1000)
        .option('--seed <n>', 'another seed is another shop', wholeNumber(0, 2 ** 32), 1)
        .addHelpText('after', help)
        .action(async (options: Options, command) => {
            await runSimulation(context(command).lake, options);
        });
};

async function runSimulation(lake: string, { source, passwordFile, for: span, ...options }: Options): Promise<void> {
    const { namedSource, openSource } = await import('../source/source-option.js');
    const { simulate } = await import('../../local/source/shop/simulate.js');
    const stop = new AbortController();
    const end = () => stop.abort();
    // A second Ctrl-C ends it at once, should somebody hold a lock for long; PostgreSQL then rolls back.
    for (const signal of SIGNALS) process.once(signal, end);
    const progress = new Progress();
    progress.step('simulate: opening the source');
    try {
        const opened: OpenedSource[] = [];
        // The lake's own PostgreSQL is started again, perhaps at another port; who started it stops it.
        const reach = async () => {
            const one = await openSource({ source, passwordFile }, lake);
            opened.push(one);
            return one.source;
        };
        try {
            let isAway = false;
            const shop = await simulate(await reach(), {
                ...options,
                span,
                signal: stop.signal,
                reach: namedSource({ source, passwordFile }) === null ? reach : undefined,
                onLost: (sentence) => {
                    if (!isAway) progress.line(`${sentence} Trying again for two minutes.`);
                    isAway = true;
                },
            });
            try {
                if (shop.now > (options.from ?? new Date())) progress.line(`The shop goes on at ${shop.now.toISOString()}, behind its last event.`);
                const { rate, speed, from } = options;
                const isSlowed = typeof rate === 'number' && typeof speed === 'number' && speed > 1 && from === undefined;
                if (isSlowed && span === undefined && shop.now.getTime() > Date.now() - speed * 1000) {
                    progress.line(`The shop has come to now, where --speed ${speed} writes ${Number((rate / speed).toPrecision(2))} changes a second; --speed 1 writes ${rate}.`);
                }
                progress.step(() => `simulate: ${shop.now.toISOString().slice(0, 19)}Z, ${countsText(shop.counts)}`);
                for await (const _ of shop) isAway = false;
            } finally {
                // Also of one that ends while the source is away.
                progress.end();
                tell(countsText(shop.counts));
                await shop.close();
            }
        } finally {
            for (const { close } of opened) await close();
        }
    } finally {
        progress.end();
        for (const signal of SIGNALS) process.off(signal, end);
    }
}
