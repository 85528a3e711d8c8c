import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { Type } from 'apache-arrow/enum';
import type { DataType } from 'apache-arrow/type';
import type { SourceTable } from '../tables/index.js';
import { canonicalText, millisecondsOf, timeText } from './canonical-text.js';
import { keyColumn, sourceTable } from './key.js';
import { type Acknowledgement, FIRST_REPLICATED_TIME, type LoadMarker, type Raw, type RawRecord, type Sequence } from './raw-record.js';

/** A row of a file, all values as text. */
type FileRow = Readonly<Record<string, string | null>>;

/** Where history that counts its time down, so that the earliest stands, counts from. */
const COUNTED_FROM = 9_999_999_999_999;
const LARGEST_NUMBER = 2n ** 63n - 1n;

/**
 * Reads a raw folder whole: replicated files below `v<generation>/public/<table>/`, imported files that a manifest names,
 * markers of loads, and notes of records that were given up. It is for small folders: all is kept in memory.
 *
 * @throws Error where something in raw is not what its format says
 */
export async function readRaw(raw: string): Promise<Raw> {
    const instance = await DuckDBInstance.create(':memory:');
    try {
        const connection = await instance.connect();
        await connection.run(`set timezone = 'UTC'`);
        const records: RawRecord[] = [];
        for (const { table, path } of [...replicatedFiles(raw), ...importedFiles(raw)]) {
            for (const [row, values] of (await fileRows(connection, join(raw, path))).entries()) {
                records.push(recordOf(sourceTable(table), values, { file: path, row }));
            }
        }
        return { records, markers: readMarkers(raw), acknowledgements: readAcknowledgements(raw) };
    } finally {
        instance.closeSync();
    }
}

interface RawFile {
    readonly table: string;
    /** Below raw, with forward slashes. */
    readonly path: string;
}

const namesIn = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder).sort() : []);

const generationFolders = (raw: string): string[] => namesIn(raw).filter((name) => /^v[1-9]\d*$/.test(name));

function replicatedFiles(raw: string): RawFile[] {
    return generationFolders(raw).flatMap((generation) =>
        namesIn(join(raw, generation, 'public')).flatMap((table) => {
            const folder = `${generation}/public/${table}`;
            return readdirSync(join(raw, folder), { recursive: true, encoding: 'utf8' })
                .filter((name) => name.endsWith('.parquet'))
                .sort()
                .map((name) => ({ table, path: `${folder}/${name.replaceAll('\\', '/')}` }));
        }),
    );
}

/** An import counts from the moment its manifest is there; other files in the folder were left by one that was broken off. */
function importedFiles(raw: string): RawFile[] {
    const folder = join(raw, 'history', '_imports');
    return namesIn(folder)
        .filter((name) => name.endsWith('.json'))
        .flatMap((name) => (JSON.parse(readFileSync(join(folder, name), 'utf8')) as { files: RawFile[] }).files)
        .map(({ table, path }) => ({ table, path }));
}

async function fileRows(connection: DuckDBConnection, file: string): Promise<FileRow[]> {
    // Signs that DuckDB takes for a pattern of names.
    const name = file.replaceAll(/[[*?]/g, (sign) => `[${sign}]`).replaceAll("'", "''");
    const answer = await connection.runAndReadAll(`
        select cast(columns(* exclude (file_row_number)) as varchar)
        from read_parquet('${name}', hive_partitioning = false, file_row_number = true)
        order by file_row_number`);
    return answer.getRowObjectsJS() as FileRow[];
}

function recordOf(table: SourceTable, row: FileRow, place: RawRecord['place']): RawRecord {
    const values = Object.fromEntries(Object.entries(table.columns).map(([name, { type }]) => [name, valueOf(type, row[name] ?? null)]));
    const key = keyColumn(table);
    const before = valueOf(table.columns[key]!.type, row[`BI_${key}`] ?? null);
    const committed = row['_dms_commit_ts'] ?? '';
    const isLoad = (row['_dms_seq'] ?? '') === '' && committed !== '';
    const sequence = isLoad ? { time: hundredths(committed), number: 0n } : sequenceOf(table, row, values);
    const isHistory = sequence.time < FIRST_REPLICATED_TIME;
    return {
        table: table.name,
        op: operation(row['Op'] ?? 'I'),
        values,
        before,
        sequence,
        changedAt: isHistory ? historyTime(table, sequence) : millisecondsOf(committed),
        isHistory,
        loadStart: isLoad ? sequence.time : null,
        place,
    };
}

/** All times of the lake are to the millisecond; what a source has beyond is cut off. */
function valueOf(type: DataType, text: string | null): string | null {
    const value = canonicalText(type, text);
    return value !== null && type.typeId === Type.Timestamp ? timeText(millisecondsOf(value)) : value;
}

function operation(op: string): RawRecord['op'] {
    if (op === 'I' || op === 'U' || op === 'D') return op;
    throw new Error(`A record has the operation ${JSON.stringify(op)}; I, U and D are known.`);
}

/** The 35 digits that a record carries; an imported event leaves them out, as its place is that of its own time. */
function sequenceOf(table: SourceTable, row: FileRow, values: RawRecord['values']): Sequence {
    const digits = row['_dms_seq'] ?? '';
    if (digits === '') return { time: ownTime(table, values), number: 0n };
    if (!/^\d{35}$/.test(digits)) throw new Error(`A record of ${table.name} has the sequence ${JSON.stringify(digits)}, which is not 35 digits.`);
    const [time, number] = [BigInt(digits.slice(0, 16)), BigInt(digits.slice(16))];
    if (number > LARGEST_NUMBER) throw new Error(`A record of ${table.name} has the number ${number}, which 64 bits cannot hold.`);
    return { time, number };
}

/** A time that history cannot have is put at its end, and none at the upper one: such a record is broken, and only hides its key. */
function ownTime(table: SourceTable, values: RawRecord['values']): bigint {
    if (table.historyTime === undefined) throw new Error(`A record of ${table.name} has neither a sequence nor a time of commit.`);
    const latest = Number(FIRST_REPLICATED_TIME) - 2;
    const own = values[table.historyTime] ?? null;
    return BigInt(own === null ? latest : Math.max(0, Math.min(millisecondsOf(own), latest)));
}

const historyTime = (table: SourceTable, { time }: Sequence): number => (table.history === 'earliest' ? COUNTED_FROM - Number(time) : Number(time));

/** `2020-04-01 10:20:30.987654` as the 16 digits that a sequence begins with, to hundredths of a second. */
const hundredths = (committed: string): bigint => BigInt(committed.replaceAll(/\D/g, '').padEnd(16, '0').slice(0, 16));

function readMarkers(raw: string): LoadMarker[] {
    return generationFolders(raw).flatMap((generation) => {
        const folder = join(raw, generation, '_loads');
        return namesIn(folder)
            .filter((name) => name.endsWith('.json'))
            .map((name) => {
                const { table, start, rows } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as { table: string; start: string; rows: number };
                return { table, generation: Number(generation.slice(1)), start: hundredths(start), startedAt: millisecondsOf(start), rows };
            });
    });
}

function readAcknowledgements(raw: string): Acknowledgement[] {
    interface Note {
        table_name: string;
        record_hash: string;
        rule_name: string;
        drop_reason: string;
        dropped_at: string;
    }
    const folder = join(raw, '_dropped');
    return namesIn(folder)
        .filter((name) => name.endsWith('.jsonl'))
        .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'))
        .filter((line) => line !== '')
        .map((line) => {
            const { table_name, record_hash, rule_name, drop_reason, dropped_at } = JSON.parse(line) as Note;
            return { table: table_name, contentHash: record_hash, rule: rule_name, reason: drop_reason, droppedAt: Date.parse(dropped_at) };
        });
}
