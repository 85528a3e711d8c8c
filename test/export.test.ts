import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import { Type } from 'apache-arrow/enum';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { exportable, exportables } from '../cli/export/exportable.js';
import { runExport } from '../cli/export/run-export.js';
import { Database, literal } from '../local/engine/database.js';
import { openLake } from '../local/engine/lake.js';
import type { OnWait } from '../local/engine/take-turn.js';
import { UsageError } from '../local/errors.js';
import { writeShopMonth } from '../local/source/shop-month.js';
import type { Column } from '../tables/index.js';
import { builtProgram } from './oracle/built-program.js';
import { deadProcess } from './oracle/dead-process.js';
import { importAll, withLake } from './oracle/temporary-lake.js';

const program = builtProgram('call-main');

/** A lake of 3,000 rows, which no test changes. */
let shop: string;
/** Its exports, which no test changes. */
let events: string;
let sessions: string;
let shared: string;
/** A folder for one test. */
let folder: string;

beforeAll(async () => {
    shared = mkdtempSync(join(tmpdir(), 'lake-export-shop-'));
    shop = join(shared, 'shop');
    const file = join(shared, 'month.csv');
    await writeShopMonth(file, { rows: 3_000 });
    await withLake(shop, importAll([file]), async () => undefined);
    events = join(shared, 'events');
    sessions = join(shared, 'sessions');
    await exported(shop, 'fact_user_events', events);
    await exported(shop, 'fact_sessions', sessions);
});
afterAll(() => rmSync(shared, { recursive: true, force: true }));
beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "lake export's test-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const exported = (lake: string, name: string, dir: string, since?: string) => runExport({ lake, name, dir, since });

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

/** As anyone would, without options: DuckDB finds out by itself what the folders say. */
const read = (dir: string) => `read_parquet(${literal(join(dir, '**', '*.parquet'))})`;

/** Rows that only one of the lake and the folder has. */
async function differences(lake: string, name: string, dir: string): Promise<number> {
    const { relation, columns } = exportable(name);
    const rows = (from: string) => `select ${Object.keys(columns).join(', ')} from ${from}`;
    const [row] = await ask<{ n: string }>(
        lake,
        `select count(*) as n from ((${rows(relation)} except all ${rows(read(dir))}) union all (${rows(read(dir))} except all ${rows(relation)}))`,
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
/** A copy of a finished export, in the folder of the test. */
function copied(from: string): string {
    cpSync(from, join(folder, 'out'), { recursive: true, preserveTimestamps: true });
    return join(folder, 'out');
}
const day = (text: string) => join(`event_date=${text}`, 'fact_user_events.parquet');

/** The types as their names are in `describe`, told apart from the definitions by hand. */
function described({ type }: Column): string {
    const decimal = type as { precision?: number; scale?: number; bitWidth?: number };
    if (type.typeId === Type.Int) return decimal.bitWidth === 64 ? 'BIGINT' : 'INTEGER';
    if (type.typeId === Type.Decimal) return `DECIMAL(${decimal.precision},${decimal.scale})`;
    if (type.typeId === Type.List) return 'VARCHAR[]';
    return { [Type.Utf8]: 'VARCHAR', [Type.Bool]: 'BOOLEAN', [Type.Date]: 'DATE', [Type.Timestamp]: 'TIMESTAMP' }[type.typeId as number]!;
}

describe('an export has the rows and types of the lake', () => {
    test.each(exportables.map(({ name }) => name))('%s', async (name) => {
        const { columns, partition, fileName, relation } = exportable(name);
        const dir = join(folder, 'out');
        const said = await exported(shop, name, dir);
        expect(await differences(shop, name, dir)).toBe(0);
        const types = await ask<{ column_name: string; column_type: string }>(shop, `describe from ${read(dir)}`);
        const expected = Object.entries(columns).map(([column, definition]) => [column, described(definition)]);
        // What the folders say comes last.
        const inOrder = [...expected.filter(([column]) => column !== partition), ...expected.filter(([column]) => column === partition)];
        expect(types.map(({ column_name, column_type }) => [column_name, column_type])).toEqual(inOrder);
        if (partition === undefined) expect(filesOf(dir)).toEqual([fileName]);
        const [{ n } = { n: '' }] = await ask<{ n: string }>(shop, `select count(*) as n from ${relation}`);
        const files = filesOf(dir).filter((file) => file.endsWith('.parquet')).length;
        expect(said).toBe(`${name}: ${Number(n).toLocaleString('en-US')} rows in ${files} file${files === 1 ? '' : 's'} in ${dir}.`);
        expect(readdirSync(folder)).toEqual(['out']);
    });

    test('sums of a view keep the type of their definition', async () => {
        await exported(shop, 'funnel_daily', folder);
        const types = await ask<{ column_type: string }>(shop, `select column_type from (describe from ${read(folder)}) where column_name in ('session_date', 'sessions', 'view_to_cart_rate', 'revenue')`);
        expect(types.map(({ column_type }) => column_type)).toEqual(['DATE', 'BIGINT', 'DECIMAL(18,6)', 'DECIMAL(38,4)']);
    });

    test.each([['fact_user_events', 'event_date'], ['fact_sessions', 'session_date']])('each day of %s is a file with its rows alone, which only the folder tells by %s', async (name, column) => {
        const dir = name === 'fact_sessions' ? sessions : events;
        const days = await ask<{ day: string; n: string }>(shop, `select ${column}::varchar as day, count(*) as n from model.${name} group by all order by all`);
        expect(days).toHaveLength(30);
        expect(filesOf(dir)).toEqual(days.map((of) => join(`${column}=${of.day}`, `${name}.parquet`)));
        for (const of of days.slice(0, 3)) {
            const file = `read_parquet(${literal(join(dir, `${column}=${of.day}`, `${name}.parquet`))}, hive_partitioning = false)`;
            const columns = await ask<{ column_name: string }>(shop, `describe from ${file}`);
            expect(columns.map(({ column_name }) => column_name)).toEqual(Object.keys(exportable(name).columns).filter((other) => other !== column));
            expect(await ask(shop, `select count(*) as n from ${file}`)).toEqual([{ n: of.n }]);
        }
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
            expect(filesOf(of)).toEqual([fileName]);
            const types = await ask(lake, `describe from ${read(of)}`);
            expect(types.map(({ column_type }) => column_type)).toEqual(Object.values(columns).map(described));
        }
        const events = join(dir, 'model.fact_user_events');
        const before = stamps(events);
        await exported(lake, 'fact_user_events', events, 'last');
        expect(stamps(events)).toEqual(before);
        expect(await exported(shop, 'fact_user_events', events, 'last')).toMatch(/: 30 days written .*, 0 removed, 0 left /);
        expect(await differences(shop, 'fact_user_events', events)).toBe(0);
        expect(await exported(lake, 'fact_user_events', events, 'last')).toContain(': 0 days written (0 rows), 30 removed, 0 left ');
        expect(filesOf(events)).toEqual(['fact_user_events.parquet']);
    });
});

describe('an earlier export', () => {
    test('is replaced as a whole, its days that are gone too', async () => {
        const dir = copied(events);
        const lake = await changedLake("delete from model.fact_user_events where event_date = '2020-04-03'");
        await exported(lake, 'fact_user_events', dir);
        expect(filesOf(dir)).toHaveLength(29);
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
        const dir = copied(events);
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
        expect(await exported(lake, 'fact_user_events', dir, 'last')).toMatch(/: 7 days written \([\d,]+ rows\), 1 removed, 23 left as they were in /);
        expect(await differences(lake, 'fact_user_events', dir)).toBe(0);
        const after = stamps(dir);
        const untouched = Object.keys(before).filter((file) => JSON.stringify(before[file]) === JSON.stringify(after[file]));
        const changed = ['2020-04-02', '2020-04-03', '2020-04-04', '2020-04-05', '2020-04-06', '2020-04-07', '2020-04-09'];
        expect(untouched).toEqual(Object.keys(before).filter((file) => !changed.map(day).includes(file)));
        expect(Object.keys(after)).not.toContain(day('2020-04-07'));
        expect(Object.keys(after)).toContain(day('2020-05-01'));
    });

    test('last touches nothing when nothing changed, whatever the order of the rows', async () => {
        const dir = copied(sessions);
        const before = [stamps(dir), statSync(dir).ino];
        const lake = await changedLake('create table model.turned as from model.fact_sessions order by session_id desc', 'delete from model.fact_sessions', 'insert into model.fact_sessions from model.turned');
        expect(await exported(lake, 'fact_sessions', dir, 'last')).toContain(': 0 days written (0 rows), 0 removed, 30 left as they were');
        expect([stamps(dir), statSync(dir).ino]).toEqual(before);
    });

    test('last exports all days where there is no earlier export', async () => {
        await exported(shop, 'fact_sessions', join(folder, 'out'), 'last');
        expect(await differences(shop, 'fact_sessions', join(folder, 'out'))).toBe(0);
    });

    test('last writes files anew that were harmed or edited, and no others', async () => {
        const dir = copied(events);
        const before = stamps(dir);
        const file = (text: string) => join(dir, day(text));
        const edit = async (text: string, select: string) => {
            await ask(shop, `copy (${select.replace('FILE', `read_parquet(${literal(file(text))}, hive_partitioning = false)`)}) to ${literal(join(folder, 'edited'))} (format parquet)`);
            renameSync(join(folder, 'edited'), file(text));
        };
        rmSync(file('2020-04-01'));
        writeFileSync(file('2020-04-02'), readFileSync(file('2020-04-02')).subarray(0, 100));
        writeFileSync(file('2020-04-03'), '');
        // Its foot is whole, so that its columns can be read and its rows cannot.
        writeFileSync(file('2020-04-04'), readFileSync(file('2020-04-04')).fill(0x55, 4, 2000));
        await edit('2020-04-05', 'select * replace (case when row_number() over () = 1 then 0.01 else price end::decimal(18, 4) as price) from FILE');
        await edit('2020-04-06', 'select * replace (quantity::bigint as quantity) from FILE');
        await edit('2020-04-07', 'select * from FILE limit 1');
        cpSync(file('2020-04-09'), file('2020-04-08'));
        expect(await exported(shop, 'fact_user_events', dir, 'last')).toMatch(/: 8 days written .*, 0 removed, 22 left /);
        expect(await differences(shop, 'fact_user_events', dir)).toBe(0);
        const after = stamps(dir);
        const touched = Object.keys(before).filter((path) => JSON.stringify(before[path]) !== JSON.stringify(after[path]));
        expect(Object.keys(after)).toEqual(Object.keys(before));
        expect(touched).toEqual(Array.from({ length: 8 }, (_, index) => day(`2020-04-0${index + 1}`)));
        expect(await exported(shop, 'fact_user_events', dir, 'last')).toContain(': 0 days written');
    });

    test('a day looks at that day and later ones, and leaves earlier files as they are', async () => {
        const dir = copied(events);
        const before = stamps(dir);
        const lake = await changedLake("delete from model.fact_user_events where event_date = '2020-04-09' or (event_date in ('2020-04-02', '2020-04-10') and quantity = 1 and event_type = 'view') or event_date = '2020-04-20'");
        expect(await exported(lake, 'fact_user_events', dir, '2020-04-10')).toMatch(/: 1 day written .*, 1 removed, 28 left /);
        const after = stamps(dir);
        const touched = Object.keys(before).filter((file) => JSON.stringify(before[file]) !== JSON.stringify(after[file]));
        expect(touched).toEqual([day('2020-04-10'), day('2020-04-20')]);
        expect(await exported(lake, 'fact_user_events', dir, 'last')).toMatch(/: 1 day written .*, 1 removed, 27 left /);
        expect(await differences(lake, 'fact_user_events', dir)).toBe(0);
    });

    test('a day exports only from that day on where there is no earlier export', async () => {
        await exported(shop, 'fact_user_events', join(folder, 'out'), '2020-04-28');
        expect(filesOf(join(folder, 'out'))).toEqual([day('2020-04-28'), day('2020-04-29'), day('2020-04-30')]);
    });
});

describe('wrong use', () => {
    test.each([
        ['fact_user_event', 'out', 'There is no table or view "fact_user_event" to export: name one of '],
        ['state.runs', 'out', 'state.runs is not for export'],
        ['dim_users', 'file', 'file is a file: name a folder'],
        ['dim_users', 'file/below', 'which cannot be written (ENOTDIR)'],
        ['dim_users', '', 'DIR is empty'],
        ['fact_sessions', 'notes', 'is not empty, and notes.txt is not of an export of model.fact_sessions by days'],
        ['fact_sessions', 'events', 'is not empty, and event_date=2020-04-30/fact_user_events.parquet is not of an export of model.fact_sessions by days'],
        ['fact_user_events', 'events/event_date=2020-04-30', 'has no column event_date, which model.fact_user_events has'],
        ['fact_user_events', 'mixed', 'is not empty, and event_date=2020-04-30/notes.txt is not of an export'],
        ['fact_user_events', 'undated', 'is not empty, and event_date=2020-04-31/fact_user_events.parquet is not of an export'],
        ['fact_user_events', 'both', 'is not empty, and fact_user_events.parquet is not of an export'],
        ['fact_user_events', 'foreign', 'has a column session_id_2, which model.fact_user_events has not'],
        ['fact_user_events', 'foreign', 'has a column session_id_2, which model.fact_user_events has not', { since: 'last' }],
        ['fact_user_events', 'foreign', 'has a column session_id_2, which model.fact_user_events has not', { since: '2021-01-01' }],
        ['fact_user_events', 'linked', 'is not empty, and event_date=2020-04-30 is not of an export'],
        ['fact_user_events', 'link', 'is not empty, and event_date=2020-04-30/fact_user_events.parquet is not of an export'],
        ['dim_users', 'events', 'has an export by days (event_date=2020-04-30), whose readers would read model.dim_users too'],
        ['dim_users', 'blocked', 'dim_users.parquet is not a file'],
        ['dim_users', 'out', 'model.dim_users is not laid out by days', { since: 'last' }],
        ['fact_sessions', 'out', '--since "2020-02-30" is neither a day of the calendar', { since: '2020-02-30' }],
        ['fact_sessions', 'out', 'There is no lake in ', { lake: 'absent' }],
        ['fact_sessions', 'out', 'There is no lake in ', { lake: 'file' }],
    ] as const)('%s to %s is refused, and changes nothing: %s', async (name, dir, sentence, options: { since?: string; lake?: string } = {}) => {
        const put = (of: string, ...paths: readonly string[]) => paths.forEach((path) => cpSync(join(events, day('2020-04-30')), join(folder, of, path)));
        writeFileSync(join(folder, 'file'), '');
        put('notes', 'notes.txt');
        put('events', day('2020-04-30'));
        put('mixed', day('2020-04-30'), join('event_date=2020-04-30', 'notes.txt'));
        put('undated', day('2020-04-31'));
        put('both', day('2020-04-30'), 'fact_user_events.parquet');
        mkdirSync(join(folder, 'foreign', 'event_date=2020-04-30'), { recursive: true });
        await ask(shop, `copy (select * exclude (event_date), session_id as session_id_2 from model.fact_user_events limit 9) to ${literal(join(folder, 'foreign', day('2020-04-30')))}`);
        mkdirSync(join(folder, 'linked'));
        mkdirSync(join(folder, 'link', 'event_date=2020-04-30'), { recursive: true });
        symlinkSync(join(folder, 'events', day('2020-04-30')), join(folder, 'link', day('2020-04-30')));
        symlinkSync(join(folder, 'events', 'event_date=2020-04-30'), join(folder, 'linked', 'event_date=2020-04-30'));
        mkdirSync(join(folder, 'blocked', 'dim_users.parquet'), { recursive: true });
        const everything = () => [readdirSync(folder, { recursive: true }).sort(), stamps(folder)];
        const before = everything();
        const asked = exported(options.lake === undefined ? shop : join(folder, options.lake), name, dir === '' ? '' : join(folder, dir), options.since);
        await expect(asked).rejects.toThrow(UsageError);
        await expect(asked).rejects.toThrow(sentence);
        expect(everything()).toEqual(before);
    });

    test('the folder that one is in is refused, in one sentence and with exit code 2', () => {
        const { status, stdout, stderr } = call('export', 'fact_sessions', '.', '--lake', shop);
        expect(stderr).toMatch(/^\. is the folder that you are in, and an export replaces it: [^\n]+\n$/);
        expect([status, stdout, readdirSync(folder)]).toEqual([2, '', []]);
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
        await expect(exported(lake, 'dim_users', join(folder, 'out'))).rejects.toThrow('has version 99, this program knows up to 6; use a newer program.');
        expect(readdirSync(folder)).toEqual(['changed']);
    });
});

describe('an export that is broken off', () => {
    const start = (...args: string[]) => spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    const ended = (child: ChildProcess) => new Promise<NodeJS.Signals | null>((resolve) => child.once('exit', (_code, signal) => resolve(signal)));

    test('by SIGKILL at a step leaves the old or the new folder, and the next is whole', async () => {
        const lake = await changedLake("update model.fact_user_events set brand = 'other' where day_of_week = 3", "delete from model.fact_user_events where event_date = '2020-04-07'");
        const moments: readonly [step: string, isNew: boolean, since: 'last' | undefined][] = [
            ['files of the earlier export', false, undefined],
            ['2020-04-16 (15 of 29)', false, undefined],
            ['moving into place', false, 'last'],
            ['after moving into place', true, 'last'],
        ];
        await Promise.all(
            moments.map(async ([step, isNew, since], index) => {
                const dir = join(folder, `out-${index}`);
                cpSync(events, dir, { recursive: true });
                const before = stamps(dir);
                expect(await ended(start(builtProgram('kill-at-step'), 'export', lake, step, dir, ...(since === undefined ? [] : [since])))).toBe('SIGKILL');
                if (isNew) expect(await differences(lake, 'fact_user_events', dir)).toBe(0);
                else expect(stamps(dir)).toEqual(before);
                expect(readdirSync(folder).some((name) => name.startsWith(`.out-${index}.lake-export-`))).toBe(true);
                await exported(lake, 'fact_user_events', dir, 'last');
                expect(await differences(lake, 'fact_user_events', dir)).toBe(0);
            }),
        );
        expect(readdirSync(folder).sort()).toEqual(['changed', 'out-0', 'out-1', 'out-2', 'out-3']);
    });

    test('between the two renames is mended by the next, which finds the old export', async () => {
        const dir = copied(sessions);
        const before = stamps(dir);
        const left = join(folder, `.out.lake-export-${deadProcess()}`);
        mkdirSync(left);
        spawnSync('mv', [dir, join(left, 'previous')]);
        expect(await exported(shop, 'fact_sessions', dir, 'last')).toContain(': 0 days written (0 rows), 0 removed, 30 left ');
        expect(stamps(dir)).toEqual(before);
        expect(readdirSync(folder)).toEqual(['out']);
    });

    test('by SIGTERM leaves nothing behind and ends by it', async () => {
        const child = start(program, 'export', 'fact_user_events', join(folder, 'out'), '--lake', shop);
        const end = ended(child);
        while (readdirSync(folder).length === 0) await wait(1);
        child.kill('SIGTERM');
        expect(await end).toBe('SIGTERM');
        expect(readdirSync(folder)).toEqual([]);
    });

    test('by SIGINT while it waits for the lake leaves nothing behind; one that waits on begins when it may', async () => {
        const lake = await changedLake();
        const holder = start(builtProgram('hold-lake'), 'foreign', lake);
        const released = ended(holder);
        await once(holder.stdout, 'data');
        const dir = join(folder, 'out');
        const child = spawn(process.execPath, [program, 'export', 'fact_user_events', dir, '--lake', lake]);
        const end = ended(child);
        const [words] = (await once(child.stderr, 'data')) as [Buffer];
        expect(words.toString()).toBe(`Process ${holder.pid} is using the lake; waiting until it is free. Ctrl-C ends the wait.\n`);
        child.kill('SIGINT');
        expect(await end).toBe('SIGINT');
        expect(readdirSync(folder)).toEqual(['changed']);

        const heard: string[] = [];
        const onWait: OnWait = ({ pid }) => heard.push(`waits for ${pid}`);
        const onOpen = () => ({ begun: (step: string) => heard.push(step) });
        const other = runExport({ lake, name: 'dim_users', dir: join(folder, 'users'), onWait, onOpen });
        await expect.poll(() => heard).toEqual([`waits for ${holder.pid}`]);
        const waiting = runExport({ lake, name: 'fact_user_events', dir, onWait, onOpen });
        await expect.poll(() => heard).toHaveLength(2);
        // Put there during the wait: what an export would take away is looked for once more.
        mkdirSync(dir);
        writeFileSync(join(dir, 'notes.txt'), 'mine');
        holder.stdin.end('go\n');
        await expect(waiting).rejects.toThrow('is not empty, and notes.txt is not of an export');
        await other;
        expect(heard).toEqual([`waits for ${holder.pid}`, `waits for ${holder.pid}`, 'model.dim_users']);
        expect(await differences(lake, 'dim_users', join(folder, 'users'))).toBe(0);
        expect(filesOf(dir)).toEqual(['notes.txt']);
        await released;
        expect(readdirSync(folder).sort()).toEqual(['changed', 'out', 'users']);
    });

    test('by a statement that fails changes nothing and leaves nothing behind', async () => {
        const dir = copied(events);
        const before = stamps(dir);
        const lake = await changedLake('alter table model.fact_user_events alter price type varchar', "update model.fact_user_events set price = 'dear' where event_date = '2020-04-15'");
        await expect(exported(lake, 'fact_user_events', dir)).rejects.toThrow('Could not convert string');
        expect(stamps(dir)).toEqual(before);
        expect(readdirSync(folder).sort()).toEqual(['changed', 'out']);
    });
});

test('the command says one line on standard output and nothing else in a pipe, and each step if it is verbose', () => {
    const { status, stdout, stderr } = call('export', 'model.fact_sessions', 'out', '--lake', shop);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^model\.fact_sessions: [\d,]+ rows in 30 files in .*\/out\.\n$/);
    const verbose = call('export', 'model.dim_users', 'users', '--lake', shop, '--verbose');
    expect(verbose.stderr).toMatch(/^export: model\.dim_users, \d+\.\d\d s, [\d,]+ rows\n$/);
});
