import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Database, literal } from '../../local/engine/database.js';
import { duckdbType } from '../../tables/derive/duckdb-types.js';
import { changeFile, loadFile, markerFile } from '../../tables/derive/raw-layout.js';
import { sourceTables } from '../../tables/index.js';
import type { LoadMarker, RawRecord } from '../../specification/raw-record.js';
import type { ReplicatedShop } from './replicated-shop.js';

/** `_dms_commit_ts` of a time. */
const commitText = (milliseconds: number) => `${new Date(milliseconds).toISOString().replace('T', ' ').replace('Z', '')}000`;

/** Writes the records of one table as a file with the columns that raw has. */
export async function writeRecords(database: Database, file: string, table: string, records: readonly RawRecord[]): Promise<void> {
    const { columns, key: [key], historyTime } = sourceTables.find(({ name }) => name === table)!;
    const text = (value: string | null) => (value === null ? 'null' : literal(value));
    const rows = records.map(({ op, values, before, sequence, changedAt, isHistory, loadStart }) => {
        const hasOwnTime = isHistory && historyTime !== undefined;
        const digits = loadStart !== null || hasOwnTime ? '' : `${String(sequence.time).padStart(16, '0')}${String(sequence.number).padStart(19, '0')}`;
        const added = [before, digits, isHistory ? '' : commitText(changedAt), ''];
        return `(${[op, ...Object.keys(columns).map((column) => values[column] ?? null), ...added].map(text).join(', ')})`;
    });
    const names = ['Op', ...Object.keys(columns), `BI_${key}`, '_dms_seq', '_dms_commit_ts', '_dms_stream_position'];
    const types = ['varchar', ...Object.values(columns).map(({ type }) => duckdbType(type)), duckdbType(columns[key!]!.type), 'varchar', 'varchar', 'varchar'];
    const typed = names.map((name, place) => `cast(${name} as ${types[place]}) as ${name}`);
    mkdirSync(dirname(file), { recursive: true });
    await database.run(`copy (select ${typed.join(', ')} from (values ${rows.join(', ')}) as records(${names.join(', ')})) to ${literal(file)} (format parquet)`);
}

/** Writes records as if an import had made them, a file for each table, and the manifest that makes them count. */
export async function writeImport(database: Database, raw: string, name: string, records: readonly RawRecord[]): Promise<void> {
    const files = [];
    for (const table of new Set(records.map((record) => record.table))) {
        const ofTable = records.filter((record) => record.table === table);
        const path = `history/public/${table}/${name}.parquet`;
        await writeRecords(database, join(raw, path), table, ofTable);
        const checksum = createHash('sha256').update(readFileSync(join(raw, path))).digest('hex');
        files.push({ table, path, rows: ofTable.length, bytes: statSync(join(raw, path)).size, checksum });
    }
    mkdirSync(join(raw, 'history', '_imports'), { recursive: true });
    writeFileSync(join(raw, 'history', '_imports', `${name}.json`), JSON.stringify({ digest: name, source: { name, bytes: 0 }, files }));
}

export function writeMarker(raw: string, { table, generation, startedAt, rows }: LoadMarker): void {
    const file = join(raw, markerFile(generation, table));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify({ schema: 'public', table, start: commitText(startedAt), rows }));
}

/**
 * Writes what a replication wrote, as it lays it out: loads and changes below their generations, a marker for each closed
 * load. Each file has at most so many rows.
 */
export async function writeReplicated(database: Database, raw: string, { records, markers, generations }: ReplicatedShop, rowsOfFile = 3): Promise<void> {
    const generationAt = (time: bigint) => Math.max(1, ...[...generations].filter(([start]) => start <= time).map(([, generation]) => generation));
    const files = new Map<string, RawRecord[]>();
    for (const record of records) {
        const { table, loadStart, sequence, changedAt } = record;
        const generation = generationAt(sequence.time);
        const hour = new Date(changedAt).toISOString().slice(0, 13).replaceAll(/[-T]/g, '/');
        // Names that are not full go on being filled; a load's files are counted, those of changes named by their time.
        for (let number = 1; ; number++) {
            const path = loadStart === null ? changeFile(generation, table, hour, changedAt + number) : loadFile(generation, table, number);
            const there = files.get(path) ?? [];
            if (there.length === rowsOfFile) continue;
            files.set(path, [...there, record]);
            break;
        }
    }
    for (const [path, ofFile] of files) await writeRecords(database, join(raw, path), ofFile[0]!.table, ofFile);
    for (const marker of markers) writeMarker(raw, marker);
}
