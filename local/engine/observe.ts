import { sourceTables } from '../../tables/index.js';
import type { TableAccount } from './apply-changes.js';
import { type Database, literal } from './database.js';
import { sqlFile } from './sql-files.js';

/** A logical check in `sql/checks`, and the table that it is of. */
export interface Check {
    readonly file: string;
    readonly table: string;
    /** A query without whose values it finds nothing of none. @default - it is asked in any case */
    readonly about?: string;
}

export const CHECKS: readonly Check[] = [
    // Only imported sessions have such an id, and the ids of all of them are texts, which take long to read.
    { file: 'sessions_with_several_users', table: 'sessions', about: 'select external_id from clean.sessions where _run_id = run_id() and external_id is not null' },
    { file: 'incomplete_funnels_with_purchase', table: 'fact_sessions' },
    { file: 'complete_funnels', table: 'fact_sessions' },
    { file: 'missing_values', table: 'fact_user_events' },
];

/** Writes what became of the records, without any content. To be called in the transaction that applied them. */
export async function writeAccounts(database: Database, accounts: readonly TableAccount[]): Promise<void> {
    for (const account of accounts) {
        const counts = [account.records, account.applied, account.superseded, account.duplicate, account.quarantined];
        await database.run(`insert into model.run_accounts values (run_id(), ${literal(account.table)}, ${counts.join(', ')})`);
        if (account.repeated > 0) await writeMeasure(database, account.table, 'repeated records', account.repeated, account.records);
        for (const [rule, records] of Object.entries(account.broken)) {
            await writeMeasure(database, account.table, `broken: ${rule}`, records, account.records);
        }
    }
}

/**
 * Looks at the data by the logical checks and notes how far each table has come: once for each run, with what it publishes. One that is
 * taken up behind that has published nothing more.
 */
export async function observe(database: Database): Promise<void> {
    if ((await database.rows(`select 1 from model.quality where run_id = run_id() and table_name = 'fact_sessions'`)).length > 0) return;
    for (const { file, table, about = 'select 1' } of CHECKS) {
        const { isAsked } = await database.row<{ isAsked: boolean }>(`select exists (${about}) as "isAsked"`);
        const rows = !isAsked ? [{ measure: undefined, records: 0n, of_records: 0n }] : await database.rows<{ measure?: string; records: bigint; of_records: bigint }>(
            `select * replace (cast(coalesce(records, 0) as bigint) as records) from (${sqlFile(`checks/${file}.sql`)})`,
        );
        for (const row of rows) await writeMeasure(database, table, row.measure ?? file.replaceAll('_', ' '), row.records, row.of_records);
    }
    for (const { name } of sourceTables) await noteFreshness(database, name);
}

/**
 * Notes how far a table has come. What the run changed says it, unless it replaced what was the newest by something that is older
 * by the clock: then all rows are looked at.
 */
async function noteFreshness(database: Database, name: string): Promise<void> {
    const of = (rows: string) => `select ${literal(name)} as table_name, max(_run_id) as run_id, max(case when _change_time > 0 then _changed_at end) as changed_at from clean.${name} where ${rows} having count(*) > 0`;
    const [noted] = await database.rows<{ hasChanged: boolean; isNewest: boolean }>(`
        select
            changed.run_id is not null as "hasChanged",
            coalesce(changed.changed_at >= noted.changed_at, false) as "isNewest"
        from model.freshness as noted
        left join (${of('_run_id = run_id()')}) as changed
            on noted.table_name = changed.table_name
        where noted.table_name = ${literal(name)}`);
    if (noted?.hasChanged === false) return;
    await database.run(`delete from model.freshness where table_name = ${literal(name)}`);
    await database.run(`insert into model.freshness ${of(noted?.isNewest === true ? '_run_id = run_id()' : 'true')}`);
}

async function writeMeasure(database: Database, table: string, measure: string, records: bigint | number, of: bigint | number): Promise<void> {
    const share = BigInt(of) === 0n ? 'null' : `cast(${records} as decimal(18, 6)) / ${of}`;
    await database.run(`insert into model.quality values (run_id(), ${literal(table)}, ${literal(measure)}, ${records}, ${of}, ${share})`);
}
