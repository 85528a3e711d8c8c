import { createWriteStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import pg, { type Client } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { type LoadMarker, loadFile, markerFile } from '../../tables/derive/raw-layout.js';
import type { SourceTable } from '../../tables/index.js';
import { moveDurably } from '../durable-files.js';
import { literal } from '../engine/database.js';
import { connect } from '../source/connect.js';
import type { Source } from '../source/source.js';
import { columnsOf } from './check-source.js';
import { type RawColumn, rawColumns } from './raw-columns.js';
import { NULL_TEXT, type RawWriter } from './raw-writer.js';
import type { Snapshot } from './slot.js';
import type { Steps } from '../steps.js';

export interface LoadProps {
    readonly source: Source;
    readonly snapshot: Snapshot;
    readonly tables: readonly SourceTable[];
    readonly generation: number;
    /** `_dms_commit_ts` of every row. */
    readonly start: string;
    readonly writer: RawWriter;
    readonly raw: string;
    readonly steps: Steps;
    /** Called with the rows written so far. */
    readonly onRows: (table: string, rows: number) => void;
    /** Called when all rows of a table are in raw, and its marker. */
    readonly onLoaded: (table: string) => void;
    readonly signal: AbortSignal;
}

/** Connections that read beside each other: while one waits for the source, the other's text becomes Parquet. */
const READERS = 2;
/** Pages of 8 KB that become one file: 64 MB of the table. Ranges of pages can be read without an index since PostgreSQL 14. */
const PAGES = 8192;

/** A part of a table that becomes one file, and what is known of the load of its table. */
interface Part {
    readonly load: TableLoad;
    /** SQL condition of its rows. */
    readonly rows: string;
}

interface TableLoad {
    readonly table: SourceTable;
    readonly columns: readonly RawColumn[];
    parts: number;
    files: number;
    rows: number;
}

/**
 * Writes all rows that tables have in a snapshot, each table's marker behind its last file.
 *
 * @returns resolves when every reader has taken the snapshot, with the rest of the work
 */
export async function loadTables(props: LoadProps): Promise<{ readonly done: Promise<void> }> {
    const clients: Client[] = [];
    try {
        for (let reader = 0; reader < READERS; reader++) {
            const client = await connect(props.source);
            clients.push(client);
            await client.query('begin transaction isolation level repeatable read read only');
            await client.query(`set transaction snapshot ${literal(props.snapshot.name)}`);
        }
        const parts = await partsOf(clients[0]!, props);
        const done = Promise.all(clients.map((client, reader) => readParts(client, `load-${reader}`, parts, props)))
            .then(() => {})
            .finally(() => closeAll(clients));
        // It can fail before the caller, who still closes the snapshot, listens to it.
        done.catch(() => {});
        return { done };
    } catch (error) {
        await closeAll(clients);
        throw error;
    }
}

async function closeAll(clients: readonly Client[]): Promise<void> {
    await Promise.all(clients.map((client) => client.end().catch(() => {})));
}

async function partsOf(client: Client, { tables }: LoadProps): Promise<Part[]> {
    const parts: Part[] = [];
    for (const table of tables) {
        const load: TableLoad = { table, columns: rawColumns(table, await columnsOf(client, table.name)), parts: 0, files: 0, rows: 0 };
        const { rows } = await client.query<{ pages: string }>(`select pg_relation_size(format('public.%I', $1::text)::regclass) / current_setting('block_size')::bigint as pages`, [
            table.name,
        ]);
        const count = Math.max(1, Math.ceil(Number(rows[0]!.pages) / PAGES));
        for (let part = 0; part < count; part++) {
            const end = part + 1 < count ? ` and ctid < '(${(part + 1) * PAGES},0)'` : '';
            parts.push({ load, rows: `ctid >= '(${part * PAGES},0)'${end}` });
        }
        load.parts = count;
    }
    return parts;
}

async function readParts(client: Client, name: string, parts: Part[], props: LoadProps): Promise<void> {
    for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
        props.signal.throwIfAborted();
        await readPart(client, props.writer.place(`${name}.csv`), part, props);
    }
}

async function readPart(client: Client, file: string, { load, rows }: Part, props: LoadProps): Promise<void> {
    const { table, columns } = load;
    const fields = columns.map((column) => column.name);
    const copy = client.query(
        copyTo(`copy (
            select ${fields.map((field) => pg.escapeIdentifier(field)).join(', ')}
            from public.${pg.escapeIdentifier(table.name)}
            where ${rows}
        ) to stdout (format csv, null ${literal(NULL_TEXT)})`),
    );
    await pipeline(copy, createWriteStream(file), { signal: props.signal });
    if (copy.rowCount > 0) {
        load.files += 1;
        const added = { Op: `'I'`, [`BI_${table.key[0]}`]: 'null', _dms_seq: `''`, _dms_commit_ts: literal(props.start), _dms_stream_position: `''` };
        const target = join(props.raw, loadFile(props.generation, table.name, load.files));
        await props.steps.take(`load of ${table.name}`, () => props.writer.write({ table, columns, fields, added, file, rows: copy.rowCount }, target));
        load.rows += copy.rowCount;
        props.onRows(table.name, load.rows);
    }
    load.parts -= 1;
    if (load.parts === 0) {
        await props.steps.take(`marker of ${table.name}`, async () => writeMarker(load, props));
        props.onLoaded(table.name);
    }
}

function writeMarker({ table, rows }: TableLoad, { raw, generation, start, snapshot, writer }: LoadProps): void {
    const marker: LoadMarker = { schema: 'public', table: table.name, start, rows, position: snapshot.position };
    const prepared = writer.place(`marker-${table.name}.json`);
    writeFileSync(prepared, `${JSON.stringify(marker, null, 2)}\n`);
    moveDurably(prepared, join(raw, markerFile(generation, table.name)));
}
