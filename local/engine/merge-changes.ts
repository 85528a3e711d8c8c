import { winsOver } from '../../tables/derive/merge.js';
import type { SourceTable } from '../../tables/index.js';
import type { Database } from './database.js';
import { byKey, byPlace, deleteRows, keepRows } from './rows-at-hand.js';

/** What {@link mergeChanges} came to. */
export interface MergedChanges {
    /** Relation of the rows that the changes have come to, as they are now: key, place in the order and run. */
    readonly rows: string;
    /** Relation of those among them that were there before and stay. */
    readonly unchanged: string;
    readonly drop: () => Promise<void>;
}

/**
 * Applies `changes_<table>` as {@link winsOver} says. A row that loses is deleted and the change appended: DuckDB changes a row
 * in place by writing all of its part of the table anew, so that corrections of many days would write most of it.
 */
export async function mergeChanges(database: Database, { name, key: [key] }: SourceTable): Promise<MergedChanges> {
    const [changes, found, replaced, unchanged, rows] = [`kept_changes_${name}`, `found_${name}`, `replaced_${name}`, `unchanged_${name}`, `rows_of_changes_${name}`];
    const table = `clean.${name}`;
    const order = [key!, '_change_time', '_change_number', '_is_hidden', '_run_id'].join(', ');
    await database.run(`create or replace temp table ${changes} as select * from changes_${name}`);
    await keepRows({ database, table, columns: order, ...byKey(key!, changes), into: found });
    await database.run(`create or replace temp table ${replaced} as
        select found._row
        from ${found} as found
        inner join ${changes} as change
            on found.${key} = change.${key}
        where ${winsOver('change', 'found')}`);
    await deleteRows(database, table, replaced);
    await database.run(`insert into ${table}
        select change.*
        from ${changes} as change
        left join ${found} as found
            on change.${key} = found.${key}
        where found.${key} is null or ${winsOver('change', 'found')}`);
    // The table is asked for what is there now: what was not replaced, at its places, and what the run has written.
    await database.run(`delete from ${found} where _row in (select _row from ${replaced})`);
    await keepRows({ database, table, ...byPlace(found), into: unchanged });
    await database.run(`create or replace temp table ${rows} as
        select ${order} from ${unchanged}
        where _run_id < run_id()
        union all
        select ${order} from ${table}
        where _run_id = run_id() and ${key} in (select ${key} from ${changes})`);
    return {
        rows,
        unchanged,
        drop: async () => {
            for (const one of [changes, found, replaced, unchanged, rows]) await database.run(`drop table ${one}`);
        },
    };
}
