import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Database, literal } from '../local/engine/database.js';
import { profileFile } from '../local/profile/profile-file.js';

const DATA = join(import.meta.dirname, '..', '..', 'shared', 'data');

/** What was counted of each file when it was described. */
const FILES = [
    { name: 'rees46-multi-category-2019-10-01.csv.gz', lines: 17_435, unreadable: 1, duplicates: 5, zeroPrices: 19, types: { view: 17_055, purchase: 214, cart: 165 } },
    { name: 'cosmetics-2019-10.csv.gz', lines: 22_283, unreadable: 0, duplicates: 1_242, zeroPrices: 39, types: { view: 9_371, cart: 6_565, remove_from_cart: 4_625, purchase: 1_722 } },
    { name: 'electronics-duplicates.csv.gz', lines: 1_284, unreadable: 0, duplicates: 655, zeroPrices: 0, types: null },
] as const;

const COLUMNS = ['event_time', 'event_type', 'product_id', 'category_id', 'category_code', 'brand', 'price', 'user_id', 'user_session'];

function isThere({ name }: { name: string }): boolean {
    const there = existsSync(join(DATA, name));
    if (!there) console.warn(`Skipped: the real file ${join(DATA, name)} is not there.`);
    return there;
}

/** The same numbers by DuckDB's own reader and its own aggregates, each asked for in another way than the profile does. */
async function plainNumbers(file: string): Promise<Record<string, unknown>> {
    const database = await Database.open(':memory:', '');
    try {
        await database.run(`create table lines as
            select replace(event_time, ' UTC', '')::timestamp as event_time, event_type, product_id, category_id, category_code, brand, price::double as price, user_id, user_session
            from read_csv(${literal(file)}, all_varchar = true, header = true, ignore_errors = true, null_padding = false)`);
        const having = (type: string) => `(select count(*) from (select user_session from lines where event_type = '${type}' intersect select user_session from lines where user_session is not null))::integer`;
        const several = (of: string, value: string) => `(select count(*) from (select ${of} from lines where ${of} is not null group by ${of} having count(distinct ${value}) > 1))::integer`;
        return await database.row(`
            select
                count(*)::integer as rows,
                (select count(*) from (select unnest(list(1)[2:]) from lines group by ${COLUMNS.join(', ')}))::integer as copies,
                [${COLUMNS.map((column) => `(count(*) filter (${column} is null))::integer`).join(', ')}] as nulls,
                [${COLUMNS.map((column) => `count(distinct ${column})::integer`).join(', ')}] as distincts,
                avg(price) as mean,
                stddev_samp(price) as deviation,
                min(price) as min,
                max(price) as max,
                quantile_cont(price, [0.05, 0.25, 0.5, 0.75, 0.95, 0.99]) as quantiles,
                (count(*) filter (price = 0))::integer as zero,
                strftime(min(event_time), '%Y-%m-%dT%H:%M:%S.%gZ') as first,
                strftime(max(event_time), '%Y-%m-%dT%H:%M:%S.%gZ') as last,
                (select max(seconds) from (select epoch(event_time - lag(event_time) over (order by event_time)) as seconds from lines)) as gap,
                (max(event_time)::date - min(event_time)::date + 1 - count(distinct event_time::date))::integer as empty_days,
                (select list(n order by hour) from (select hour, count(event_time)::integer as n from range(24) as hours(hour) left join lines on hour(event_time) = hour group by hour)) as hours,
                (select count(distinct user_session) from lines)::integer as sessions,
                ${several('user_session', 'user_id')} as shared_sessions,
                ${having('view')} as with_view,
                ${having('cart')} as with_cart,
                ${having('purchase')} as with_purchase,
                (select count(distinct views.user_session) from lines as views
                    join lines as carts on views.user_session = carts.user_session and carts.event_type = 'cart' and carts.event_time >= views.event_time
                    join lines as purchases on views.user_session = purchases.user_session and purchases.event_type = 'purchase' and purchases.event_time >= carts.event_time
                    where views.event_type = 'view')::integer as complete,
                ${several('product_id', 'brand')} as several_brands,
                ${several('product_id', 'category_id')} as several_categories,
                (select list([brand, n] order by n::integer desc, brand) from (select brand, count(*)::varchar as n from lines where brand is not null group by brand order by count(*) desc, brand limit 10)) as brands
            from lines`);
    } finally {
        database.close();
    }
}

describe.each(FILES)('the profile of the real file $name', (file) => {
    it.skipIf(!isThere(file))('has the numbers that it was described with, and those of a plain query', async () => {
        const path = join(DATA, file.name);
        const plain = await plainNumbers(path);
        const profile = await profileFile({ file: path });
        expect(profile).toMatchObject({ lines: file.lines, unreadable: { lines: file.unreadable }, duplicates: { extraCopies: file.duplicates }, prices: { zero: file.zeroPrices } });
        if (file.types !== null) expect(Object.fromEntries(profile.eventTypes.map(({ eventType, rows }) => [eventType, rows]))).toEqual(file.types);
        const { prices, times, sessions, products } = profile;
        const near = (value: unknown) => expect.closeTo(value as number, 3) as number;
        expect({
            rows: profile.rows,
            copies: profile.duplicates.extraCopies,
            nulls: profile.columns.map(({ nulls }) => nulls),
            distincts: profile.columns.map(({ distinct }) => distinct),
            mean: prices.mean,
            deviation: prices.standardDeviation,
            min: prices.min,
            max: prices.max,
            quantiles: prices.quantiles.map(({ price }) => price),
            zero: prices.zero,
            first: times.first,
            last: times.last,
            gap: times.longestGaps[0]!.seconds,
            empty_days: times.daysWithoutEvents,
            hours: times.perHour,
            sessions: sessions.sessions,
            shared_sessions: sessions.withSeveralUsers,
            with_view: sessions.withView,
            with_cart: sessions.withCart,
            with_purchase: sessions.withPurchase,
            complete: sessions.complete,
            several_brands: products.withSeveralBrands,
            several_categories: products.withSeveralCategories,
            brands: profile.topBrands.map(({ value, rows }) => [value, String(rows)]),
        }).toEqual({ ...plain, mean: near(plain.mean), deviation: near(plain.deviation), quantiles: (plain.quantiles as number[]).map(near) });
    });
});
