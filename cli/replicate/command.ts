import { InvalidArgumentError, Option } from 'commander';
import { UsageError } from '../../local/errors.js';
import type { RegisterCommand } from '../command.js';
import { durationOf } from '../simulate/read-options.js';
import { addSourceOptions, type SourceOptions } from '../source/source-option.js';
import { bytes } from './read-bytes.js';
import type { ReplicateOptions } from './run-replicate.js';
import { sourceTables } from '../../tables/index.js';

const help = `
At the first call a replication slot is made and every table is loaded from one consistent view of the source; the changes
follow from exactly there, in files of the form that AWS DMS writes. It goes on until Ctrl-C; where it was broken off,
however that was, it goes on without a gap the next time. A lost connection is made again.

--reload loads tables anew while their changes go on, into a new generation (raw/v2, raw/v3, ...). While another process
replicates into this lake, it is asked to do so.
The source keeps its log until raw/ has it. --warn-log and --give-up-log say how much that may become: beyond the second
the slot is dropped rather than the source's disk filled, and all tables have to be reloaded. While nobody replicates nobody
looks: set max_slot_wal_keep_size at the source too.

Examples:
  ./lake replicate                                           the lake's own PostgreSQL, which ./lake simulate writes to
  ./lake replicate --source postgresql://lake@db.example.com/shop --password-file .password
  ./lake replicate --once && ./lake run                      up to now, as a nightly job
  ./lake replicate --reload products,brands
`;

/** Adds `lake replicate`. */
export const registerReplicate: RegisterCommand = (program, context) => {
    addSourceOptions(program.command('replicate'))
        .summary("the shop's database → raw/: a full load, then every change")
        .description("Carries the shop's database to raw/ by logical replication, a full load first and then every change.")
        .option('--once', 'end when everything that is committed now is in raw/')
        .option('--reload <tables>', 'load these tables anew: names divided by commas, or all', tables)
        .addOption(new Option('--interval <time>', 'longest time that a change waits for its file, from 100ms to 1h').argParser(interval).default(5000, '5s'))
        .option('--publication <name>', 'the publication of the six tables at the source', 'lake')
        .addOption(new Option('--warn-log <size>', 'say so when the source keeps this much log for the lake').argParser(bytes).default(1e9, '1GB'))
        .addOption(new Option('--give-up-log <size>', 'drop the slot when it keeps this much and it does not become less').argParser(bytes).default(10e9, '10GB'))
        .option('--status', 'show how far each table has come and how much log is held back, and end')
        .addHelpText('after', help)
        .action(async (options: SourceOptions & ReplicateOptions & { status?: boolean }, command) => {
            const { lake, say } = context(command);
            if (options.status) {
                if (options.once || options.reload) throw new UsageError('--status shows how far replication is and does nothing: leave out --once and --reload.');
                const { showStatus } = await import('./show-status.js');
                return await showStatus(lake, options);
            }
            const { runReplicate } = await import('./run-replicate.js');
            await runReplicate(lake, options, say);
        });
};

/** @throws InvalidArgumentError */
function interval(text: string): number {
    const milliseconds = /^\d+ms$/.test(text) ? Number(text.slice(0, -2)) : durationOf(text);
    if (!(milliseconds >= 100 && milliseconds <= 3_600_000)) throw new InvalidArgumentError('a time from 100ms to 1h is needed.');
    return milliseconds;
}

function tables(text: string): string[] {
    const all = sourceTables.map(({ name }) => name);
    const names = text.split(',').map((name) => name.trim());
    if (names.includes('all')) return all;
    const unknown = names.find((name) => !all.includes(name));
    if (unknown !== undefined) throw new InvalidArgumentError(`${JSON.stringify(unknown)} is no table of the source: name some of ${all.join(',')}, or all.`);
    return names;
}
