import { literal } from '../local/engine/database.js';
import type { Database } from '../local/engine/database.js';
import type { Scan } from './planned-scans.js';

/** Bytes of each column of a table in its files, as they are stored: what is read of it where no file is left out. */
export type ColumnBytes = ReadonlyMap<string, number>;

/** The bytes of each column, by the footers of Parquet files. @param files paths of all files of a table */
export async function columnBytes(database: Database, files: readonly string[]): Promise<ColumnBytes> {
    if (files.length === 0) return new Map();
    const chunks = await database.rows<{ name: string; bytes: bigint }>(`
        select split_part(path_in_schema, ', ', 1) as name, cast(sum(total_compressed_size) as bigint) as bytes
        from parquet_metadata([${files.map(literal).join(', ')}])
        group by name`);
    return new Map(chunks.map(({ name, bytes }) => [name, Number(bytes)]));
}

/** What scans read: of each the columns that it names, whole; a table without rows has no files and nothing to read. */
export const scannedBytes = (scans: readonly Scan[], tables: ReadonlyMap<string, ColumnBytes>): number =>
    scans.flatMap(({ table, columns }) => columns.map((column) => tables.get(table)?.get(column) ?? 0)).reduce((sum, bytes) => sum + bytes, 0);

/** The same columns, each of a table once however many scans read it. */
export function eachOnce(scans: readonly Scan[]): Scan[] {
    const tables = new Map<string, Set<string>>();
    for (const { table, columns } of scans) tables.set(table, new Set([...(tables.get(table) ?? []), ...columns]));
    return [...tables].map(([table, columns]) => ({ table, columns: [...columns] }));
}
