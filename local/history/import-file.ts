import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Database, literal } from '../engine/database.js';
import { readJsonLines, readParquet } from '../engine/duckdb-path.js';
import { exclusively } from '../engine/exclusively.js';
import type { LakePaths } from '../engine/lake-paths.js';
import { moveDurably } from '../durable-files.js';
import { ExpectedError, UsageError } from '../errors.js';
import { sqlFile } from '../engine/sql-files.js';
import type { OnWait } from '../engine/take-turn.js';
import { checksum } from './checksum.js';
import { stepLog } from '../step-log.js';
import { Steps } from '../steps.js';
import type { IdColumn } from './kaggle-format.js';
import { KAGGLE_FORMAT } from './file-format.js';
import { lineEndsInValues } from './line-ends-in-values.js';
import { HISTORY_MACROS, typedLines } from './line-types.js';
import { HISTORY, type ImportedFile, type ImportManifest, manifestPath, readManifest } from './manifest.js';
import { openLines, type TextLines } from './open-lines.js';
import { projection, PROJECTIONS } from './projections.js';
import { describePurchases } from './purchases/describe-purchases.js';
import { purchaseFormat } from './purchases/purchase-format.js';
import { choicesOfPurchases, type PurchaseOptions } from './purchases/purchase-fields.js';
import { readPurchases } from './purchases/read-purchases.js';
import { refuseRoundedIds, writeRejected } from './set-aside.js';

export interface ImportOptions {
    /**
     * Columns whose rounded numbers, such as `1.48758E+18`, are taken as the ids. They are part of what is imported: the
     * same file with other ones is another import.
     *
     * @default none; a file with such a number is refused
     */
    readonly acceptRoundedIds?: readonly IdColumn[];
    /**
     * Takes the file for a history of purchases, and says how to read it.
     *
     * @default - it is in the Kaggle format
     */
    readonly purchases?: PurchaseOptions;
    /** @default nobody follows; the log of the import does in any case */
    readonly steps?: Steps;
    /** Called when another import is moving its files into place. */
    readonly onWait?: OnWait;
}

export interface ImportOutcome {
    readonly manifest: ImportManifest;
    /** The same content had been imported before; nothing was written. */
    readonly wasThere: boolean;
}

/** The encodings of version 2 are smaller and faster to write; DMS is set to them too. */
const PARQUET = 'format parquet, parquet_version v2';

/**
 * Turns a file in the Kaggle format, or of purchases, into records of the six source tables below `raw/history/`. Everything is prepared
 * beside and moved into place at the end, the manifest last; an import that was broken off leaves nothing that counts.
 *
 * @throws UsageError if the file is not in the format, or has rounded ids that are not accepted
 * @throws ExpectedError if the file changes meanwhile
 */
export async function importFile(paths: LakePaths, file: string, { acceptRoundedIds = [], purchases, steps = new Steps(), onWait }: ImportOptions = {}): Promise<ImportOutcome> {
    const before = version(file);
    const content = (await steps.take('digest', () => checksum(file))).slice(0, 32);
    const roundedIds = [...new Set(acceptRoundedIds)].sort();
    const choices = purchases === undefined ? roundedIds.join(' ') : choicesOfPurchases(purchases);
    const digest = choices === '' ? content : createHash('sha256').update(`${content} ${choices}`).digest('hex').slice(0, 32);
    const there = importedBefore(paths.raw, purchases === undefined ? content : digest, digest);
    if (there !== null) return { manifest: there, wasThere: true };
    clearScratch(paths.scratch);
    const workshop = join(paths.scratch, `import-${digest}-${process.pid}`);
    mkdirSync(workshop, { recursive: true });
    const database = await Database.open(':memory:', workshop);
    try {
        steps.watch(stepLog(join(paths.logs, `import-${digest}.jsonl`), { import: digest }));
        return await steps.during(async () => {
            const manifest = await prepare({ database, file, digest, roundedIds, purchases, workshop, steps });
            if (version(file) !== before) {
                throw new ExpectedError(`${JSON.stringify(file)} was changed while it was read; nothing of it was imported. Call again when it is whole.`);
            }
            // Another process may import the same file. Its records are the same, but not their order: files of two imports
            // must not be mixed, and those that a manifest names stay as they are.
            return await exclusively(paths, async () => {
                const meanwhile = importedBefore(paths.raw, purchases === undefined ? content : digest, digest);
                if (meanwhile !== null) return { manifest: meanwhile, wasThere: true };
                await settle(paths.raw, workshop, manifest, steps);
                return { manifest, wasThere: false };
            }, onWait);
        });
    } finally {
        database.close();
        rmSync(workshop, { recursive: true, force: true });
    }
}

/** Changes when the file does. */
function version(file: string): string {
    const { ino, size, mtimeMs } = statSync(file);
    return [ino, size, mtimeMs].join(' ');
}

/** The manifest of this import, or of one without choices that read every line, where choices change nothing. */
function importedBefore(raw: string, content: string, digest: string): ImportManifest | null {
    if (existsSync(manifestPath(raw, digest))) return readManifest(manifestPath(raw, digest));
    if (!existsSync(manifestPath(raw, content))) return null;
    const plain = readManifest(manifestPath(raw, content));
    return plain.rejected === 0 ? plain : null;
}

/** Removes what imports left that were killed. */
function clearScratch(scratch: string): void {
    for (const name of readdirSync(scratch)) {
        const pid = /^import-.*-(\d+)$/.exec(name)?.[1];
        if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(scratch, name), { recursive: true, force: true });
    }
}

function isAlive(pid: number): boolean {
    try {
        process.kill(pid, 0);
        return true;
    } catch (error) {
        return (error as NodeJS.ErrnoException).code !== 'ESRCH';
    }
}

interface Preparation {
    readonly database: Database;
    readonly file: string;
    readonly digest: string;
    readonly roundedIds: readonly IdColumn[];
    readonly purchases: PurchaseOptions | undefined;
    readonly workshop: string;
    readonly steps: Steps;
}

async function prepare({ database, file, digest, roundedIds, purchases, workshop, steps }: Preparation): Promise<ImportManifest> {
    await database.run(HISTORY_MACROS);
    const lines = await openLines(database, file, workshop, purchases === undefined ? KAGGLE_FORMAT : purchaseFormat(purchases));
    const all = join(workshop, 'lines.parquet');
    const { read, readable, unreadable } = await steps.take('lines', async () => {
        const read =
            purchases === undefined
                ? { brokenLines: await readLines(database, lines, all, roundedIds) }
                : await readPurchases({ database, file, lines, options: purchases, folder: workshop, to: all, now: Date.now() });
        const parts = await splitLines(database, all, workshop);
        if (purchases === undefined) await refuseRoundedIds(database, file, parts.unreadable, roundedIds);
        return { read, ...parts };
    }).catch(tellNothingImported);
    const rejectedLines = join(workshop, 'rejected.jsonl');
    await writeRejected({ database, unreadable, brokenLines: read.brokenLines, delimiter: lines.delimiter, to: rejectedLines });
    const { rejected } = await database.row<{ rejected: bigint }>(
        `select count(*) as rejected from ${readJsonLines([rejectedLines], { reason: 'varchar' })}`,
    );
    const counts = await steps.take('counts', () => describeLines(database, readable, roundedIds), ({ rows }) => rows);
    const ofPurchases = 'decimal' in read ? await describePurchases({ database, lines, read, readable, rejectedLines }) : {};
    if (readable.length > 0) await writeProjections(database, workshop, steps);
    const files = await steps.take('checksums', () => listFiles(database, workshop, digest, readable));
    return {
        digest,
        source: { name: basename(file), bytes: statSync(file).size },
        lines: counts.rows + Number(rejected),
        rejected: Number(rejected),
        ignoredColumns: lines.ignored,
        nulls: counts.nulls,
        roundedIds: counts.roundedIds,
        ...ofPurchases,
        firstEventAt: counts.firstEventAt,
        lastEventAt: counts.lastEventAt,
        files,
    };
}

/** What is wrong with a file is the same for everyone who reads it; what came of that is for the import to say. */
function tellNothingImported(error: unknown): never {
    throw error instanceof UsageError ? new UsageError(`${error.message} Nothing of the file was imported.`) : error;
}

/** Writes the lines of a file in the Kaggle format as typed records; returns a query for those that are no rows. */
async function readLines(database: Database, lines: TextLines, to: string, roundedIds: readonly IdColumn[]): Promise<string | null> {
    return lines.read(async (relation, refused) => {
        await database.run(`copy (${typedLines(relation, refused, roundedIds)}) to ${literal(to)} (${PARQUET})`);
        const { n } = await database.row<{ n: bigint }>(`select count(*) as n from ${readParquet([to])}`);
        return { rows: Number(n), lineEnds: () => lineEndsInValues(database, to) };
    });
}

/** Parts the typed lines into those that can be read and those that cannot. */
async function splitLines(database: Database, all: string, workshop: string) {
    const { rows, rejected } = await database.row<{ rows: bigint; rejected: bigint }>(
        `select count(*) as rows, count(line_rejected_because) as rejected from ${readParquet([all])}`,
    );
    if (rejected === 0n) return { readable: rows === 0n ? [] : [all], unreadable: [] };
    // Few files have such lines, so that only they pay for a second pass.
    const split = join(workshop, 'lines');
    await database.run(`copy (select *, line_rejected_because is not null as is_rejected from ${readParquet([all])})
        to ${literal(split)} (${PARQUET}, partition_by (is_rejected))`);
    return { readable: partsOf(join(split, 'is_rejected=false')), unreadable: partsOf(join(split, 'is_rejected=true')) };
}

function partsOf(folder: string): string[] {
    if (!existsSync(folder)) return [];
    return readdirSync(folder)
        .sort()
        .map((name) => join(folder, name));
}

async function describeLines(database: Database, readable: string[], roundedIds: readonly IdColumn[]) {
    if (readable.length === 0) return { rows: 0, nulls: {}, roundedIds: {}, firstEventAt: null, lastEventAt: null };
    await database.run(`create view lines as select * from ${readParquet(readable)}`);
    const columns = ['event_type', 'product_id', 'price', 'line_category_id', 'line_category_code', 'line_brand', 'line_user_id', 'line_user_session'];
    const counts = await database.row<Record<string, bigint | string | null>>(`
        select
            count(*) as lines,
            cast(min(event_time) as varchar) as first_event_at,
            cast(max(event_time) as varchar) as last_event_at,
            ${columns.map((column) => `count(*) - count(${column}) as ${column}`).join(', ')}${roundedIds.map((column) => `, count(*) filter (line_rounded_${column}) as rounded_${column}`).join('')}
        from lines`);
    const nulls = columns.map((column) => [column.replace(/^line_/, ''), Number(counts[column])]);
    const text = (value: unknown) => (value === null ? null : `${String(value).replace(' ', 'T')}Z`);
    return {
        rows: Number(counts.lines),
        nulls: Object.fromEntries(nulls) as Record<string, number>,
        roundedIds: Object.fromEntries(roundedIds.map((column) => [column, Number(counts[`rounded_${column}`])])) as Record<string, number>,
        firstEventAt: text(counts.first_event_at),
        lastEventAt: text(counts.last_event_at),
    };
}

async function writeProjections(database: Database, workshop: string, steps: Steps): Promise<void> {
    await database.run(`create view dated_lines as ${sqlFile('history/dated_lines.sql')}`);
    await steps.take('descriptions', () => database.run(`create temp table descriptions as ${sqlFile('history/descriptions.sql')}`));
    for (const table of PROJECTIONS) {
        const target = join(workshop, `${table}.parquet`);
        await steps.take(table, () => database.run(`copy (${projection(table)}) to ${literal(target)} (${PARQUET})`), (rows) => rows);
        if (table === 'sessions') {
            await database.run(`create view session_records as select user_id, started_at from ${readParquet([target])}`);
        }
    }
}

async function listFiles(database: Database, workshop: string, digest: string, readable: string[]): Promise<ImportedFile[]> {
    const prepared = readable.map((from, place) => ({ table: 'events', from, name: place === 0 ? digest : `${digest}-${place}` }));
    if (readable.length > 0) {
        for (const table of PROJECTIONS) prepared.push({ table, from: join(workshop, `${table}.parquet`), name: digest });
    }
    const files: ImportedFile[] = [];
    for (const { table, from, name } of prepared) {
        const { rows } = await database.row<{ rows: bigint }>(`select count(*) as rows from ${readParquet([from])}`);
        const path = `${HISTORY}/public/${table}/${name}.parquet`;
        files.push({ table, path, rows: Number(rows), bytes: statSync(from).size, checksum: await checksum(from) });
        const target = join(workshop, 'settled', path);
        mkdirSync(dirname(target), { recursive: true });
        renameSync(from, target);
    }
    return files;
}

/** Moves the prepared files to raw, whole and durable, and the manifest after all others. */
async function settle(raw: string, workshop: string, manifest: ImportManifest, steps: Steps): Promise<void> {
    for (const { table, path } of manifest.files) {
        await steps.take(`${table} into raw`, async () => moveDurably(join(workshop, 'settled', path), join(raw, path)));
    }
    if (manifest.rejected > 0) moveDurably(join(workshop, 'rejected.jsonl'), join(raw, '_rejected', `${manifest.digest}.jsonl`));
    const prepared = join(workshop, 'manifest.json');
    writeFileSync(prepared, `${JSON.stringify(manifest, null, 2)}\n`);
    await steps.take('manifest', async () => moveDurably(prepared, manifestPath(raw, manifest.digest)));
}
