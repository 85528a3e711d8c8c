import { open } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { literal } from '../../local/engine/database.js';
import { duckdbType } from '../../tables/derive/duckdb-types.js';
import { quotedName } from '../query/quoted-name.js';
import type { Exportable } from './exportable.js';

/** Which rows go into which file. */
export interface WriteParquetProps {
    readonly connection: DuckDBConnection;
    readonly from: Exportable;
    /** A column that the file does not get, as its folder names its value. @default - none */
    readonly without?: string;
    /** A condition in SQL. @default - all rows */
    readonly where?: string;
    /** Absolute path; its folder exists. */
    readonly file: string;
}

/**
 * Writes rows as Parquet with the types of `tables/`, and waits until the disk has them.
 *
 * @returns how many
 */
export async function writeParquet({ connection, from, without, where = 'true', file }: WriteParquetProps): Promise<number> {
    const rows = `select ${typedColumns(from, without).join(', ')} from ${from.relation} where ${where}`;
    // Version 1 of the encodings, the default, is what every reader knows.
    const answer = await connection.runAndReadAll(`copy (${rows}) to ${literal(file)} (format parquet, compression zstd)`);
    const handle = await open(file, 'r+');
    try {
        await handle.sync();
    } finally {
        await handle.close();
    }
    return Number(answer.value(0, 0));
}

/** The columns, cast to what their definition says: a sum in a view would otherwise be wider than it. */
export const typedColumns = ({ columns }: Exportable, without?: string): string[] =>
    Object.entries(columns)
        .filter(([name]) => name !== without)
        .map(([name, { type }]) => `cast(${quotedName(name)} as ${duckdbType(type)}) as ${quotedName(name)}`);
