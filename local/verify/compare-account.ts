import { type Compared, compareRows, side } from './compare-rows.js';
import type { Workbench } from './workbench.js';

export interface CompareAccountProps {
    readonly bench: Workbench;
    readonly most: number;
}

/**
 * Recounts what does not depend on how runs were cut: of each run and table, the records of its files and those that it set aside,
 * and that its account closes. Lakes that were upgraded have files whose rows are not known; their runs are left out, as
 * are those with a file that was imported anew since.
 */
export async function compareAccount({ bench: { database, lake }, most }: CompareAccountProps): Promise<Compared> {
    await database.run(`create or replace temp view counted as
        with files as (
            select run_id, table_name, sum(rows) as records, bool_or(rows is null) as is_unknown
            from ${lake}.state.ledger
            group by run_id, table_name
        ),
        replaced as (
            select run_id, table_name
            from ${lake}.state.ledger
            qualify run_id < max(run_id) over (partition by path)
        ),
        set_aside as (
            select run_id, table_name, count(*) as quarantined
            from ${lake}.clean.quarantine
            group by run_id, table_name
        )
        select
            accounts.run_id,
            accounts.table_name,
            -- a release has no files: it counts its records again
            cast(coalesce(files.records, if(accounts.run_id in (select run_id from ${lake}.state.ledger), 0, accounts.records)) as bigint) as records,
            cast(coalesce(set_aside.quarantined, 0) as bigint) as quarantined,
            accounts.records as outcomes
        from ${lake}.model.run_accounts as accounts
        left join files using (run_id, table_name)
        left join set_aside using (run_id, table_name)
        anti join replaced using (run_id, table_name)
        where not coalesce(files.is_unknown, false)`);
    return compareRows({
        database,
        comparison: 'account',
        table: 'run_accounts',
        key: ['run_id', 'table_name'],
        columns: { records: 'bigint', quarantined: 'bigint', outcomes: 'bigint' },
        before: side('counted'),
        after: side(`(select run_id, table_name, records, quarantined, applied + superseded + duplicate + quarantined as outcomes
            from ${lake}.model.run_accounts
            where (run_id, table_name) in (select (run_id, table_name) from counted))`),
        most,
    });
}
