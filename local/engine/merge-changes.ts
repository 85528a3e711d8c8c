import { winsOver } from '../../tables/derive/merge.js';
import type { SourceTable } from '../../tables/index.js';
import type { Database } from './database.js';
import { byKey, deleteRows, keepRows } from './rows-at-hand.js';

/** Rows of a clean table that a batch may have come to: as they were before it, and as they are after it. */
export interface RowsOfBatch {
    readonly before: string;
    readonly after: string;
    readonly drop: () => Promise<void>;
}

/**
 * Applies `changes_<table>` as {@link winsOver} says. A row that loses is deleted and the change appended: DuckDB changes a row
 * in place by writing all of its part of the table anew, so that corrections of many days would write most of it.
 *
 * @returns relations of the rows that have the keys of the changes, read from the table before and after
 */
export async function mergeChanges(database: Database, { name, key: [key] }: SourceTable): Promise<RowsOfBatch> {
    const [changes, before, after, replaced] = [`kept_changes_${name}`, `rows_before_${name}`, `rows_after_${name}`, `replaced_${name}`];
    const rows = { database, table: `clean.${name}`, ...byKey(key!, changes) };
    await database.run(`create or replace temp table ${changes} as select * from changes_${name}`);
    await keepRows({ ...rows, into: before });
    await database.run(`create or replace temp table ${replaced} as
        select before._row
        from ${before} as before
        inner join ${changes} as change
            on before.${key} = change.${key}
        where ${winsOver('change', 'before')}`);
    await deleteRows(database, `clean.${name}`, replaced);
    await database.run(`insert into clean.${name}
        select change.*
        from ${changes} as change
        left join ${before} as before
            on change.${key} = before.${key}
        where before.${key} is null or ${winsOver('change', 'before')}`);
    await keepRows({ ...rows, into: after });
    return {
        before,
        after,
        drop: async () => {
            for (const one of [changes, before, after, replaced]) await database.run(`drop table ${one}`);
        },
    };
}
