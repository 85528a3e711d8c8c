import { open, stat } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { literal } from '../../local/engine/database.js';
import { duckdbType } from '../../tables/derive/duckdb-types.js';
import { quotedName } from '../query/quoted-name.js';
import type { Exportable } from './exportable.js';

/** Which rows go into which file. */
export interface WriteParquetProps {
    readonly connection: DuckDBConnection;
    readonly from: Exportable;
    /** A condition in SQL. @default - all rows */
    readonly where?: string;
    /** Absolute path; its folder exists. */
    readonly file: string;
}

/** A file as it was written. */
export interface WrittenParquet {
    readonly rows: number;
    readonly bytes: number;
}

/** Writes rows as Parquet with the types of `tables/`, and waits until the disk has them. */
export async function writeParquet({ connection, from, where = 'true', file }: WriteParquetProps): Promise<WrittenParquet> {
    const rows = `select ${typedColumns(from).join(', ')} from ${from.relation} where ${where}`;
    // Version 1 of the encodings, the default, is what every reader knows.
    const answer = await connection.runAndReadAll(`copy (${rows}) to ${literal(file)} (format parquet, compression zstd)`);
    const handle = await open(file, 'r+');
    try {
        await handle.sync();
    } finally {
        await handle.close();
    }
    return { rows: Number(answer.value(0, 0)), bytes: (await stat(file)).size };
}

/** The columns, cast to what their definition says: a sum in a view would otherwise be wider than it. */
export const typedColumns = ({ columns }: Exportable): string[] =>
    Object.entries(columns).map(([name, { type }]) => `cast(${quotedName(name)} as ${duckdbType(type)}) as ${quotedName(name)}`);
