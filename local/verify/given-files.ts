import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from '../engine/database.js';
import { readParquet } from '../engine/duckdb-path.js';
import { checksum } from '../history/checksum.js';
import type { Difference, TableComparison } from './outcome.js';

/** A file that a run was given and has taken to clean. */
export interface GivenFile {
    readonly table: string;
    /** Relative to raw. */
    readonly path: string;
    readonly checksum: string;
    /** As it was when the run was planned; null in lakes that were upgraded. */
    readonly rows: number | null;
    readonly runId: number;
    /** Can it be read? */
    readonly isThere: boolean;
}

export interface GivenFiles {
    /** Of each path the content that was given last. */
    readonly files: readonly GivenFile[];
    readonly result: TableComparison;
    readonly differences: readonly Difference[];
}

export interface GivenFilesProps {
    readonly database: Database;
    /** Name of the lake's database, as SQL. */
    readonly lake: string;
    readonly raw: string;
    /** Only files of runs that began from this time on are looked at byte by byte. */
    readonly since?: string;
    readonly most: number;
}

/** Compares the files of raw with what stood in them when runs were given them. */
export async function givenFiles({ database, lake, raw, since, most }: GivenFilesProps): Promise<GivenFiles> {
    const started = performance.now();
    const given = await database.rows<{ path: string; checksum: string; table_name: string; bytes: bigint; rows: bigint | null; run_id: bigint; is_recent: boolean }>(`
        select ledger.path, ledger.checksum, ledger.table_name, ledger.bytes, ledger.rows, ledger.run_id,
            ${since === undefined ? 'true' : `strftime(runs.started_at, '%Y%m%d%H%M%S') >= '${since.slice(0, 14)}'`} as is_recent
        from ${lake}.state.ledger as ledger
        inner join ${lake}.state.runs as runs
            on ledger.run_id = runs.run_id
        where runs.stage <> 'planned'
        qualify row_number() over (partition by ledger.path order by ledger.run_id desc) = 1
        order by ledger.path`);
    const files: GivenFile[] = [];
    const differences: Difference[] = [];
    for (const { path, checksum: expected, table_name: table, bytes, rows, run_id, is_recent: isRecent } of given) {
        const found = await lookAt(join(raw, path), { isRecent, expected, bytes: Number(bytes) });
        const isThere = found !== null && (found === expected || path.endsWith('.json') || (await isReadable(database, join(raw, path))));
        files.push({ table, path, checksum: expected, rows: rows === null ? null : Number(rows), runId: Number(run_id), isThere });
        if (found === expected) continue;
        const column = found === null ? null : isThere ? 'SHA-256' : 'SHA-256 (it cannot be read)';
        differences.push({ comparison: 'raw = ledger', table, key: { file: path }, column, before: expected, after: found, beforeRows: 1, afterRows: found === null ? 0 : 1 });
    }
    const there = files.filter(({ path }) => existsSync(join(raw, path))).length;
    return {
        files,
        result: { comparison: 'raw = ledger', table: 'files', rows: [files.length, there], fingerprints: ['0', '0'], differences: differences.length, sums: {}, seconds: (performance.now() - started) / 1000 },
        differences: differences.slice(0, most),
    };
}

/** @returns the checksum; null if the file is not there */
async function lookAt(path: string, { isRecent, expected, bytes }: { isRecent: boolean; expected: string; bytes: number }): Promise<string | null> {
    const size = statSync(path, { throwIfNoEntry: false })?.size;
    if (size === undefined) return null;
    return !isRecent && size === bytes ? expected : await checksum(path);
}

/** Can all of a Parquet file be read? Its footer may be whole where its pages are not. */
export async function isReadable(database: Database, path: string): Promise<boolean> {
    return database.rows(`select max(hash(file)) from ${readParquet([path])} as file`).then(
        () => true,
        () => false,
    );
}
