import { cpSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Database, literal } from '../local/engine/database.js';
import { openLake } from '../local/engine/lake.js';
import { lakePaths, makeScratch } from '../local/engine/lake-paths.js';
import { run } from '../local/engine/run.js';
import { importFile } from '../local/history/import-file.js';
import { dropRecords } from '../local/quarantine/drop.js';
import { requestReload } from '../local/replication/reload-requests.js';
import { replicate } from '../local/replication/replicate.js';
import { replicationPaths } from '../local/replication/replication-paths.js';
import { connect } from '../local/source/connect.js';
import { simulate } from '../local/source/shop/simulate.js';
import { writeShopMonth } from '../local/source/shop-month.js';
import type { Source } from '../local/source/source.js';
import { Steps } from '../local/steps.js';
import type { VerifyOutcome } from '../local/verify/outcome.js';
import { verify, type VerifyProps } from '../local/verify/verify.js';
import { callLake } from './oracle/call-lake.js';
import { changedCopy } from './oracle/changed-copy.js';
import { temporaryFolder } from './oracle/temporary-lake.js';
import { testPostgres, type TestPostgres } from './oracle/test-postgres.js';

let postgres: TestPostgres;
let source: Source;
const folder = temporaryFolder();
const lake = join(folder.path, 'lake');
/** What came before it was replicated earlier than the last part. */
let lastPart: Date;

const replicateInto = (at: string, { signal = new AbortController().signal, isOnce = true } = {}) =>
    replicate({
        paths: replicationPaths(lakePaths(at)),
        publication: 'lake',
        interval: 50,
        fullAt: 64e6,
        warnAt: Infinity,
        giveUpAt: Infinity,
        isOnce,
        toleratesMissingLoads: true,
        signal,
        observer: {},
        steps: new Steps(),
        reach: async () => source,
    });

async function runAt(at: string): Promise<void> {
    const opened = await openLake(at);
    try {
        await run(opened);
    } finally {
        opened.database.close();
    }
}

async function live(seed: number, transactions: number): Promise<void> {
    const shop = await simulate(source, { seed, transactions, users: 40, products: 40 });
    await shop.run();
    await shop.close();
}

/** Statements against the source, as somebody beside the shop may have. */
async function atSource(...statements: readonly string[]): Promise<void> {
    const client = await connect(source);
    try {
        for (const statement of statements) await client.query(statement);
    } finally {
        await client.end();
    }
}

const verifyAt = (at: string, props: Partial<VerifyProps> = {}) => verify({ paths: lakePaths(at), ...props });

/** A copy of the lake, changed behind its back. */
const changed = (...statements: readonly string[]): Promise<string> => changedCopy(lake, statements);

async function ask<T>(at: string, sql: string): Promise<T> {
    const database = await Database.open(lakePaths(at).database, folder.path);
    try {
        return await database.row<T>(sql);
    } finally {
        database.close();
    }
}

/** A time as the order of changes has it. */
const digitsOf = (time: Date) => time.toISOString().replaceAll(/\D/g, '').slice(0, 16);

const found = ({ differences }: VerifyOutcome) => differences.map(({ comparison, table, key, column, before, after }) => ({ comparison, table, key: Object.values(key).join(), column, before, after }));

beforeAll(async () => {
    postgres = await testPostgres();
    source = await postgres.newDatabase();
    makeScratch(lakePaths(lake));
    const month = join(folder.path, 'month.csv.gz');
    await writeShopMonth(month, { rows: 1500, faults: true, duplicates: 0.01 });
    await live(1, 80);
    await replicateInto(lake);
    await runAt(lake);
    // A user and a product that are hidden or deleted, a key that changes, a price that breaks a rule.
    await atSource(
        'update events set price = 0 where event_id in (select event_id from events order by event_id limit 2)',
        'update users set user_id = 900000 where user_id = (select min(user_id) from users)',
        'delete from events where event_id in (select event_id from events order by event_id desc limit 3)',
    );
    await importFile(lakePaths(lake), month);
    await live(2, 40);
    await replicateInto(lake);
    await runAt(lake);
    requestReload(replicationPaths(lakePaths(lake)).requests, ['products', 'events']);
    await live(3, 40);
    await replicateInto(lake);
    await runAt(lake);
    await atSource('update events set price = 0 where event_id in (select event_id from events order by event_id limit 1)');
    lastPart = new Date();
    await atSource(
        `update sessions set device_type = 'tablet' where session_id = (select session_id from events order by event_id limit 1 offset 10)`,
        'update products set brand_id = (select max(brand_id) from brands) where product_id = (select product_id from events order by event_id limit 1 offset 10)',
    );
    await live(4, 40);
    await replicateInto(lake);
    await runAt(lake);
    const opened = await openLake(lake);
    await dropRecords(opened, `rule_name = 'price_positive' and table_name = 'events' and file like 'history/%'`, 'a test');
    opened.database.close();
});

afterAll(async () => {
    await postgres?.stop();
    folder.remove();
});

describe('a lake with replication, reloads, imported history and quarantine', () => {
    test('is equal from the source to the views, lists what is hidden, and is not changed', async () => {
        const before = readdirSync(lake, { recursive: true, encoding: 'utf8' }).filter((path) => !path.startsWith('scratch')).sort();
        const outcome = await verifyAt(lake, { source: async () => source, catchUp: async () => (await replicateInto(lake), true) });
        expect(outcome.differences).toEqual([]);
        expect(outcome.notCompared).toEqual([]);
        expect(outcome.isEqual).toBe(true);
        expect(new Set(outcome.tables.map(({ comparison }) => comparison)).size).toBe(6);
        for (const { rows, table } of outcome.tables.filter(({ comparison }) => comparison === 'source = raw')) expect(rows[0], table).toBeGreaterThan(0);
        const { n } = await ask<{ n: bigint }>(lake, 'select count(*) as n from clean.events where _is_hidden');
        expect(outcome.hidden.reduce((sum, { rows }) => sum + rows, 0)).toBe(Number(n));
        expect(outcome.hidden).toContainEqual(expect.objectContaining({ table: 'events', rule: 'price_positive', status: 'open' }));
        expect(outcome.hidden).toContainEqual(expect.objectContaining({ table: 'events', rule: 'price_positive', status: 'dropped' }));
        expect(readdirSync(lake, { recursive: true, encoding: 'utf8' }).filter((path) => !path.startsWith('scratch')).sort()).toEqual(before);
    });

    test('is equal within the process that has it open for writing, whose other connection goes on', async () => {
        const opened = await openLake(lake);
        try {
            const outcome = await verifyAt(lake, { database: opened.database });
            expect(outcome.isEqual).toBe(true);
            expect((await opened.database.row<{ n: bigint }>('select count(*) as n from duckdb_databases() where not internal')).n).toBe(1n);
            await opened.database.run('create table model.later as select 1 as one; drop table model.later');
        } finally {
            opened.database.close();
        }
    });

    test('is compared since a time with the keys alone that were replicated from then on', async () => {
        const all = await verifyAt(lake);
        const outcome = await verifyAt(lake, { source: async () => source, since: lastPart, catchUp: async () => (await replicateInto(lake), true) });
        expect(outcome.differences).toEqual([]);
        expect(outcome.isEqual).toBe(true);
        const events = ({ tables }: VerifyOutcome) => tables.find(({ comparison, table }) => comparison === 'raw = clean' && table === 'events')!.rows[0];
        expect(events(outcome)).toBeGreaterThan(0);
        expect(events(outcome)).toBeLessThan(events(all) / 2);
    });

    test('since a time before its loads, is compared with all that was loaded', async () => {
        const outcome = await verifyAt(lake, { source: async () => source, since: new Date(Date.now() - 86_400_000), catchUp: async () => (await replicateInto(lake), true) });
        expect(outcome.differences).toEqual([]);
        expect(outcome.isEqual).toBe(true);
    });
});

describe('since a time', () => {
    test('older events are compared that are described otherwise since, by their session or their product', async () => {
        const time = digitsOf(lastPart);
        const older = (key: string, table: string) => `(
            select min(event_id) from clean.events
            where _change_time < ${time} and not _is_deleted and not _is_hidden and ${key} in (select ${key} from clean.${table} where _change_time >= ${time})
        )`;
        const at = await changed(
            `update model.fact_user_events set device_type = 'WRONG' where event_id = ${older('session_id', 'sessions')}`,
            `update model.fact_user_events set brand = 'WRONG' where event_id = ${older('product_id', 'product_versions')}`,
        );
        const outcome = await verifyAt(at, { since: lastPart });
        expect(found(outcome).map(({ table, column, after }) => [table, column, after])).toEqual(
            expect.arrayContaining([
                ['fact_user_events', 'device_type', 'WRONG'],
                ['fact_user_events', 'brand', 'WRONG'],
            ]),
        );
        // What is summed from the facts as they are published differs too.
        expect([...new Set(outcome.differences.map(({ table }) => table))].sort()).toEqual(['daily_activity', 'fact_user_events', 'hourly_activity']);
        expect(found(outcome).filter(({ table }) => table === 'fact_user_events')).toHaveLength(2);
    });
});

const shown = 'not _is_deleted and not _is_hidden';
/** 20 by hand; each look is a second. */
const LOOKS = Number(process.env.LOOKS ?? 2);

describe('a row that was changed behind the back', () => {
    test('of clean is named with its column and both values, column by column', async () => {
        const { id, quantity } = await ask<{ id: string; quantity: number }>(lake, `select event_id::varchar as id, quantity from clean.events where ${shown} and _change_time > 1e15 order by 1 limit 1`);
        const { users } = await ask<{ users: string[] }>(lake, `select list(user_id::varchar order by user_id)[:7] as users from clean.users where ${shown} and email is not null`);
        const columns = { _change_time: '_change_time + 1', _change_number: '_change_number + 1', _changed_at: `_changed_at + interval '1' millisecond`, _is_deleted: 'true', _is_hidden: 'true', name: `'somebody'`, email: 'null' };
        const ids = [...(users as unknown as { items: string[] }).items ?? users];
        const copy = await changed(
            `update clean.events set quantity = ${quantity + 5} where event_id = ${id}`,
            ...Object.entries(columns).map(([column, value], place) => `update clean.users set ${column} = ${value} where user_id = ${ids[place]}`),
            `update clean.product_versions set brand_id = -7 where (product_id, _change_time, _change_number) = (select min((product_id, _change_time, _change_number)) from clean.product_versions)`,
            `delete from clean.quarantine where (file, file_row) = (select min((file, file_row)) from clean.quarantine where status = 'open')`,
            'insert into clean.brands select * replace (424242 as brand_id) from clean.brands limit 1',
        );
        const outcome = await verifyAt(copy, { differences: 1000 });
        expect(outcome.isEqual).toBe(false);
        expect(found(outcome)).toContainEqual({ comparison: 'raw = clean', table: 'events', key: id, column: 'quantity', before: String(quantity), after: String(quantity + 5) });
        expect(found(outcome)).toContainEqual({ comparison: 'clean = model', table: 'fact_user_events', key: id, column: 'quantity', before: String(quantity + 5), after: String(quantity) });
        expect(outcome.tables.find(({ comparison, table }) => comparison === 'raw = clean' && table === 'events')!.sums.quantity).toSatisfy(([one, other]: [string, string]) => Number(other) - Number(one) === 5);
        expect(found(outcome).filter(({ comparison, table }) => comparison === 'raw = clean' && table === 'users').map(({ key, column }) => [key, column])).toEqual(
            Object.keys(columns).map((column, place) => [ids[place], column]),
        );
        expect(found(outcome)).toContainEqual(expect.objectContaining({ comparison: 'raw = clean', table: 'product_versions', column: 'brand_id', after: '-7' }));
        expect(outcome.differences).toContainEqual(expect.objectContaining({ comparison: 'raw = clean', table: 'quarantine of events', beforeRows: 1, afterRows: 0 }));
        expect(outcome.differences).toContainEqual(expect.objectContaining({ comparison: 'raw = clean', table: 'brands', key: { brand_id: '424242' }, beforeRows: 0, afterRows: 1 }));
    });

    test('of clean is named where there is no model of such a row', async () => {
        const { id } = await ask<{ id: string }>(lake, `select event_id::varchar as id from clean.events where ${shown} and _change_time > 1e15 order by 1 limit 1`);
        for (const column of ['quantity', 'session_id']) {
            const outcome = await verifyAt(await changed(`update clean.events set ${column} = null where event_id = ${id}`));
            expect(outcome.isEqual).toBe(false);
            expect(found(outcome)).toContainEqual(expect.objectContaining({ comparison: 'raw = clean', table: 'events', key: id, column, after: null }));
            const failed = outcome.notCompared.filter(({ isFailure }) => isFailure);
            expect(failed.map(({ comparison }) => comparison)).toEqual(['clean = model', 'model = views']);
            expect(failed[0]!.reason).toMatch(new RegExp(`NOT NULL constraint failed: fact_\\w+\\.${column}`));
        }
    });

    test('of an older session, of which there is no model, is a failure also where only later changes are compared', async () => {
        const { id } = await ask<{ id: string }>(lake, `select min(event_id)::varchar as id from clean.events where ${shown} and session_id in (select session_id from clean.sessions where _change_time >= ${digitsOf(lastPart)}) and _change_time < ${digitsOf(lastPart)}`);
        const outcome = await verifyAt(await changed(`update clean.events set quantity = null where event_id = ${id}`), { since: lastPart });
        expect([outcome.isEqual, outcome.differences]).toEqual([false, []]);
        expect(outcome.notCompared).toContainEqual({ comparison: 'clean = model', isFailure: true, reason: expect.stringMatching(/^It cannot be built of what clean has \(Constraint Error: .*quantity\): a row that changed before that time is at fault, which a verification without --since finds\.$/) });
    });

    test('of model, the account or a view is named, and no other', async () => {
        const changes = [
            ['fact_user_events', 'event_id', 'hour_of_day', '99'],
            ['fact_sessions', 'session_id', 'revenue', '-1.0000'],
            ['dim_products', 'product_id', 'brand', `nobody`],
            ['dim_users', 'user_id', 'email_hash', `0`],
            ['dim_time', 'event_date', 'week_start', `1999-01-04`],
            ['dim_categories', 'category_id', 'category_name', `elsewhere`],
            ['freshness', 'table_name', 'run_id', '99'],
        ] as const;
        const keys = await Promise.all(changes.map(async ([table, key]) => (await ask<{ id: string }>(lake, `select min(${key})::varchar as id from model.${table}`)).id));
        const { gone, twice } = await ask<{ gone: string; twice: string }>(lake, 'select max(session_id)::varchar as gone, max(session_id) filter (session_id <> (select max(session_id) from model.fact_sessions))::varchar as twice from model.fact_sessions');
        const copy = await changed(
            ...changes.map(([table, key, column, value], place) => `update model.${table} set ${column} = ${literal(value)} where ${key} = ${literal(keys[place]!)}`),
            `delete from model.fact_sessions where session_id = ${gone}`,
            `insert into model.fact_sessions from model.fact_sessions where session_id = ${twice}`,
            `update model.run_accounts set applied = applied - 1, records = records - 1 where run_id = 1 and table_name = 'users'`,
            'create or replace view top_brands as select brand, 1 as brand_rank from model.dim_products limit 1',
        );
        const outcome = await verifyAt(copy);
        const model = outcome.differences.filter(({ comparison }) => comparison === 'clean = model');
        expect(model.filter(({ column }) => column !== null).map(({ table, key, column, after }) => [table, Object.values(key)[0], column, after]).sort()).toEqual(
            changes.map(([table, , column, value], place) => [table, keys[place], column, value]).sort(),
        );
        expect(model.filter(({ column }) => column === null).map(({ key, beforeRows, afterRows }) => [key.session_id, beforeRows, afterRows]).sort()).toEqual([[gone, 1, 0], [twice, 1, 2]].sort());
        expect(outcome.differences.filter(({ comparison }) => comparison === 'raw = clean' || comparison === 'raw = ledger')).toEqual([]);
        expect(new Set(outcome.differences.filter(({ comparison }) => comparison === 'account').map(({ key, column }) => `${key.run_id} ${key.table_name} ${column}`))).toEqual(new Set(['1 users records']));
        expect(outcome.differences).toContainEqual(expect.objectContaining({ comparison: 'model = views', table: 'top_brands', key: { column: 'brand_rank' }, afterRows: 1 }));
        expect(outcome.differences).toContainEqual(expect.objectContaining({ comparison: 'model = views', table: 'top_brands', key: { column: 'revenue' }, afterRows: 0 }));
        expect(outcome.differences).toContainEqual(expect.objectContaining({ comparison: 'model = views', table: 'funnel_daily' }));
    });
});

describe('a file of raw', () => {
    const catchUp = async () => (await replicateInto(lake), true);
    const changeFiles = (table: string) =>
        readdirSync(join(lake, 'raw'), { recursive: true, encoding: 'utf8' })
            .filter((path) => /^v\d+\/public\//.test(path) && path.includes(`/${table}/`) && /\d{9}\.parquet$/.test(path))
            .sort();

    /** Takes a file of the lake away for the time of the work; the lake itself, since its slot at the source belongs to no copy. */
    async function without(path: string, work: (place: string, kept: string) => Promise<void>): Promise<void> {
        const place = join(lake, 'raw', path);
        const kept = join(folder.path, 'kept');
        renameSync(place, kept);
        try {
            await work(place, kept);
        } finally {
            rmSync(place, { force: true });
            renameSync(kept, place);
        }
    }

    /** Writes one value of a file otherwise. */
    async function rewrite(from: string, to: string, column: string, value: string, condition: string): Promise<void> {
        const database = await Database.open(':memory:', folder.path);
        try {
            await database.run(`copy (select * replace (if(${condition}, ${value}, ${column}) as ${column}) from read_parquet(${literal(from)}, hive_partitioning = false)) to ${literal(to)} (format parquet)`);
        } finally {
            database.close();
        }
    }

    test('in which one value was changed is named with its checksum, and its row against the source and clean', async () => {
        const { id, path } = await ask<{ id: string; path: string }>(
            lake,
            `select event_id::varchar as id, filename as path from read_parquet(${literal(`${lake}/raw/v2/public/events/LOAD*.parquet`)}, filename = true)
            where event_id in (select event_id from clean.events where _change_number = 0 and _change_time > 1e15 and ${shown}) order by event_id limit 1`,
        );
        const file = path.slice(join(lake, 'raw').length + 1);
        await without(file, async (place, kept) => {
            await rewrite(kept, place, 'quantity', '77::integer', `event_id = ${id}`);
            const outcome = await verifyAt(lake, { source: async () => source, catchUp });
            expect(found(outcome)).toContainEqual(expect.objectContaining({ comparison: 'raw = ledger', key: file, column: 'SHA-256' }));
            expect(found(outcome)).toContainEqual(expect.objectContaining({ comparison: 'source = raw', table: 'events', key: id, column: 'quantity', after: '77' }));
            expect(found(outcome)).toContainEqual(expect.objectContaining({ comparison: 'raw = clean', table: 'events', key: id, column: 'quantity', before: '77' }));
        });
        expect((await verifyAt(lake)).isEqual).toBe(true);
    });

    test('that is gone is named, and so are its rows', async () => {
        const path = changeFiles('sessions').at(-1)!;
        await without(path, async () => {
            const outcome = await verifyAt(lake, { source: async () => source, catchUp });
            expect(outcome.differences).toContainEqual(expect.objectContaining({ comparison: 'raw = ledger', key: { file: path }, beforeRows: 1, afterRows: 0 }));
            for (const comparison of ['source = raw', 'raw = clean']) expect(found(outcome).filter((one) => one.comparison === comparison && one.table === 'sessions').length, comparison).toBeGreaterThan(0);
        });
    });

    test('that cannot be read, or a marker that is gone, is named, and the rest is compared', async () => {
        const path = changeFiles('sessions').at(-1)!;
        await without(path, async (place) => {
            cpSync(join(lake, 'hash.key'), place);
            const outcome = await verifyAt(lake, { source: async () => source, catchUp });
            expect(outcome.differences.filter(({ comparison }) => comparison === 'source = raw')).toEqual([expect.objectContaining({ table: 'sessions', key: { file: path }, failure: 'it is no whole Parquet file' })]);
            expect(outcome.differences).toContainEqual(expect.objectContaining({ comparison: 'raw = ledger', key: { file: path }, column: 'SHA-256 (it cannot be read)' }));
            expect(outcome.tables.some(({ comparison }) => comparison === 'model = views')).toBe(true);
        });
        // Its footer is whole, its first page is not.
        await without(path, async (place, kept) => {
            writeFileSync(place, readFileSync(kept).fill(0xff, 20, 120));
            const outcome = await verifyAt(lake, { source: async () => source, catchUp });
            expect(outcome.differences).toContainEqual(expect.objectContaining({ comparison: 'raw = ledger', key: { file: path }, column: 'SHA-256 (it cannot be read)' }));
            expect(outcome.tables.some(({ comparison }) => comparison === 'model = views')).toBe(true);
        });
        const marker = 'v2/_loads/public.products.json';
        await without(marker, async () => {
            const outcome = await verifyAt(lake, { source: async () => source, catchUp });
            for (const comparison of ['source = raw', 'raw = ledger']) expect(outcome.differences).toContainEqual(expect.objectContaining({ comparison, key: { file: marker }, afterRows: 0 }));
        });
    });

    test('that no run was given yet is compared with the source, and counted as waiting', async () => {
        await live(5, 20);
        await replicateInto(lake);
        const equal = await verifyAt(lake, { source: async () => source, catchUp });
        expect(equal.isEqual).toBe(true);
        expect(equal.waitingFiles).toBeGreaterThan(0);
        const path = changeFiles('events').at(-1)!;
        const { id } = await ask<{ id: string }>(lake, `select max(event_id)::varchar as id from read_parquet(${literal(join(lake, 'raw', path))}, hive_partitioning = false) where Op = 'I'`);
        await without(path, async (place, kept) => {
            await rewrite(kept, place, 'quantity', '78::integer', `event_id = ${id} and Op <> 'D'`);
            const outcome = await verifyAt(lake, { source: async () => source, catchUp });
            expect(found(outcome)).toEqual([expect.objectContaining({ comparison: 'source = raw', table: 'events', key: id, column: 'quantity', after: '78' })]);
        });
        await runAt(lake);
        expect(await verifyAt(lake)).toMatchObject({ isEqual: true, waitingFiles: 0 });
    });
});

describe('a lake that is written to', () => {
    test('is compared at the place of the snapshot, though raw has later changes, and at a later one after a load', async () => {
        const looks: string[] = [];
        for (const reload of [[], ['brands']]) {
            let isFirst = true;
            const catchUp = async () => {
                if (isFirst) {
                    await atSource(`update brands set brand_name = brand_name || '!'`, `insert into brands (brand_id, brand_name) values (${77_000_000 + looks.length}, 'later')`);
                    requestReload(replicationPaths(lakePaths(lake)).requests, reload);
                }
                isFirst = false;
                await replicateInto(lake);
                return true;
            };
            const outcome = await verifyAt(lake, { source: async () => source, catchUp });
            expect(outcome.differences).toEqual([]);
            const [before] = outcome.tables.find(({ comparison, table }) => comparison === 'source = raw' && table === 'brands')!.rows;
            looks.push(String(before));
        }
        // The first look does not see its own insertion; the second was taken again behind the load, and sees both.
        expect(Number(looks[1]) - Number(looks[0])).toBe(2);
    });

    test('is equal at every place at which it is looked at, while it is replicated, run and loaded anew', { timeout: 300_000 }, async () => {
        const stop = new AbortController();
        const shop = await simulate(source, { seed: 6, rate: 200, speed: 60, users: 40, products: 40, signal: stop.signal });
        const ends = [shop.run().then(() => shop.close()), replicateInto(lake, { isOnce: false, signal: stop.signal })];
        try {
            for (let look = 0; look < LOOKS; look++) {
                if (look % 3 === 1) requestReload(replicationPaths(lakePaths(lake)).requests, look % 2 === 0 ? ['events'] : ['sessions', 'brands']);
                if (look % 2 === 1) await runAt(lake);
                // A run may come between the source and the layers behind it.
                const alone = async (work: () => Promise<void>) => {
                    if (look % 3 === 0) await runAt(lake);
                    await work();
                };
                const outcome = await verifyAt(lake, { source: async () => source, alone });
                expect(outcome.differences, `look ${look}`).toEqual([]);
                expect(outcome.isEqual, `look ${look}`).toBe(true);
            }
        } finally {
            stop.abort();
            await Promise.all(ends);
        }
    });
});

describe('lake verify', () => {
    test('says of a lake without rows that nothing was compared, and ends with 1', async () => {
        const empty = join(folder.path, 'empty');
        (await openLake(empty)).database.close();
        const called = await callLake('verify', '--lake', empty);
        expect(called.stdout).toContain('Nothing was compared: there is no record to compare.');
        expect(called.status).toBe(1);
    });

    test('compares history alone from raw on, says so, and ends with 0; since a time it compares nothing of it, and ends with 1', async () => {
        const alone = join(folder.path, 'alone');
        makeScratch(lakePaths(alone));
        await importFile(lakePaths(alone), join(folder.path, 'month.csv.gz'));
        const early = await callLake('verify', '--lake', alone);
        expect(early.stdout).toMatch(/No run has taken raw\/ to the lake yet: call \.\/lake run --lake ".*alone"\.[^]*6 files of raw\/ wait for the next run\.[^]*\nNothing was compared: call \.\/lake run --lake ".*alone" first\.\n$/);
        expect(early.status).toBe(1);
        await runAt(alone);
        const called = await callLake('verify', '--lake', alone);
        expect(called).toMatchObject({ status: 0, stderr: '' });
        expect(called.stdout).toContain('source = raw: Nothing was replicated into this lake: its history has no source to be compared with.');
        expect(called.stdout.trimEnd().split('\n').at(-1)).toMatch(/^Equal from raw to views: [\d,]+ rows compared, no difference, in \d+\.\d s\.$/);
        const since = await callLake('verify', '--since', '1h', '--lake', alone);
        expect(since.stdout.trimEnd().split('\n').at(-1)).toMatch(/^Nothing was compared: there is no record changed since \S+ to compare, and imported history is left out with --since\.$/);
        expect(since.status).toBe(1);
    });

    test('says in one sentence that the lake is damaged, wherever it is, and ends with 1', async () => {
        const copy = await changed();
        const { database } = lakePaths(copy);
        const bytes = readFileSync(database);
        for (const damaged of [Buffer.alloc(5000, 7), Buffer.from(bytes).fill(88, bytes.length / 4, (3 * bytes.length) / 4)]) {
            writeFileSync(database, damaged);
            const called = await callLake('verify', '--skip-source', '--lake', copy);
            expect(called.stderr).toMatch(/^The lake's file ".*" is damaged \(.*\): move it, and lake\.duckdb\.wal if there is one, away and call \.\/lake run --lake ".*", which builds it again from ".*"\.\n$/);
            expect(called.stderr).toContain(JSON.stringify(database));
            expect(called.stderr).toContain(JSON.stringify(lakePaths(copy).raw));
            expect(called.status).toBe(1);
        }
    });

    test('names what differs in words and ends with 1', async () => {
        const { id } = await ask<{ id: string }>(lake, 'select min(session_id)::varchar as id from model.fact_sessions');
        const called = await callLake('verify', '--skip-source', '--lake', await changed(`update model.fact_sessions set revenue = -1 where session_id = ${id}`));
        expect(called.status).toBe(1);
        expect(called.stdout).toMatch(new RegExp(`^  session_id ${id}: revenue is "\\d+\\.\\d{4}" in model built anew and "-1\\.0000" in model$`, 'm'));
        expect(called.stdout).toMatch(/^ {2}sum of revenue: .* in model$/m);
        expect(called.stdout.trimEnd().split('\n').at(-1)).toMatch(/^Not equal: \d+ differences, above with the first of each table, in \d+\.\d s\.$/);
    });

    test('does not take an unfinished run for a difference, and ends with 1', async () => {
        const copy = await changed(`update state.runs set stage = 'applied' where run_id = (select max(run_id) from state.runs)`);
        const called = await callLake('verify', '--skip-source', '--lake', copy);
        expect(called.status).toBe(1);
        expect(called.stdout).toContain(`was broken off before it built model: call ./lake run --lake ${JSON.stringify(copy)}, which finishes it, and verify again.`);
        expect(called.stdout).not.toContain('differ ');
    });

    test('says in one sentence how far raw is when it does not come up in time', async () => {
        await expect(verifyAt(lake, { source: async () => source, wait: 1_500 })).rejects.toThrow(/^raw\/ did not come up to the source within 2 s: it has everything before .*\. See `\.\/lake replicate --status --lake ".*lake"`, or allow/);
    });

    test('is equal since a time where the order is ahead of the clock that names the files', async () => {
        const { state } = replicationPaths(lakePaths(lake));
        const saved = JSON.parse(readFileSync(state, 'utf8')) as { time: number };
        // As a source leaves it whose clock was an hour ahead and was put right.
        writeFileSync(state, JSON.stringify({ ...saved, time: saved.time + 360_000 }));
        await live(5, 20);
        await replicateInto(lake);
        await runAt(lake);
        const outcome = await verifyAt(lake, { since: new Date(Date.now() + 1_800_000) });
        expect(outcome.differences).toEqual([]);
        expect(outcome.isEqual).toBe(true);
    });

    test('says in one sentence that the source has a time that the lake cannot hold', async () => {
        await atSource(`update sessions set started_at = '294260-01-01 00:00:00+00' where session_id = (select min(session_id) from sessions)`);
        await expect(verifyAt(lake, { source: async () => source })).rejects.toThrow(/^The source's sessions has a value that the lake cannot hold \(.*294260-01-01.*\): mend the row at the source/);
    });
});
