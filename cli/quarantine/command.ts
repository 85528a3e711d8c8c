import { type Command, Option } from 'commander';
import { sourceTables } from '../../tables/index.js';
import { UsageError } from '../../local/errors.js';
import { type RecordSelection, requireRecords, selectRecords } from '../../local/quarantine/select-records.js';
import type { CommandContext, RegisterCommand } from '../command.js';
import { tell } from '../output/tell.js';
import { formatCount } from '../output/text-table.js';
import { sayWaiting } from '../output/say-waiting.js';
import { watchSteps } from '../output/watch-steps.js';
import { type QueryFormat } from '../query/query-format.js';

const help = `
A record that breaks a rule is set aside whole; its row is hidden until a newer record comes, or the rule is mended and
the record released. To drop one is to give it up: it stays hidden, and its reason is kept beside raw/, so that the same
holds in a lake that is built anew.

Examples:
  ./lake quarantine list
  ./lake quarantine show 4f1d
  ./lake quarantine release --rule price_positive
  ./lake quarantine drop 4f1d9a --reason "a test of the cashier"
`;

interface Choice {
    readonly table?: string;
    readonly rule?: string;
    readonly all?: boolean;
}

/** Adds `lake quarantine`. */
export const registerQuarantine: RegisterCommand = (program, context) => {
    const quarantine = program
        .command('quarantine')
        .summary('records set aside, and why')
        .description('Shows the records that break a rule, applies them after the rule was mended, or gives them up.')
        .addHelpText('after', help);
    quarantine
        .command('list', { isDefault: true })
        .description('counts by table, rule and status, each with an example')
        .addOption(new Option('--format <format>', 'how to show it').choices(['table', 'csv', 'json']).default('table'))
        .action(async ({ format }: { format: QueryFormat }, command) => {
            const { listQuarantine } = await import('./list.js');
            const { lake, say } = context(command);
            await listQuarantine({ lake, format, onWait: sayWaiting(say) });
        });
    quarantine
        .command('show')
        .description('one record whole')
        .argument('<id>', 'its name, or the beginning of it')
        .action(async (id: string, _options, command) => {
            const { showRecord } = await import('./show.js');
            const { lake, say } = context(command);
            await showRecord({ lake, id, onWait: sayWaiting(say) });
        });
    choosing(quarantine.command('release').description('judge open records again, and apply those that break no rule any more')).action(
        async (ids: string[], choice: Choice, command) => release(context(command), selection(ids, choice), ids),
    );
    choosing(quarantine.command('drop').description('give open records up, with a reason that is kept'))
        .requiredOption('--reason <text>', 'why')
        .action(async (ids: string[], { reason, ...choice }: Choice & { reason: string }, command) => drop(context(command), selection(ids, choice), ids, reason));
};

function choosing(command: Command): Command {
    return command
        .argument('[ids...]', 'names of records, or their beginnings')
        .addOption(new Option('--table <name>', 'only records of this table').choices(sourceTables.map(({ name }) => name)))
        .option('--rule <name>', 'only records that break this rule')
        .option('--all', 'all open records');
}

function selection(ids: readonly string[], { table, rule, all = false }: Choice): string {
    const known = sourceTables.flatMap(({ rules }) => rules.map(({ name }) => name));
    if (rule !== undefined && !known.includes(rule)) {
        throw new UsageError(`There is no rule ${JSON.stringify(rule)}: the rules are ${[...new Set(known)].sort().join(', ')}.`);
    }
    const chosen: RecordSelection = { ids, table, rule };
    if (!all) return selectRecords(chosen);
    if (ids.length > 0 || table !== undefined || rule !== undefined) throw new UsageError('--all is for all open records: leave names, --table and --rule out.');
    return 'true';
}

async function release({ lake, isVerbose, say }: CommandContext, condition: string, ids: readonly string[]): Promise<void> {
    const { openLake } = await import('../../local/engine/lake.js');
    const { releaseRecords } = await import('../../local/quarantine/release.js');
    const { Steps } = await import('../../local/steps.js');
    const { summarize } = await import('../run/summarize.js');
    const { lakeDatabase } = await import('../query/lake-database.js');
    lakeDatabase(lake);
    const open = await openLake(lake, { command: 'quarantine release', onWait: sayWaiting(say) });
    const watch = watchSteps('release', isVerbose);
    try {
        await requireRecords(open.database, ids);
        const { runId, released, stillBroken } = await releaseRecords(open, condition, new Steps(watch));
        watch.end();
        if (runId !== null) tell(await summarize(open, { runId, isResumed: false, files: 0 }));
        tell(`Released ${formatCount(released)}; ${formatCount(stillBroken)} still break a rule.`);
        if (released + stillBroken === 0) say('No open record is meant by that: quarantine list shows what there is.');
    } finally {
        watch.end();
        open.database.close();
    }
}

async function drop({ lake, say }: CommandContext, condition: string, ids: readonly string[], reason: string): Promise<void> {
    if (reason.trim() === '') throw new UsageError('--reason is empty: say why the records are given up; it is kept with them.');
    const { openLake } = await import('../../local/engine/lake.js');
    const { dropRecords } = await import('../../local/quarantine/drop.js');
    const { lakeDatabase } = await import('../query/lake-database.js');
    lakeDatabase(lake);
    const open = await openLake(lake, { command: 'quarantine drop', onWait: sayWaiting(say) });
    try {
        await requireRecords(open.database, ids);
        const dropped = await dropRecords(open, condition, reason);
        if (dropped > 0) tell(`Dropped ${formatCount(dropped)}; they stay hidden, and in clean.quarantine with their reason.`);
        else say('No open record is meant by that: quarantine list shows what there is.');
    } finally {
        open.database.close();
    }
}
