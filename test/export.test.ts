import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import { Type } from 'apache-arrow/enum';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { exportable, exportables } from '../cli/export/exportable.js';
import { MANIFEST, readExportManifest } from '../cli/export/export-manifest.js';
import { runExport } from '../cli/export/run-export.js';
import { Database, literal } from '../local/engine/database.js';
import { openLake } from '../local/engine/lake.js';
import { UsageError } from '../local/errors.js';
import { writeShopMonth } from '../local/source/shop-month.js';
import type { Column } from '../tables/index.js';
import { deadProcess } from './oracle/dead-process.js';
import { importAll, withLake } from './oracle/temporary-lake.js';

const program = join(import.meta.dirname, '..', 'lake');

/** A lake of 20,000 rows, which no test changes. */
let shop: string;
let shared: string;
/** A folder for one test. */
let folder: string;

beforeAll(async () => {
    shared = mkdtempSync(join(tmpdir(), 'lake-export-shop-'));
    shop = join(shared, 'shop');
    const file = join(shared, 'month.csv');
    await writeShopMonth(file, { rows: 20_000 });
    await withLake(shop, importAll([file]), async () => undefined);
});
afterAll(() => rmSync(shared, { recursive: true, force: true }));
beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "lake export's test-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const exported = (lake: string, name: string, dir: string, since?: string) => runExport({ lake, name, dir, since, onStep: () => undefined });

const call = (...args: string[]) => spawnSync(process.execPath, [program, ...args], { encoding: 'utf8', cwd: folder });

/** Asks a DuckDB of its own, in which the lake is the database. */
async function ask<T = Record<string, unknown>>(lake: string, sql: string): Promise<T[]> {
    const instance = await DuckDBInstance.create(join(lake, 'lake.duckdb'), { access_mode: 'READ_ONLY' });
    const connection = await instance.connect();
    try {
        return (await connection.runAndReadAll(sql)).getRowObjectsJson() as T[];
    } finally {
        connection.closeSync();
        instance.closeSync();
    }
}

const filesOf = (dir: string): string[] =>
    readdirSync(dir, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => relative(dir, join(entry.parentPath, entry.name)))
        .sort();

const read = (dir: string) => `read_parquet(${literal(join(dir, '**', '*.parquet'))}, hive_partitioning = false)`;

/** Rows that only one of the lake and the folder has. */
async function differences(lake: string, name: string, dir: string): Promise<number> {
    const { relation } = exportable(name);
    const [row] = await ask<{ n: string }>(
        lake,
        `select count(*) as n from ((from ${relation} except all from ${read(dir)}) union all (from ${read(dir)} except all from ${relation}))`,
    );
    return Number(row!.n);
}

/** A copy of the lake, changed by statements. */
async function changedLake(...statements: string[]): Promise<string> {
    const lake = join(folder, 'changed');
    if (!existsSync(lake)) {
        mkdirSync(lake);
        cpSync(join(shop, 'lake.duckdb'), join(lake, 'lake.duckdb'));
    }
    const database = await Database.open(join(lake, 'lake.duckdb'), join(lake, 'spill'));
    for (const statement of statements) await database.run(statement);
    database.close();
    return lake;
}

/** Everything that tells whether a file was touched. */
const stamp = (file: string) => {
    const { mtimeMs, ino } = statSync(file);
    return [mtimeMs, ino, createHash('sha256').update(readFileSync(file)).digest('hex')];
};
const stamps = (dir: string) => Object.fromEntries(filesOf(dir).map((file) => [file, stamp(join(dir, file))]));
const day = (text: string) => join(`event_date=${text}`, 'fact_user_events.parquet');

/** The types as their names are in `describe`, told apart from the definitions by hand. */
function described({ type }: Column): string {
    const decimal = type as { precision?: number; scale?: number; bitWidth?: number };
    if (type.typeId === Type.Int) return decimal.bitWidth === 64 ? 'BIGINT' : 'INTEGER';
    if (type.typeId === Type.Decimal) return `DECIMAL(${decimal.precision},${decimal.scale})`;
    return { [Type.Utf8]: 'VARCHAR', [Type.Bool]: 'BOOLEAN', [Type.Date]: 'DATE', [Type.Timestamp]: 'TIMESTAMP' }[type.typeId as number]!;
}

describe('an export has the rows and types of the lake', () => {
    test.each(exportables.map(({ name }) => name))('%s', async (name) => {
        const { columns, partition, fileName, relation } = exportable(name);
        const dir = join(folder, 'out');
        const said = await exported(shop, name, dir);
        expect(await differences(shop, name, dir)).toBe(0);
        const types = await ask<{ column_name: string; column_type: string }>(shop, `describe from ${read(dir)}`);
        expect(types.map(({ column_name, column_type }) => [column_name, column_type])).toEqual(
            Object.entries(columns).map(([column, definition]) => [column, described(definition)]),
        );
        if (partition === undefined) expect(filesOf(dir)).toEqual([fileName]);
        const [{ n } = { n: '' }] = await ask<{ n: string }>(shop, `select count(*) as n from ${relation}`);
        const files = filesOf(dir).filter((file) => file.endsWith('.parquet')).length;
        expect(said).toBe(`${name}: ${Number(n).toLocaleString('en-US')} rows in ${files} file${files === 1 ? '' : 's'} in ${dir}.`);
        expect(readdirSync(folder)).toEqual(['out']);
    });

    test('sums of a view keep the type of their definition', async () => {
        await exported(shop, 'funnel_daily', folder);
        const types = await ask<{ column_type: string }>(shop, `select column_type from (describe from ${read(folder)}) where column_name in ('session_date', 'sessions', 'view_to_cart_rate', 'revenue')`);
        expect(types.map(({ column_type }) => column_type)).toEqual(['DATE', 'BIGINT', 'DECIMAL(18,6)', 'DECIMAL(18,4)']);
    });

    test('each day is a file with its rows alone, and the date is a column in it and in its path', async () => {
        await exported(shop, 'fact_user_events', folder);
        const days = await ask<{ day: string; n: string }>(shop, 'select event_date::varchar as day, count(*) as n from model.fact_user_events group by all order by all');
        expect(days).toHaveLength(30);
        expect(filesOf(folder)).toEqual([MANIFEST, ...days.map((of) => day(of.day))]);
        const there = await ask<{ day: string; n: string }>(
            shop,
            `select event_date::varchar as day, count(*) as n from read_parquet(${literal(join(folder, '**', '*.parquet'))}, hive_partitioning = true, filename = true)
            where filename like '%event_date=' || event_date::varchar || '/fact_user_events.parquet' group by all order by all`,
        );
        expect(there).toEqual(days);
        const manifest = readExportManifest(folder)!;
        expect(manifest).toMatchObject({ table: 'model.fact_user_events', lake_version: 1, rows: days.reduce((sum, { n }) => sum + Number(n), 0) });
        expect(manifest.files.map((file) => [file.day, file.rows])).toEqual(days.map((of) => [of.day, Number(of.n)]));
    });

    test('an empty table is one file with its columns, which goes when days come', async () => {
        const lake = join(folder, 'empty');
        (await openLake(lake)).database.close();
        const dir = join(folder, 'out');
        for (const name of ['model.fact_user_events', 'model.dim_users', 'funnel_daily']) {
            const { fileName, columns } = exportable(name);
            const of = join(dir, name);
            mkdirSync(of, { recursive: true });
            expect(await exported(lake, name, of)).toBe(`${name}: 0 rows in 1 file in ${of}.`);
            expect(filesOf(of).filter((file) => file !== MANIFEST)).toEqual([fileName]);
            const types = await ask(lake, `describe from ${read(of)}`);
            expect(types.map(({ column_type }) => column_type)).toEqual(Object.values(columns).map(described));
        }
        const events = join(dir, 'model.fact_user_events');
        const before = stamps(events);
        await exported(lake, 'fact_user_events', events, 'last');
        expect(stamps(events)).toEqual(before);
        expect(await exported(shop, 'fact_user_events', events, 'last')).toContain(', 30 written, 0 removed.');
        expect(await differences(shop, 'fact_user_events', events)).toBe(0);
        expect(await exported(lake, 'fact_user_events', events, 'last')).toContain(', 0 written, 30 removed.');
        expect(filesOf(events)).toEqual([MANIFEST, 'fact_user_events.parquet']);
    });
});

describe('an earlier export', () => {
    test('is replaced as a whole, its days that are gone too', async () => {
        const dir = join(folder, 'out');
        await exported(shop, 'fact_user_events', dir);
        const lake = await changedLake("delete from model.fact_user_events where event_date = '2020-04-03'");
        await exported(lake, 'fact_user_events', dir);
        expect(filesOf(dir)).toHaveLength(30);
        expect(existsSync(join(dir, 'event_date=2020-04-03'))).toBe(false);
        expect(await differences(lake, 'fact_user_events', dir)).toBe(0);
        expect(readdirSync(folder).sort()).toEqual(['changed', 'out']);
    });

    test('of one file is replaced, and what else is in the folder stays', async () => {
        writeFileSync(join(folder, 'notes.txt'), 'mine');
        await exported(shop, 'dim_products', folder);
        const lake = await changedLake('delete from model.dim_products where product_id % 2 = 0');
        const dir = join(folder, 'link');
        symlinkSync(folder, dir);
        await exported(lake, 'dim_products', dir);
        expect(await differences(lake, 'dim_products', folder)).toBe(0);
        expect(filesOf(folder).filter((file) => !file.startsWith('changed'))).toEqual(['dim_products.parquet', 'notes.txt']);
    });

    test('behind a link is replaced where it is', async () => {
        mkdirSync(join(folder, 'real'));
        symlinkSync(join(folder, 'real'), join(folder, 'link'));
        await exported(shop, 'fact_sessions', join(folder, 'link'));
        await exported(shop, 'fact_sessions', join(folder, 'link'));
        expect(await differences(shop, 'fact_sessions', join(folder, 'real'))).toBe(0);
    });
});

describe('--since', () => {
    const shift = `update model.fact_user_events set event_time = event_time + interval 1 day, event_date = date '2020-04-06'
        where event_id = (select min(event_id) from model.fact_user_events where event_date = '2020-04-05')`;
    const exchange = `update model.fact_user_events as facts set brand = other.brand from (
            select event_id, lead(brand, 1, first_brand) over (order by event_id) as brand from (
                select event_id, brand, first(brand order by event_id) over () as first_brand from model.fact_user_events where event_date = '2020-04-09')
        ) as other where facts.event_id = other.event_id`;

    test('last writes the days that changed and leaves the files of all others as they are', async () => {
        const dir = join(folder, 'out');
        await exported(shop, 'fact_user_events', dir);
        const before = stamps(dir);
        const lake = await changedLake(
            "update model.fact_user_events set brand = 'other' where event_id = (select max(event_id) from model.fact_user_events where event_date = '2020-04-02')",
            "delete from model.fact_user_events where event_id = (select max(event_id) from model.fact_user_events where event_date = '2020-04-03')",
            "insert into model.fact_user_events from model.fact_user_events where event_date = '2020-04-04' limit 1",
            shift, // the 5th loses a row and the 6th gains it
            "delete from model.fact_user_events where event_date = '2020-04-07'",
            "insert into model.fact_user_events select * replace (date '2020-05-01' as event_date) from model.fact_user_events where event_date = '2020-04-08'",
            exchange, // every row of the 9th has the brand of another
        );
        expect(await exported(lake, 'fact_user_events', dir, 'last')).toMatch(/ in 30 files in .*, 7 written, 1 removed\.$/);
        expect(await differences(lake, 'fact_user_events', dir)).toBe(0);
        const after = stamps(dir);
        const untouched = Object.keys(before).filter((file) => JSON.stringify(before[file]) === JSON.stringify(after[file]));
        const changed = ['2020-04-02', '2020-04-03', '2020-04-04', '2020-04-05', '2020-04-06', '2020-04-07', '2020-04-09'];
        expect(untouched).toEqual(Object.keys(before).filter((file) => file !== MANIFEST && !changed.map(day).includes(file)));
        expect(Object.keys(after)).not.toContain(day('2020-04-07'));
        expect(Object.keys(after)).toContain(day('2020-05-01'));

        const whole = join(folder, 'whole');
        await exported(lake, 'fact_user_events', whole);
        const { exported_at: _, files, ...rest } = readExportManifest(dir)!;
        const expected = readExportManifest(whole)!;
        expect(rest).toEqual({ table: expected.table, lake_version: 1, rows: expected.rows, columns: expected.columns });
        expect(files.map(({ bytes: _, ...file }) => file)).toEqual(expected.files.map(({ bytes: _, ...file }) => file));
    });

    test('last touches nothing when nothing changed, whatever the order of the rows', async () => {
        const dir = join(folder, 'out');
        await exported(shop, 'fact_sessions', dir);
        const before = [stamps(dir), statSync(dir).ino];
        const lake = await changedLake('create table model.turned as from model.fact_sessions order by session_id desc', 'delete from model.fact_sessions', 'insert into model.fact_sessions from model.turned');
        expect(await exported(lake, 'fact_sessions', dir, 'last')).toContain(', 0 written, 0 removed.');
        expect([stamps(dir), statSync(dir).ino]).toEqual(before);
    });

    test('last exports all days where there is no earlier export', async () => {
        await exported(shop, 'fact_sessions', join(folder, 'out'), 'last');
        expect(await differences(shop, 'fact_sessions', join(folder, 'out'))).toBe(0);
    });

    test.each([
        ['was lost', (file: string) => rmSync(file)],
        ['was cut off', (file: string) => writeFileSync(file, readFileSync(file).subarray(0, 100))],
    ])('last writes a file anew that %s', async (_, harm) => {
        const dir = join(folder, 'out');
        await exported(shop, 'fact_user_events', dir);
        harm(join(dir, day('2020-04-11')));
        expect(await exported(shop, 'fact_user_events', dir, 'last')).toContain(', 1 written, 0 removed.');
        expect(await differences(shop, 'fact_user_events', dir)).toBe(0);
    });

    test('last writes all days anew when the columns or the version of DuckDB are others', async () => {
        const dir = join(folder, 'out');
        await exported(shop, 'fact_sessions', dir);
        const manifest = join(dir, MANIFEST);
        const text = readFileSync(manifest, 'utf8');
        writeFileSync(manifest, text.replaceAll(/duckdb v[\d.]+/g, 'duckdb v1.4.0'));
        expect(await exported(shop, 'fact_sessions', dir, 'last')).toContain(', 30 written, 0 removed.');
        writeFileSync(manifest, text.replace('"integer"', '"bigint"'));
        await expect(exported(shop, 'fact_sessions', dir, '2020-04-10')).rejects.toThrow('has other columns than model.fact_sessions has now');
        expect(await exported(shop, 'fact_sessions', dir, 'last')).toContain(', 30 written, 0 removed.');
    });

    test('a day looks at that day and later ones, and leaves earlier files as they are', async () => {
        const dir = join(folder, 'out');
        await exported(shop, 'fact_user_events', dir);
        const before = stamps(dir);
        const lake = await changedLake("delete from model.fact_user_events where event_date = '2020-04-09' or (event_date in ('2020-04-02', '2020-04-10') and quantity = 1 and event_type = 'view') or event_date = '2020-04-20'");
        expect(await exported(lake, 'fact_user_events', dir, '2020-04-10')).toContain(', 1 written, 1 removed.');
        const after = stamps(dir);
        const touched = Object.keys(before).filter((file) => JSON.stringify(before[file]) !== JSON.stringify(after[file]));
        expect(touched).toEqual([MANIFEST, day('2020-04-10'), day('2020-04-20')]);
        expect(await exported(lake, 'fact_user_events', dir, 'last')).toContain(', 1 written, 1 removed.');
        expect(await differences(lake, 'fact_user_events', dir)).toBe(0);
    });

    test('a day exports only from that day on where there is no earlier export', async () => {
        await exported(shop, 'fact_user_events', join(folder, 'out'), '2020-04-28');
        expect(filesOf(join(folder, 'out'))).toEqual([MANIFEST, day('2020-04-28'), day('2020-04-29'), day('2020-04-30')]);
    });
});

describe('wrong use', () => {
    test.each([
        ['fact_user_event', 'out', 'There is no table or view "fact_user_event" to export: name one of '],
        ['state.runs', 'out', 'state.runs is not for export'],
        ['dim_users', 'file', 'file is a file: name a folder'],
        ['dim_users', 'file/below', 'which cannot be written (ENOTDIR)'],
        ['fact_sessions', 'full', 'is not empty and has no earlier export of model.fact_sessions (notes.txt is there)'],
        ['fact_sessions', 'events', 'has an export of model.fact_user_events, which one of model.fact_sessions would take away'],
        ['dim_users', 'events', 'has an export of model.fact_user_events (_export.json), whose readers would read model.dim_users too'],
        ['fact_sessions', 'mixed', 'notes.txt is not of the export that is there, and replacing it would take the file away'],
        ['fact_sessions', 'damaged', '_export.json is damaged or of another program'],
        ['dim_users', 'blocked', 'dim_users.parquet is not a file'],
        ['dim_users', 'out', 'model.dim_users is not laid out by days', { since: 'last' }],
        ['fact_sessions', 'out', '--since "2020-02-30" is neither a day of the calendar', { since: '2020-02-30' }],
        ['fact_sessions', 'out', 'There is no lake in ', { lake: 'absent' }],
        ['fact_sessions', 'out', 'There is no lake in ', { lake: 'file' }],
    ] as const)('%s to %s is refused, and changes nothing: %s', async (name, dir, sentence, options: { since?: string; lake?: string } = {}) => {
        const { table, ...rest } = { columns: {}, files: [], table: 'model.fact_user_events' };
        const manifests = { full: null, events: { table, ...rest }, mixed: { table: 'model.fact_sessions', ...rest }, damaged: 1 };
        writeFileSync(join(folder, 'file'), '');
        for (const [of, manifest] of Object.entries(manifests)) {
            mkdirSync(join(folder, of));
            if (of === 'full' || of === 'mixed') writeFileSync(join(folder, of, 'notes.txt'), 'mine');
            if (manifest !== null) writeFileSync(join(folder, of, MANIFEST), JSON.stringify(manifest));
        }
        mkdirSync(join(folder, 'blocked', 'dim_users.parquet'), { recursive: true });
        const everything = () => [readdirSync(folder, { recursive: true }).sort(), stamps(folder)];
        const before = everything();
        const asked = exported(options.lake === undefined ? shop : join(folder, options.lake), name, join(folder, dir), options.since);
        await expect(asked).rejects.toThrow(UsageError);
        await expect(asked).rejects.toThrow(sentence);
        expect(everything()).toEqual(before);
    });

    test.each([
        [['fact_sessions', '.'], '. is the folder that you are in, and an export replaces it'],
        [['dim_users', ''], 'DIR is empty'],
        [['fact_sessions'], "missing required argument 'dir'"],
    ])('%j is one sentence and exit code 2', (args, sentence) => {
        const { status, stdout, stderr } = call('export', ...args, '--lake', shop);
        expect(stderr).toContain(sentence);
        expect([status, stdout]).toEqual([2, '']);
        expect(readdirSync(folder)).toEqual([]);
    });

    test('a folder inside the lake is refused, also through a link', async () => {
        symlinkSync(shop, join(folder, 'link'));
        for (const dir of [shop, join(shop, 'raw'), join(folder, 'link', 'new', 'out')]) {
            await expect(exported(shop, 'dim_users', dir)).rejects.toThrow(UsageError);
            await expect(exported(shop, 'dim_users', dir)).rejects.toThrow('is inside the lake');
        }
        expect(existsSync(join(shop, 'new'))).toBe(false);
    });

    test('a lake of another version is refused', async () => {
        const lake = await changedLake('update state.version set version = 99');
        await expect(exported(lake, 'dim_users', join(folder, 'out'))).rejects.toThrow('has version 99, this program knows up to 1; use a newer program.');
        expect(readdirSync(folder)).toEqual(['changed']);
    });
});

describe('an export that is broken off', () => {
    const start = (...args: string[]) => spawn(process.execPath, [program, 'export', ...args], { stdio: 'ignore' });
    const ended = (child: ReturnType<typeof start>) => new Promise<NodeJS.Signals | null>((resolve) => child.once('exit', (_code, signal) => resolve(signal)));

    test.each([[[]], [['--since', 'last']]])('by SIGKILL at any time leaves the old or the new folder, %j', async (options) => {
        const dir = join(folder, 'out');
        await exported(shop, 'fact_user_events', dir);
        const lake = await changedLake("update model.fact_user_events set brand = 'other' where day_of_week = 3", "delete from model.fact_user_events where event_date = '2020-04-07'");
        const old = join(folder, 'old');
        cpSync(dir, old, { recursive: true });
        const content = (of: string) => Object.entries(stamps(of)).map(([file, [, , hash]]) => [file, hash]);
        const started = performance.now();
        await ended(start('fact_user_events', join(folder, 'timed'), '--lake', lake));
        const full = performance.now() - started;

        const outcomes = { old: 0, new: 0 };
        for (let attempt = 0; attempt < 6; attempt++) {
            rmSync(dir, { recursive: true, force: true });
            cpSync(old, dir, { recursive: true });
            const child = start('fact_user_events', dir, '--lake', lake, ...options);
            const end = ended(child);
            await wait(full * (0.45 + 0.6 * Math.random()));
            child.kill('SIGKILL');
            await end;
            if (readExportManifest(dir)!.exported_at === readExportManifest(old)!.exported_at) {
                expect(content(dir)).toEqual(content(old));
                outcomes.old++;
            } else {
                expect(filesOf(dir)).toEqual([MANIFEST, ...readExportManifest(dir)!.files.map(({ path }) => path)]);
                expect(await differences(lake, 'fact_user_events', dir)).toBe(0);
                outcomes.new++;
            }
        }
        console.log('killed:', outcomes);
        await exported(lake, 'fact_user_events', dir, 'last');
        expect(await differences(lake, 'fact_user_events', dir)).toBe(0);
        expect(readdirSync(folder).sort()).toEqual(['changed', 'old', 'out', 'timed']);
    });

    test('between the two renames is mended by the next, which finds the old export', async () => {
        const dir = join(folder, 'out');
        await exported(shop, 'fact_sessions', dir);
        const before = stamps(dir);
        const left = join(folder, `.out.lake-export-${deadProcess()}`);
        mkdirSync(left);
        spawnSync('mv', [dir, join(left, 'previous')]);
        expect(await exported(shop, 'fact_sessions', dir, 'last')).toContain(', 0 written, 0 removed.');
        expect(stamps(dir)).toEqual(before);
        expect(readdirSync(folder)).toEqual(['out']);
    });

    test.each(['SIGINT', 'SIGTERM'] as const)('by %s leaves nothing behind and ends by it', async (signal) => {
        const dir = join(folder, 'out');
        const child = start('fact_user_events', dir, '--lake', shop);
        const end = ended(child);
        while (readdirSync(folder).length === 0) await wait(1);
        child.kill(signal);
        expect(await end).toBe(signal);
        expect(readdirSync(folder)).toEqual([]);
    });

    test('by a statement that fails changes nothing and leaves nothing behind', async () => {
        const dir = join(folder, 'out');
        await exported(shop, 'fact_user_events', dir);
        const before = stamps(dir);
        const lake = await changedLake('alter table model.fact_user_events alter price type varchar', "update model.fact_user_events set price = 'dear' where event_date = '2020-04-15'");
        await expect(exported(lake, 'fact_user_events', dir)).rejects.toThrow('Could not convert string');
        expect(stamps(dir)).toEqual(before);
        expect(readdirSync(folder).sort()).toEqual(['changed', 'out']);
    });
});

test('the command says one line on standard output and nothing else in a pipe', () => {
    const { status, stdout, stderr } = call('export', 'model.fact_sessions', 'out', '--lake', shop);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^model\.fact_sessions: [\d,]+ rows in 30 files in .*\/out\.\n$/);
});
