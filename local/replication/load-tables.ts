import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg, { type Client } from 'pg';
import { type LoadMarker, loadFile, markerFile } from '../../tables/derive/raw-layout.js';
import type { SourceTable } from '../../tables/index.js';
import { moveDurably } from '../durable-files.js';
import { literal } from '../engine/database.js';
import { ExpectedError } from '../errors.js';
import { connect } from '../source/connect.js';
import { copyOut } from '../source/copy-out.js';
import type { Source } from '../source/source.js';
import { columnsOf } from './check-source.js';
import { type PostgresColumn, type RawColumn, rawColumns } from './raw-columns.js';
import { NULL_TEXT, type RawWriter } from './raw-writer.js';
import { type Snapshot, withoutTimeouts } from './slot.js';
import { type TableIdentity, tableIdentities } from './table-identity.js';
import type { Steps } from '../steps.js';

export interface LoadProps {
    readonly source: Source;
    readonly publication: string;
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
    /** Called with a table's columns and what it is, before the first row is read. */
    readonly onBegun: (table: SourceTable, columns: readonly RawColumn[], identity: TableIdentity) => void;
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
    // A wait for a lock ends with its connection.
    const stop = () => void closeAll(clients);
    props.signal.addEventListener('abort', stop);
    try {
        for (let reader = 0; reader < READERS; reader++) {
            const client = await connect(props.source);
            clients.push(client);
            await withoutTimeouts(client);
        }
        const [first, second] = clients as [Client, Client];
        await takeView(first, props);
        // From here on to the end of the load nobody alters the tables; what was altered since the snapshot is seen only from outside.
        await first.query(`lock table ${props.tables.map(({ name }) => `only public.${pg.escapeIdentifier(name)}`).join(', ')} in access share mode`);
        const [seen, now] = [await lookAt(first, props), await lookAt(second, props)];
        await takeView(second, props);
        for (const { name } of props.tables) if (JSON.stringify(seen.get(name)) !== JSON.stringify(now.get(name))) throw alteredMeanwhile(name);
        const parts = await partsOf(first, seen, props);
        const done = Promise.all(clients.map((client, reader) => readParts(client, `load-${reader}`, parts, props)));
        const closed = done.then(() => {}).finally(() => closeAll(clients));
        // It may fail before the caller looks at it.
        closed.catch(() => {});
        return { done: closed };
    } catch (error) {
        await closeAll(clients);
        props.signal.throwIfAborted();
        throw error;
    } finally {
        props.signal.removeEventListener('abort', stop);
    }
}

async function takeView(client: Client, { snapshot }: LoadProps): Promise<void> {
    await client.query('begin transaction isolation level repeatable read read only');
    await client.query(`set transaction snapshot ${literal(snapshot.name)}`);
}

interface Seen {
    readonly identity: TableIdentity;
    readonly columns: readonly PostgresColumn[];
}

async function lookAt(client: Client, { tables, publication }: LoadProps): Promise<Map<string, Seen>> {
    const identities = await tableIdentities(client, publication);
    const seen = new Map<string, Seen>();
    for (const { name } of tables) {
        const identity = identities.get(name);
        if (identity !== undefined) seen.set(name, { identity, columns: await columnsOf(client, name) });
    }
    return seen;
}

/** A table that was written anew looks empty to those who came before, so that its load would empty it in the lake. */
const alteredMeanwhile = (table: string): ExpectedError =>
    new ExpectedError(`The source's table public.${table} was altered just when its load began.`, { cause: Object.assign(new Error('Altered meanwhile.'), { code: '40001' }) });

async function closeAll(clients: readonly Client[]): Promise<void> {
    await Promise.all(clients.map((client) => client.end().catch(() => {})));
}

async function partsOf(client: Client, seen: ReadonlyMap<string, Seen>, { tables, onBegun }: LoadProps): Promise<Part[]> {
    const parts: Part[] = [];
    for (const table of tables) {
        const { identity, columns } = seen.get(table.name)!;
        const load: TableLoad = { table, columns: rawColumns(table, columns), parts: 0, files: 0, rows: 0 };
        onBegun(table, load.columns, identity);
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
    const query = `
        select ${fields.map((field) => pg.escapeIdentifier(field)).join(', ')}
        from only public.${pg.escapeIdentifier(table.name)}
        where ${rows}`;
    const count = await copyOut(client, { query, options: `format csv, null ${literal(NULL_TEXT)}`, file, signal: props.signal });
    if (count > 0) {
        load.files += 1;
        const added = { Op: `'I'`, [`BI_${table.key[0]}`]: 'null', _dms_seq: `''`, _dms_commit_ts: literal(props.start), _dms_stream_position: `''` };
        const target = join(props.raw, loadFile(props.generation, table.name, load.files));
        await props.steps.take(`load of ${table.name}`, () => props.writer.write({ table, columns, fields, added, file, rows: count }, target));
        load.rows += count;
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
