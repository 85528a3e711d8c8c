import { existsSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { literal } from '../../local/engine/database.js';
import { UsageError } from '../../local/errors.js';
import { duckdbType } from '../../tables/derive/duckdb-types.js';
import type { ExportableByDays } from './exportable.js';
import { type Day, isDay } from './since.js';

/** A file of an earlier export. */
export interface EarlierFile {
    /** Relative to the folder, with forward slashes. */
    readonly path: string;
    /** Day of its rows; null for the file without rows that stands for an empty table. */
    readonly day: Day | null;
}

/** Files that desktops put into every folder that they show. */
const DESKTOP_FILES: ReadonlySet<string> = new Set(['.DS_Store', 'Thumbs.db', 'desktop.ini']);

/**
 * The files of an earlier export of a table, which a new one may replace; none if the folder does not exist or is empty.
 * It is recognised by its shape: nothing but the table's file in folders of days, or the one file of an empty table.
 *
 * @throws UsageError if there is anything else in the folder, which a replacement would take away
 */
export function earlierExport(folder: string, { name, fileName, partition }: ExportableByDays): EarlierFile[] {
    const files = (existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }) : [])
        .filter((entry) => !entry.isDirectory() && !DESKTOP_FILES.has(entry.name))
        .map((entry) => ({ path: relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, '/'), isFile: entry.isFile() }))
        .sort((a, b) => (a.path < b.path ? -1 : 1));
    return files.map(({ path, isFile }) => {
        const day = path.startsWith(`${partition}=`) && path.endsWith(`/${fileName}`) ? path.slice(partition.length + 1, -fileName.length - 1) : null;
        const isEmptyTable = path === fileName && files.length === 1;
        if (isFile && (isEmptyTable || (day !== null && isDay(day)))) return { path, day: day as Day | null };
        throw new UsageError(`${folder} is not empty, and ${path} is not of an export of ${name} by days, which would take it away: move it elsewhere, or name a new or empty folder.`);
    });
}

/**
 * Whether a file of an earlier export has the columns of the table with their types.
 *
 * @returns false also if it cannot be read
 * @throws UsageError if it has columns of other names: then it is not of this table, or of another version of it
 */
export async function hasColumnsOf({ columns, partition, name }: ExportableByDays, { path, day }: EarlierFile, folder: string, connection: DuckDBConnection): Promise<boolean> {
    const described = `select column_name, column_type from (describe from read_parquet(${literal(join(folder, path))}, hive_partitioning = false))`;
    const found = await unlessUnreadable(async () => (await connection.runAndReadAll(described)).getRows() as [string, string][]);
    if (found === null) return false;
    const expected = Object.entries(columns).filter(([column]) => day === null || column !== partition);
    const foreign = found.map(([column]) => column).find((column) => !expected.some(([other]) => other === column));
    const missing = expected.map(([column]) => column).find((column) => !found.some(([other]) => other === column));
    if (foreign !== undefined || missing !== undefined) {
        const fault = foreign !== undefined ? `has a column ${foreign}, which ${name} has not` : `has no column ${missing}, which ${name} has`;
        throw new UsageError(`${join(folder, path)} ${fault}, so that it is not of an export of it, or of another version: remove ${folder} or name another folder.`);
    }
    const plain = (type: string) => type.toLowerCase().replaceAll(' ', '');
    return expected.every(([column, { type }]) => found.some(([other, its]) => other === column && plain(its) === plain(duckdbType(type))));
}

/** What reading a Parquet file gives; null if DuckDB cannot read it, whatever its fault. */
export async function unlessUnreadable<T>(read: () => Promise<T>): Promise<T | null> {
    try {
        return await read();
    } catch (error) {
        // These say nothing of the file.
        if (!(error instanceof Error) || /^(Out of Memory|Interrupt|FATAL|INTERNAL) Error: |No space left on device/i.test(error.message)) throw error;
        return null;
    }
}
