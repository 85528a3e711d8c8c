import { join } from 'node:path';
import { account } from '../../tables/derive/merge.js';
import { cleanTables, type SourceTable, sourceTables } from '../../tables/index.js';
import type { Outcome } from '../engine/append.js';
import { emptyAccount, type TableAccount } from '../engine/apply-changes.js';
import { keepVersions, makeBatch, refuseCollisionsWithLake } from '../engine/batch.js';
import { type Database, literal } from '../engine/database.js';
import type { Lake } from '../engine/lake.js';
import { mergeChanges } from '../engine/merge-changes.js';
import { writeAccounts } from '../engine/observe.js';
import { beginRun } from '../engine/plan.js';
import { type RawFile, rawRows, refuseDamagedFiles, wholeRawFiles } from '../engine/raw-files.js';
import { readFloors } from '../engine/floors.js';
import { replicatedFiles } from '../engine/replicated-files.js';
import { nameRun, publish, reach } from '../engine/run.js';
import { ExpectedError } from '../errors.js';
import { stepLog } from '../step-log.js';
import { Steps } from '../steps.js';
import { readDropped } from './dropped-records.js';
import { pathInRaw } from './path-in-raw.js';

/** What a release came to. */
export interface ReleaseOutcome {
    /** The run that applied the records; null if none could be. */
    readonly runId: number | null;
    readonly released: number;
    /** Records that break a rule still. */
    readonly stillBroken: number;
}

/**
 * Judges open records of the quarantine again and applies those that break no rule any more, as a run of their own: with a
 * plan, an account, and model brought up to date. One that is broken off is finished by the next run.
 *
 * @param condition which open records, see selectRecords
 * @throws ExpectedError if a run was broken off and has to be finished first, or a record's file in raw is gone
 */
export async function releaseRecords({ paths, database }: Lake, condition: string, steps: Steps = new Steps()): Promise<ReleaseOutcome> {
    await readDropped(database, paths.raw);
    const runId = await beginRun(database);
    await nameRun({ paths, database }, runId);
    await database.run(`create or replace temp table chosen_records as
        select table_name, file, file_row, run_id from clean.quarantine where status = 'open' and (${condition})`);
    let released = 0;
    await database.transaction(async () => {
        const accounts: TableAccount[] = [];
        for (const table of sourceTables) {
            const counts = await steps.take(`release.${table.name}`, () => releaseOf({ database, raw: paths.raw, table }), ({ records }) => records);
            released += counts.records;
            accounts.push(counts);
        }
        if (released === 0) return;
        await writeAccounts(database, accounts);
        await database.run(`insert into state.runs values (run_id(), cast(current_timestamp at time zone 'UTC' as timestamp), 'planned')`);
        await reach(database, runId, 'applied');
    });
    const { n: chosen } = await database.row<{ n: bigint }>('select count(*) as n from chosen_records');
    const stillBroken = Number(chosen) - released;
    if (released === 0) return { runId: null, released, stillBroken };
    steps.watch(stepLog(join(paths.logs, `run-${String(runId).padStart(6, '0')}.jsonl`), { run_id: runId, is_release: true }));
    await steps.during(() => publish(database, runId, steps));
    return { runId, released, stillBroken };
}

async function releaseOf({ database, raw, table }: { database: Database; raw: string; table: SourceTable }): Promise<TableAccount> {
    const none = emptyAccount(table.name, 0);
    const files = await database.rows<{ file: string }>(`select distinct file from chosen_records where table_name = ${literal(table.name)} order by file`);
    if (files.length === 0) return none;
    const there = [...wholeRawFiles(raw), ...(await replicatedFiles(database, raw))].filter(({ path }) => files.some(({ file }) => file === path));
    const gone = files.find(({ file }) => !there.some(({ path }) => path === file));
    if (gone !== undefined) throw new ExpectedError(`The file raw/${gone.file} of records that are to be released is not there any more: put it and its manifest back and call again.`);
    await refuseDamagedFiles(raw, there);
    await refuseReplaced(database, there);
    const clean = cleanTables.find(({ name }) => name === table.name)!;
    const chosen = `select file, file_row from chosen_records where table_name = ${literal(table.name)}`;
    await makeBatch({
        database,
        table,
        clean,
        floor: (await readFloors(database, 0)).get(table.name),
        rows: `(select * from ${rawRows(raw, files.map(({ file }) => file))} where (${pathInRaw('filename', raw)}, file_row_number) in (${chosen}))`,
        judge: (judged) => `select * from (${judged}) where _broken_rule is null`,
    });
    const merged = await mergeChanges(database, table);
    if (table.name === 'products') await keepVersions(database);
    const outcomes = await database.rows<Outcome>(account(table, `judged_${table.name}`, merged.rows));
    if (outcomes.some(({ outcome }) => outcome === 'duplicate')) await refuseCollisionsWithLake(database, table, merged.unchanged);
    await merged.drop();
    const records = await database.run(`
        update clean.quarantine
        set status = 'released', released_run_id = run_id()
        where
            status = 'open'
            and table_name = ${literal(table.name)}
            and (file, file_row) in (select ${pathInRaw('_file', raw)}, _file_row from judged_${table.name})`);
    const counts = { ...emptyAccount(table.name, records) };
    for (const { outcome, records: count } of outcomes) {
        if (outcome === 'lost' || outcome === 'quarantined') throw new Error(`${count} released records of ${table.name} are ${outcome}.`);
        counts[outcome] += Number(count);
    }
    if (counts.applied + counts.superseded + counts.duplicate !== records) {
        throw new Error(`Of ${records} released records of ${table.name}, ${counts.applied + counts.superseded + counts.duplicate} are accounted for.`);
    }
    return counts;
}

/** A record is found by its row, which is another one after its file was imported anew. */
async function refuseReplaced(database: Database, files: readonly RawFile[]): Promise<void> {
    for (const { path, checksum } of files) {
        const { n } = await database.row<{ n: bigint }>(`
            select count(*) as n
            from chosen_records
            left join state.ledger
                on ledger.path = chosen_records.file and ledger.run_id = chosen_records.run_id and ledger.checksum = ${literal(checksum)}
            where chosen_records.file = ${literal(path)} and ledger.path is null`);
        if (n > 0n) throw new ExpectedError(`The file raw/${path} was imported anew since its records were set aside: call run first, which sets them aside again.`);
    }
}
