import { sourceTables } from '../../tables/index.js';
import type { TableAccount } from './apply-changes.js';
import { type Database, literal } from './database.js';
import { sqlFile } from './sql-files.js';

/** Tables of the logical checks in `sql/checks`, with the measure that each gives if the file names none. */
export const CHECKS = [
    { file: 'sessions_with_several_users', table: 'sessions' },
    { file: 'incomplete_funnels_with_purchase', table: 'fact_sessions' },
    { file: 'complete_funnels', table: 'fact_sessions' },
    { file: 'missing_values', table: 'fact_user_events' },
] as const;

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

/** Looks at the data by the logical checks and notes how far each table has come. */
export async function observe(database: Database): Promise<void> {
    for (const { file, table } of CHECKS) {
        const rows = await database.rows<{ measure?: string; records: bigint; of_records: bigint }>(
            `select * replace (cast(coalesce(records, 0) as bigint) as records) from (${sqlFile(`checks/${file}.sql`)})`,
        );
        for (const row of rows) await writeMeasure(database, table, row.measure ?? file.replaceAll('_', ' '), row.records, row.of_records);
    }
    for (const { name } of sourceTables) {
        await database.run(`delete from model.freshness where table_name = ${literal(name)}`);
        await database.run(`insert into model.freshness
            select ${literal(name)} as table_name, max(_run_id) as run_id, max(case when _change_time > 0 then _changed_at end) as changed_at
            from clean.${name}
            having count(*) > 0`);
    }
}

async function writeMeasure(database: Database, table: string, measure: string, records: bigint | number, of: bigint | number): Promise<void> {
    const share = BigInt(of) === 0n ? 'null' : `cast(${records} as decimal(18, 6)) / ${of}`;
    await database.run(`insert into model.quality values (run_id(), ${literal(table)}, ${literal(measure)}, ${records}, ${of}, ${share})`);
}
