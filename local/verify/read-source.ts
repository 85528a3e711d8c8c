import { rmSync } from 'node:fs';
import { join } from 'node:path';
import pg, { type Client } from 'pg';
import { duckdbType } from '../../tables/derive/duckdb-types.js';
import type { SourceTable } from '../../tables/index.js';
import { type Database, literal } from '../engine/database.js';
import { readCsv } from '../engine/duckdb-path.js';
import { ExpectedError } from '../errors.js';
import { copyOut } from '../source/copy-out.js';
import { columnsOf } from '../replication/check-source.js';
import { keyOf } from './raw-records.js';

/** Pages of 8 KB that are read at a time: 64 MB of the table. */
const PAGES = 8192;
/** Keys that one question names. */
const KEYS = 5000;
const NULL = '\\N';

export interface ReadSourceProps {
    /** In a transaction on the snapshot. */
    readonly client: Client;
    readonly database: Database;
    readonly folder: string;
    readonly table: SourceTable;
    /** @default - all rows */
    readonly keys?: readonly string[];
}

/**
 * Makes the table `source_<table>` of what the source has in the snapshot of the client's transaction, each value in the lake's
 * type. It passes through text, piece by piece, so that no more than a piece is anywhere at once.
 *
 * @returns rows
 */
export async function readSource(props: ReadSourceProps): Promise<number> {
    const { client, database, table, keys } = props;
    const columns = Object.entries(table.columns).map(([name, { type }]) => `${name} ${duckdbType(type)}`);
    await database.run(`create or replace table source_${table.name} (${columns.join(', ')})`);
    let rows = 0;
    for (const condition of keys === undefined ? await pageRanges(client, table) : keyLists(table, keys)) rows += await readPiece(props, condition);
    return rows;
}

async function pageRanges(client: Client, { name }: SourceTable): Promise<string[]> {
    const { rows } = await client.query<{ pages: string }>(`select pg_relation_size($1::regclass) / current_setting('block_size')::bigint as pages`, [`public.${name}`]);
    const count = Math.max(1, Math.ceil(Number(rows[0]!.pages) / PAGES));
    return Array.from({ length: count }, (_, piece) => `ctid >= '(${piece * PAGES},0)'${piece + 1 < count ? ` and ctid < '(${(piece + 1) * PAGES},0)'` : ''}`);
}

const keyLists = (table: SourceTable, keys: readonly string[]): string[] =>
    Array.from({ length: Math.ceil(keys.length / KEYS) }, (_, piece) => `${keyOf(table)} in (${keys.slice(piece * KEYS, (piece + 1) * KEYS).join(', ')})`);

async function readPiece({ client, database, folder, table }: ReadSourceProps, condition: string): Promise<number> {
    const file = join(folder, 'source.csv');
    const names = Object.keys(table.columns);
    const there = new Set((await columnsOf(client, table.name)).map(({ name }) => name));
    const isAbsent = (name: string) => table.columns[name]!.mayBeAbsent && !there.has(name);
    const query = `
        select ${names.map((name) => (isAbsent(name) ? `null as ${pg.escapeIdentifier(name)}` : pg.escapeIdentifier(name))).join(', ')}
        from public.${pg.escapeIdentifier(table.name)}
        where ${condition}`;
    const sent = await copyOut(client, { query, options: `format csv, null ${literal(NULL)}, force_quote *`, file });
    const values = names.map((name) => {
        const type = duckdbType(table.columns[name]!.type);
        // DuckDB reads wide decimals from text two hundred times slower than whole numbers.
        return /^decimal\(\d+, 0\)$/.test(type) ? `cast(cast(${name} as hugeint) as ${type})` : `cast(${name} as ${type})`;
    });
    const text = readCsv(
        file,
        'auto_detect = false',
        'header = false',
        `delim = ','`,
        `quote = '"'`,
        `escape = '"'`,
        `nullstr = ${literal(NULL)}`,
        'allow_quoted_nulls = false',
        `new_line = '\\n'`,
        'max_line_size = 16777216',
        'parallel = false',
        `columns = {${names.map((name) => `${literal(name)}: 'varchar'`).join(', ')}}`,
    );
    const rows = sent === 0 ? 0 : await database.run(`insert into source_${table.name} select ${values.join(', ')} from ${text}`).catch((error: unknown) => {
        if (!/conversion error|out of range/i.test((error as Error).message)) throw error;
        throw new ExpectedError(
            `The source's ${table.name} has a value that the lake cannot hold (${(error as Error).message.split('\n', 1)[0]}): mend the row at the source; replicate names its key.`,
        );
    });
    rmSync(file, { force: true });
    if (rows !== sent) throw new Error(`${rows} of ${sent} rows of the source's ${table.name} came through the text.`);
    return rows;
}
