import type { SourceTable } from '../table.js';
import { type Floor, FLOOR_NUMBER } from './merge.js';
import { HISTORY_LIMIT } from './raw-contract.js';

/**
 * What `raiseToFloor` is for DuckDB, for Spark, whose `update` takes no functions made by SQL: they stand in the source of a
 * merge. A run that is taken up again finds no row below the floor any more.
 */
export function sparkRaiseToFloor({ name, key: [key], columns }: SourceTable, { time, at }: Floor): string {
    const others = Object.keys(columns).filter((column) => column !== key);
    return `merge into clean.${name} as target
using (
    select
        ${key},
        ${time} as _change_time,
        ${at} as _changed_at,
        run_id() as _run_id
    from clean.${name}
    where _change_time >= ${HISTORY_LIMIT} and _change_time < ${time}
) as source
on target.${key} = source.${key}
when matched then update set
${others.map((column) => `    ${column} = null,`).join('\n')}
    _change_time = source._change_time,
    _change_number = ${FLOOR_NUMBER},
    _changed_at = source._changed_at,
    _is_deleted = true,
    _is_hidden = false,
    _run_id = source._run_id`;
}
