import type { Floor } from '../../tables/derive/merge.js';
import { loadFilePrefix } from '../../tables/derive/raw-layout.js';
import type { Database } from './database.js';

/** The floor of a table within a run. */
export interface TableFloor extends Floor {
    /** Is it reached by what this run was given? Then rows below it are deleted. */
    readonly isNew: boolean;
}

/** A load of which rows are still missing, the latest of its table. */
export interface OpenLoad {
    readonly table: string;
    readonly generation: number;
    /** Rows that have come, and rows that it has. */
    readonly found: number;
    readonly rows: number;
}

/** The loads whose markers runs were given, with the rows of them that came, and the run that brought the last of both. */
const LOADS = `
    with files as (
        select path, table_name, max_by(rows, run_id) as rows, max(run_id) as run_id
        from state.ledger
        group by path, table_name
    ),
    loads as (
        select
            loads.table_name,
            loads.generation,
            loads.start_time,
            loads.started_at,
            loads.rows,
            coalesce(sum(files.rows), 0) as found,
            greatest(loads.run_id, coalesce(max(files.run_id), 0)) as run_id
        from state.loads as loads
        left join files
            on files.table_name = loads.table_name and starts_with(files.path, ${loadFilePrefix('loads.generation', 'loads.table_name')})
        group by loads.table_name, loads.generation, loads.start_time, loads.started_at, loads.rows, loads.run_id
    )`;

/**
 * The floors of the tables that have one: the start of the latest load whose marker and all of whose rows were given to runs
 * up to this one. Rows of a load that is not closed delete nothing, since the rest of them may still come.
 */
export async function readFloors(database: Database, runId: number): Promise<ReadonlyMap<string, TableFloor>> {
    const rows = await database.rows<{ table_name: string; start_time: bigint; started_at: string; is_new: boolean }>(`
        ${LOADS}
        select
            table_name,
            max(start_time) as start_time,
            strftime(max_by(started_at, start_time), '%Y-%m-%d %H:%M:%S.%g') as started_at,
            max_by(run_id, start_time) = ${runId} as is_new
        from loads
        where found = rows
        group by table_name`);
    return new Map(rows.map((row) => [row.table_name, { time: String(row.start_time), at: `timestamp_ntz '${row.started_at}'`, isNew: row.is_new }]));
}

/** The tables whose latest load is not whole: a file of it is late, or gone. */
export async function openLoads(database: Database): Promise<OpenLoad[]> {
    const rows = await database.rows<{ table_name: string; generation: number; found: bigint; rows: bigint }>(`
        ${LOADS}
        select table_name, generation, cast(found as bigint) as found, rows
        from loads
        where (table_name, start_time) in (select table_name, max(start_time) from loads group by table_name) and found <> rows
        order by table_name`);
    return rows.map(({ table_name: table, generation, found, rows: all }) => ({ table, generation, found: Number(found), rows: Number(all) }));
}
