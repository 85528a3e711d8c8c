import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generationOf, isLoadStart, isRecordFile, type LoadMarker, markerFile, tableFolder } from '../../tables/derive/raw-layout.js';
import { sourceTables } from '../../tables/index.js';
import { ExpectedError } from '../errors.js';
import { checksum } from '../history/checksum.js';
import { lakeOption } from '../lake-option.js';
import type { Database } from './database.js';
import { onePaths } from './duckdb-path.js';
import type { Load, RawFile } from './raw-files.js';

/** Is it a file that replication wrote, by its path in raw? */
export const isReplicated = (path: string): boolean => generationOf(path.split('/', 1)[0]!) !== null;

type Known = Omit<RawFile, 'load'>;

/**
 * The files that replication wrote, and the markers of its complete loads. They appear whole, so that what is there counts; a
 * file that a run was given already is known by path and size, and not read again.
 *
 * @throws ExpectedError if one is damaged
 */
export async function replicatedFiles(database: Database, raw: string): Promise<RawFile[]> {
    const rows = await database.rows<{ path: string; checksum: string; table_name: string; bytes: bigint; rows: bigint | null }>(
        `select path, checksum, table_name, bytes, rows from state.ledger where regexp_matches(path, '^v[0-9]+/') order by run_id`,
    );
    const known = new Map(rows.map((row): [string, Known] => [row.path, { path: row.path, checksum: row.checksum, table: row.table_name, bytes: Number(row.bytes), rows: Number(row.rows ?? 0) }]));
    const paths = generations(raw).flatMap((generation) => sourceTables.map(({ name: table }) => ({ generation, table, records: recordFiles(raw, generation, table) })));
    const isKnown = (path: string) => known.has(path) && known.get(path)!.bytes === statSync(join(raw, path), { throwIfNoEntry: false })?.size;
    const fresh = await rowCounts(database, raw, paths.flatMap(({ table, records }) => records.filter((path) => !isKnown(path)).map((path) => ({ path, table }))));
    const files: RawFile[] = [];
    for (const { generation, table, records } of paths) {
        for (const path of records) {
            const rows = fresh.get(path);
            files.push(rows === undefined ? known.get(path)! : { ...(await sized(raw, path)), table, rows });
        }
        const marker = markerFile(generation, table);
        if (existsSync(join(raw, marker))) {
            const load = readMarker(raw, marker, { generation, table });
            files.push({ ...(known.get(marker) ?? { ...(await sized(raw, marker)), table, rows: 0 }), load });
        }
    }
    return files;
}

function generations(raw: string): number[] {
    if (!existsSync(raw)) return [];
    return readdirSync(raw)
        .flatMap((name) => generationOf(name) ?? [])
        .sort((one, other) => one - other);
}

function recordFiles(raw: string, generation: number, table: string): string[] {
    const folder = tableFolder(generation, table);
    if (!existsSync(join(raw, folder))) return [];
    return readdirSync(join(raw, folder), { recursive: true, encoding: 'utf8' })
        .map((path) => path.replaceAll('\\', '/'))
        .filter(isRecordFile)
        .sort()
        .map((path) => `${folder}/${path}`);
}

/** The rows of each file, as the end of it says: of all at once, and only where that fails of one after the other, for the sentence. */
async function rowCounts(database: Database, raw: string, files: readonly { path: string; table: string }[]): Promise<Map<string, number>> {
    const counts = new Map<string, number>();
    const count = async (some: typeof files) => {
        if (some.length === 0) return;
        const rows = await database.rows<{ file: string; rows: bigint }>(
            `select file_name as file, num_rows as rows from parquet_file_metadata(${onePaths(some.map(({ path }) => join(raw, path)))})`,
        );
        const byAddress = new Map(rows.map(({ file, rows: n }) => [file, Number(n)]));
        for (const { path } of some) {
            const n = byAddress.get(join(raw, path));
            if (n === undefined) throw new Error('it is not there');
            counts.set(path, n);
        }
    };
    await count(files).catch(async () => {
        for (const { path, table } of files) {
            await count([{ path, table }]).catch((error: unknown) => {
                throw new ExpectedError(
                    `${JSON.stringify(join(raw, path))} cannot be read (${(error as Error).message.split('\n', 1)[0]}): put the right file back, or load its table anew with \`./lake replicate --reload ${table}${lakeOption(dirname(raw))}\` and take the file away.`,
                );
            });
        }
    });
    return counts;
}

async function sized(raw: string, path: string): Promise<{ path: string; bytes: number; checksum: string }> {
    return { path, bytes: statSync(join(raw, path)).size, checksum: await checksum(join(raw, path)) };
}

function readMarker(raw: string, path: string, { generation, table }: { generation: number; table: string }): Load {
    try {
        const { start, rows } = JSON.parse(readFileSync(join(raw, path), 'utf8')) as LoadMarker;
        if (isLoadStart(start) && Number.isSafeInteger(rows) && rows >= 0) return { generation, start, rows };
    } catch {
        // Falls through: what it says is no marker.
    }
    throw new ExpectedError(`The marker ${JSON.stringify(join(raw, path))} is damaged: remove it and load its table anew with \`./lake replicate --reload ${table}${lakeOption(dirname(raw))}\`.`);
}
