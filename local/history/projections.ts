import { sqlFile } from '../engine/sql-files.js';

/** Tables whose records are made from the lines, each after those that it reads. */
export const PROJECTIONS = ['brands', 'categories', 'products', 'sessions', 'users'] as const;

export type Projection = (typeof PROJECTIONS)[number];

/**
 * A query for the records of a table, as a file of raw has them, in the SQL of both engines. It asks for `dated_lines` and
 * `descriptions`, that of users for `session_records`, too.
 */
export function projection(table: Projection): string {
    const key = table === 'categories' ? 'category_id' : `${table.slice(0, -1)}_id`;
    return `select
    'I' as Op,
    *,
    cast(null as ${key === 'session_id' ? 'decimal(25, 0)' : 'bigint'}) as BI_${key},
    '' as _dms_commit_ts,
    '' as _dms_stream_position
from (
${sqlFile(`history/${table}.sql`).trimEnd()}
) as records`;
}
