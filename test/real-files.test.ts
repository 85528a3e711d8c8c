import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Database } from '../local/engine/database.js';
import { Database as PlainDatabase, literal } from '../local/engine/database.js';
import { lakePaths } from '../local/engine/lake-paths.js';
import { readManifests } from '../local/history/manifest.js';
import { verify } from '../local/verify/verify.js';
import { allRows, openAccounts } from './oracle/lake-rows.js';
import { importAll, inFolder, withLake } from './oracle/temporary-lake.js';

const DATA = join(import.meta.dirname, '..', '..', 'shared', 'data');

/** What was counted of each file when it was described, and again by hand with gunzip, sort and uniq. */
const FILES = {
    rees46: {
        name: 'rees46-multi-category-2019-10-01.csv.gz',
        lines: 17_435,
        rejected: 1,
        duplicates: 5,
        zeroPrices: 19,
        types: { cart: 165, purchase: 214, view: 17_055 },
        nullShares: { category_code: 0.33, brand: 0.142, user_session: 0 },
    },
    cosmetics: {
        name: 'cosmetics-2019-10.csv.gz',
        lines: 22_283,
        rejected: 0,
        duplicates: 1_242,
        zeroPrices: 39,
        types: { cart: 6_565, purchase: 1_722, remove_from_cart: 4_625, view: 9_371 },
        nullShares: { category_code: 0.975, brand: 0.403, user_session: 0 },
    },
    electronics: {
        name: 'electronics-duplicates.csv.gz',
        lines: 1_284,
        rejected: 0,
        duplicates: 655,
        zeroPrices: 0,
        types: null,
        nullShares: { user_session: 0.0047 },
    },
} as const;

const pathOf = ({ name }: { name: string }) => join(DATA, name);

function isThere(file: { name: string }): boolean {
    const there = existsSync(pathOf(file));
    if (!there) console.warn(`Skipped: the real file ${pathOf(file)} is not there.`);
    return there;
}

interface Reading {
    types: Record<string, number>;
    distinctTypes: Record<string, number>;
    duplicates: number;
    zeroPrices: number;
    revenue: string;
    sessions: number;
    users: number;
    /** Seconds since 1970 at which users were first seen, all users together. */
    firstSeen: number;
    lines: number;
    /** Product, time, brand and how many events: those that only one brand is told of at their time. */
    brands: string[];
}

/** The file's own numbers, by a plain query over its csv: sessions are those of an id and a user that have a good line. */
async function read(file: { name: string }): Promise<Reading> {
    const database = await PlainDatabase.open(':memory:', '');
    try {
        await database.run(`create table lines as select * from (
            select try_cast(replace(event_time, ' UTC', '') as timestamp) as moment, event_type, product_id, category_id, category_code, brand,
                cast(price as decimal(18, 4)) as price, user_id, user_session
            from read_csv(${literal(pathOf(file))}, all_varchar = true, header = true, ignore_errors = true, null_padding = false)
        ) where moment is not null`);
        await database.run(`create table good as select distinct * from lines where price > 0 and user_session is not null`);
        const counts = await database.row<Record<string, bigint | string>>(`
            select
                (select count(*) from lines) as lines,
                (select count(*) - (select count(*) from (select distinct * from lines)) from lines) as duplicates,
                (select count(*) from lines where price = 0) as zero_prices,
                (select cast(coalesce(sum(price), 0) as varchar) from good where event_type = 'purchase') as revenue,
                (select count(*) from (select distinct user_id, user_session from good)) as sessions,
                (select count(distinct user_id) from lines) as users,
                (select cast(sum(seen) as bigint) from (select epoch(min(moment)) as seen from lines group by user_id)) as first_seen`);
        return {
            types: await byType(database, 'lines'),
            distinctTypes: await byType(database, 'good'),
            duplicates: Number(counts.duplicates),
            zeroPrices: Number(counts.zero_prices),
            revenue: String(counts.revenue),
            sessions: Number(counts.sessions),
            users: Number(counts.users),
            firstSeen: Number(counts.first_seen),
            lines: Number(counts.lines),
            brands: await brandsOf(
                database,
                `good where (product_id, moment) in (
                    select (product_id, moment) from lines group by product_id, moment having count(distinct coalesce(brand, 'unknown')) = 1)`,
            ),
        };
    } finally {
        database.close();
    }
}

async function brandsOf(database: Database, relation: string, time = 'moment'): Promise<string[]> {
    const rows = await database.rows<{ row: string }>(
        `select concat_ws(' ', product_id, epoch(${time})::bigint, coalesce(brand, 'unknown'), count(*)) as row from ${relation} group by product_id, ${time}, brand`,
    );
    return rows.map(({ row }) => row);
}

async function byType(database: Database, relation: string): Promise<Record<string, number>> {
    const rows = await database.rows<{ event_type: string; n: bigint }>(
        `select event_type, count(*) as n from ${relation} group by event_type order by event_type`,
    );
    return Object.fromEntries(rows.map(({ event_type, n }) => [event_type, Number(n)]));
}

describe.each(Object.entries(FILES))('the real file %s', (_, file) => {
    it.skipIf(!isThere(file))('becomes the numbers that it was described with, and those of a plain query', async () => {
        const plain = await read(file);
        expect(plain).toMatchObject({ lines: file.lines - file.rejected, duplicates: file.duplicates, zeroPrices: file.zeroPrices });
        if (file.types !== null) expect(plain.types).toEqual(file.types);
        await inFolder(async (folder) => {
            await withLake(folder, importAll([pathOf(file)]), async ({ database, paths }) => {
                const [manifest] = readManifests(paths.raw);
                expect(manifest).toMatchObject({ lines: file.lines, rejected: file.rejected, ignoredColumns: [] });
                for (const [column, share] of Object.entries(file.nullShares)) {
                    expect(manifest!.nulls[column]! / plain.lines, column).toBeCloseTo(share, share < 0.1 ? 4 : 3);
                }
                expect(await byType(database, 'model.fact_user_events')).toEqual(plain.distinctTypes);
                const totals = await database.row(`
                    select
                        (select cast(sum(price * quantity) filter (where event_type = 'purchase') as varchar) from model.fact_user_events) as events_revenue,
                        (select cast(sum(revenue) as varchar) from model.fact_sessions) as sessions_revenue,
                        (select count(*)::integer from model.fact_sessions) as sessions,
                        (select count(*)::integer from model.dim_users) as users,
                        (select cast(sum(epoch(created_at)) as bigint)::double from model.dim_users) as first_seen,
                        (select sum(events)::integer from model.fact_sessions) as events,
                        (select count(*)::integer from model.fact_user_events where brand is null or category_name is null) as undescribed`);
                expect(totals).toEqual({
                    events_revenue: plain.revenue,
                    sessions_revenue: plain.revenue,
                    sessions: plain.sessions,
                    users: plain.users,
                    first_seen: plain.firstSeen,
                    events: Object.values(plain.distinctTypes).reduce((sum, count) => sum + count, 0),
                    undescribed: 0,
                });
                const brands = new Set(await brandsOf(database, 'model.fact_user_events', 'event_time'));
                expect(plain.brands.length).toBeGreaterThan(brands.size * 0.95);
                expect(plain.brands.filter((row) => !brands.has(row))).toEqual([]);
                const [quarantined] = await database.rows(`select count(*)::integer as n from clean.quarantine where rule_name = 'price_positive'`);
                expect(quarantined).toEqual({ n: file.zeroPrices });
                expect(await openAccounts(database, paths.raw)).toEqual([]);
            });
        });
    });
});

describe('the questions about the real file cosmetics', () => {
    it.skipIf(!isThere(FILES.cosmetics))('are answered as by plain queries over its lines', async () => {
        const plain = await PlainDatabase.open(':memory:', '');
        try {
            await plain.run(`create table lines as
                select distinct cast(replace(event_time, ' UTC', '') as timestamp) as moment, event_type, product_id, cast(price as decimal(18, 4)) as price, user_id, user_session
                from read_csv(${literal(pathOf(FILES.cosmetics))}, all_varchar = true, header = true)
                where cast(price as decimal(18, 4)) > 0 and user_session is not null`);
            const funnel = await plain.rows(`
                with starts as (select user_id, user_session, cast(min(moment) as date) as day from lines group by all),
                of_type as (select user_id, user_session, event_type from lines group by all),
                carted as (
                    select distinct one.user_id, one.user_session
                    from lines as one join lines as two using (user_id, user_session)
                    where one.event_type = 'view' and two.event_type = 'cart' and one.moment <= two.moment
                ),
                complete as (
                    select distinct one.user_id, one.user_session
                    from lines as one join lines as two using (user_id, user_session) join lines as three using (user_id, user_session)
                    where one.event_type = 'view' and two.event_type = 'cart' and three.event_type = 'purchase' and one.moment <= two.moment and two.moment <= three.moment
                )
                select cast(day as varchar) as day, count(*)::integer as sessions,
                    count(*) filter (exists (from of_type where of_type.user_session = starts.user_session and of_type.user_id = starts.user_id and event_type = 'cart'))::integer as carts,
                    count(*) filter (exists (from carted where carted.user_session = starts.user_session and carted.user_id = starts.user_id))::integer as in_order,
                    count(*) filter (exists (from complete where complete.user_session = starts.user_session and complete.user_id = starts.user_id))::integer as complete,
                    count(distinct user_id)::integer as users
                from starts group by day order by day`);
            // The file is two days, on which nobody bought twice: who bought eleven products at once, and who in two sessions.
            const large = await plain.rows(`
                select cast(user_id as bigint)::varchar as user_id, count(*)::integer as days
                from (select user_id, cast(moment as date) as day from lines where event_type = 'purchase' group by all having count(distinct product_id) >= 11)
                group by all order by user_id`);
            const twice = await plain.rows(`
                select cast(user_id as bigint)::varchar as user_id from lines where event_type = 'purchase' group by user_id having count(distinct user_session) > 1 order by user_id`);
            expect([large.length, twice.length]).not.toContain(0);
            await inFolder(async (folder) => {
                await withLake(folder, importAll([pathOf(FILES.cosmetics)]), async ({ database }) => {
                    expect(
                        await database.rows(`
                            select cast(session_date as varchar) as day, sessions::integer as sessions, sessions_with_cart::integer as carts,
                                sessions_with_cart_after_view::integer as in_order, sessions_complete::integer as complete, users::integer as users
                            from funnel_daily order by day`),
                    ).toEqual(funnel);
                    const ofPolicy = "from recurrent_customers where policy = 'twice in 30 days'";
                    expect(await database.rows(`select user_id::varchar as user_id, large_purchases::integer as days ${ofPolicy} and large_purchases > 0 order by user_id`)).toEqual(large);
                    expect(await database.rows(`select user_id ${ofPolicy} and is_recurrent`)).toEqual([]);
                    await database.run("update model.recurrence_policies set purchase_is = 'session', minimum_products = 1");
                    expect(await database.rows(`select user_id::varchar as user_id ${ofPolicy} and is_recurrent order by user_id`)).toEqual(twice);
                });
            });
        } finally {
            plain.close();
        }
    });
});

/** Counted by a program of a few lines over the csv, apart from this repository. */
const RETAIL = { name: 'online-retail-2010-12-to-2011-08.csv.gz', lines: 320_705, returns: 6_772, services: 1_558, records: 312_375, noPrice: 864, duplicates: 2_456, events: 309_055, withoutCustomer: 85_929 } as const;

describe('the real file online retail', () => {
    it.skipIf(!isThere(RETAIL))('becomes the purchases that a plain query over its lines finds, and all else is accounted for', async () => {
        const plain = await PlainDatabase.open(':memory:', '');
        try {
            await plain.run(`create table sold as
                select InvoiceNo, trim(StockCode) as StockCode, cast(Quantity as integer) as units, cast(InvoiceDate as timestamp) as moment, cast(UnitPrice as decimal(18, 4)) as price, CustomerID
                from read_csv(${literal(pathOf(RETAIL))}, all_varchar = true, header = true)
                where cast(Quantity as integer) > 0 and not InvoiceNo like 'C%' and (regexp_matches(StockCode, '[0-9]{5}') or StockCode like 'DCGS%')`);
            const expected = await plain.row<Record<string, unknown>>(`
                with good as (select distinct * from sold where price > 0)
                select
                    (select count(*)::integer from sold) as records,
                    (select count(*)::integer from sold where price <= 0) as no_price,
                    (select count(*)::integer from good) as events,
                    (select count(*)::integer from good where CustomerID is null) as without_customer,
                    (select cast(sum(price * units) as varchar) from good) as revenue,
                    (select count(distinct CustomerID)::integer from sold) as users,
                    (select count(distinct (InvoiceNo, coalesce(CustomerID, '')))::integer from good) as sessions,
                    (select count(distinct StockCode)::integer from sold) as products`);
            expect(expected).toMatchObject({ records: RETAIL.records, no_price: RETAIL.noPrice, events: RETAIL.events, without_customer: RETAIL.withoutCustomer });
            const perCustomer = (customer: string, relation: string, units: string) =>
                `select ${customer} as customer, cast(sum(price * ${units}) as varchar) as revenue, count(*)::integer as lines from ${relation} group by all having customer is not null order by customer`;
            await plain.run('create table good as select distinct * from sold where price > 0');
            const customers = await plain.rows(perCustomer('CustomerID', 'good', 'units'));
            await inFolder(async (folder) => {
                await withLake(folder, [{ import: pathOf(RETAIL), purchases: {} }], async ({ database, paths }) => {
                    expect(readManifests(paths.raw)).toMatchObject([
                        { format: 'purchases', lines: RETAIL.lines, rejected: RETAIL.returns + RETAIL.services, ignoredColumns: ['Country'], purchases: { setAside: { return: RETAIL.returns, service: RETAIL.services }, dateOrder: 'ymd', decimal: 'point', fractions: 0 } },
                    ]);
                    expect(
                        await database.row(`
                            select
                                (select records::integer from model.run_accounts where table_name = 'events') as records,
                                (select duplicate::integer from model.run_accounts where table_name = 'events') as duplicates,
                                (select count(*)::integer from clean.quarantine where rule_name = 'price_positive') as no_price,
                                (select count(*)::integer from model.fact_user_events) as events,
                                (select count(*)::integer from model.fact_user_events where user_id is null) as without_customer,
                                (select cast(sum(revenue) as varchar) from model.fact_sessions) as revenue,
                                (select count(*)::integer from model.dim_users) as users,
                                (select count(*)::integer from model.fact_sessions) as sessions,
                                (select count(*)::integer from model.dim_products) as products`),
                    ).toEqual({ ...expected, duplicates: RETAIL.duplicates });
                    expect(await database.rows(perCustomer('external_id', 'model.fact_user_events join model.dim_users using (user_id)', 'quantity'))).toEqual(customers);
                    const [named] = await database.rows("select product_name from model.dim_products where external_id = '85123A'");
                    expect(named).toEqual({ product_name: 'WHITE HANGING HEART T-LIGHT HOLDER' });
                    expect(await openAccounts(database, paths.raw)).toEqual([]);
                });
                const outcome = await verify({ paths: lakePaths(folder) });
                expect([outcome.isEqual, outcome.differences]).toEqual([true, []]);
            });
        } finally {
            plain.close();
        }
    });
});

describe('all real files in one lake', () => {
    const files = Object.values(FILES);
    const names = files.map(pathOf);

    it.skipIf(!files.every(isThere))('become the same rows in another order, each twice and run by run', async () => {
        await inFolder(async (folder) => {
            const atOnce = await withLake(join(folder, 'at-once'), importAll(names), ({ database }) => allRows(database));
            const [first, second, third] = names as [string, string, string];
            const steps = [{ import: third }, 'run', { import: second }, { import: third }, 'run', 'run', { import: first }, { import: second }] as const;
            await withLake(join(folder, 'in-steps'), steps, async ({ database, paths }) => {
                const inSteps = await allRows(database);
                for (const [table, rows] of Object.entries(inSteps)) {
                    expect(rows.length, table).toBe(atOnce[table]!.length);
                    expect(rows.find((row, place) => row !== atOnce[table]![place]), table).toBeUndefined();
                }
                expect(await openAccounts(database, paths.raw)).toEqual([]);
            });
        });
    });
});

describe('the cut-off last line of the real file rees46', () => {
    it.skipIf(!isThere(FILES.rees46))('is set aside with its reason and its text', async () => {
        await inFolder(async (folder) => {
            await withLake(folder, importAll([pathOf(FILES.rees46)]), async () => {
                const { raw } = lakePaths(folder);
                const [manifest] = readManifests(raw);
                const rejected = readFileSync(join(raw, '_rejected', `${manifest!.digest}.jsonl`), 'utf8').trim().split('\n');
                expect(rejected).toHaveLength(1);
                const { reason, text } = JSON.parse(rejected[0]!) as { reason: string; text: string };
                expect(reason).not.toBe('');
                expect(text).toMatch(/^2019-10-01 02:50:\d\d UTC,view,/);
            });
        });
    });
});
