import { appendFileSync, createReadStream, createWriteStream, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';

/** What a generated month looks like. Shares are of all rows, 0 to 1. */
export interface ShopMonth {
    /** Rows in the file without its header, repeated rows included. */
    readonly rows: number;
    /** Same seed, same bytes. @default 1 */
    readonly seed?: number;
    /** First day. The file covers 30 days from it. @default '2020-04-01' */
    readonly firstDay?: string;
    /** Exact repetitions of a row. @default 0.000097 (the public April 2020 export) */
    readonly duplicates?: number;
    /**
     * Faults that are seen in real exports: prices of zero, missing sessions, unknown event types,
     * sessions with two users, and a tail of lines that are no rows at all. @default false
     */
    readonly faults?: boolean;
}

const DAYS = 30;
const HEADER = 'event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session\n';

/** Lines that no reader can take for a row, each with the fault of one real file. */
const BROKEN_LINES = [
    '2020-04-30 23:59:58 UTC,view,1004856,2053013555631882655,electronics.smartphone,samsung,130.76,541312140',
    '2020-04-30 25:61:00 UTC,view,1004856,2053013555631882655,electronics.smartphone,samsung,130.76,541312140,5d1cbf4c-0000-4000-8000-000000000001',
    '2020-04-30 23:59:58 UTC,view,twelve,2053013555631882655,electronics.smartphone,samsung,130.76,541312140,5d1cbf4c-0000-4000-8000-000000000002',
    '2020-04-30 23:59:59 UTC,purchase,1004856,2053013555631882655,electronics.smartphone,samsung,a lot,541312140,5d1cbf4c-0000-4000-8000-000000000003',
];

/**
 * Writes a month of shop events in the Kaggle format (csv, gzip) to `file`, the same bytes for the same options.
 *
 * The mix follows figures of the public April 2020 file: view 93.67 %, cart 4.89 %, purchase 1.44 %; brand missing in
 * 13.4 % and category in 10.1 % of the rows; price with mean 273, standard deviation 356 and maximum 2574.07; a long
 * tail of users, sessions and products. Rows are in order of time, as in that file.
 *
 * @param onDay called after each of the 30 days with the number of rows written so far
 */
export async function writeShopMonth(file: string, month: ShopMonth, onDay?: (rows: number) => void): Promise<void> {
    const { seed = 1, firstDay = '2020-04-01', duplicates = 0.000097, faults = false } = month;
    mkdirSync(dirname(file), { recursive: true });
    const partial = `${file}.partial`;
    rmSync(partial, { force: true });
    const instance = await DuckDBInstance.create(':memory:');
    const connections = [await instance.connect(), await instance.connect()];
    let pending: Promise<string>[] = [];
    try {
        await connections[0]!.run(randomNumbers(seed));
        appendFileSync(partial, gzipSync(HEADER));
        const broken = faults ? BROKEN_LINES.length : 0;
        const rowsUntil = (day: number) => Math.round(((month.rows - broken) * day) / DAYS);
        // Compression keeps one core busy, so two days are made beside each other and appended in order.
        const make = (day: number) => {
            const rows = rowsUntil(day + 1) - rowsUntil(day);
            const piece = `${file}.day${day}.gz`;
            const query = rowsOfDay({ rows, allRows: month.rows, day, firstDay, duplicates, faults });
            return connections[day % connections.length]!
                .run(`copy (${query}) to '${piece.replaceAll("'", "''")}' (format csv, header false, compression gzip)`)
                .then(() => piece);
        };
        pending = connections.map((_, day) => make(day));
        for (let day = 0; day < DAYS; day++) {
            const piece = await pending[day]!;
            if (day + connections.length < DAYS) pending.push(make(day + connections.length));
            await pipeline(createReadStream(piece), createWriteStream(partial, { flags: 'a' }));
            rmSync(piece);
            onDay?.(rowsUntil(day + 1));
        }
        if (faults) appendFileSync(partial, gzipSync(BROKEN_LINES.map((line) => `${line}\n`).join('')));
        renameSync(partial, file);
    } finally {
        // DuckDB does not survive that a connection is closed whose statement runs.
        await Promise.allSettled(pending);
        for (const connection of connections) connection.closeSync();
        instance.closeSync();
        for (let day = 0; day < DAYS; day++) rmSync(`${file}.day${day}.gz`, { force: true });
        rmSync(partial, { force: true });
    }
}

/**
 * `u(a, b, c)`: a number from 0 up to 1 that depends on its arguments and the seed alone. The outer hash is needed:
 * DuckDB's hash of several values ends with an exclusive or, so that draws differing in one of them are correlated.
 */
function randomNumbers(seed: number): string {
    return `create macro u(a, b, c) as (hash(hash(${seed}, a, b, c)) >> 11)::double / 9007199254740992.0`;
}

/** A number per purpose, so that no two draws of one row depend on each other. */
const SALT = {
    length: 1,
    hour: 2,
    user: 3,
    cart: 4,
    purchase: 5,
    second: 6,
    remove: 7,
    product: 8,
    category: 9,
    brand: 10,
    price: 11,
    discount: 12,
    code: 13,
    zero: 14,
    lost: 15,
    type: 16,
    two: 17,
} as const;

interface DayOptions {
    readonly rows: number;
    readonly allRows: number;
    readonly day: number;
    readonly firstDay: string;
    readonly duplicates: number;
    readonly faults: boolean;
}

function rowsOfDay({ rows, allRows, day, firstDay, duplicates, faults }: DayOptions): string {
    const users = Math.max(50, Math.round(allRows / 11));
    const products = Math.max(100, Math.min(250_000, Math.round(allRows / 40)));
    const repetitions = Math.round(rows * duplicates);
    return `
with lengths as (
    -- the least that a session has is one event, so that these are always enough
    select
        s,
        least(400, floor(pow(1 - u(${day}, s, ${SALT.length}), -0.79)))::int as length
    from range(${rows}) as numbers(s)
),
counted as (
    select *, (sum(length) over (order by s) - length)::bigint as rows_before
    from lengths
),
sessions as (
    select
        s,
        ${day * 100_000_000} + s as session,
        least(length, ${rows - repetitions} - rows_before) as length,
        ((pow(u(${day}, s, ${SALT.hour}), 0.85) * 86399)::int + 7200) % 86400 as started,
        500000000 + (pow(u(${day}, s, ${SALT.user}), 1.6) * ${users})::bigint as user_id,
        md5('session' || (${day * 100_000_000} + s))::uuid::varchar as user_session
    from counted
    where rows_before < ${rows - repetitions}
),
steps as (
    select
        sessions.*,
        step,
        step >= 1 and u(session, step, ${SALT.cart}) < 0.0690 as is_cart,
        step >= 2 and u(session, step - 1, ${SALT.cart}) < 0.0690 and u(session, step, ${SALT.purchase}) < 0.35 as is_purchase
    from sessions, unnest(range(length)) as steps(step)
),
events as (
    select
        *,
        least(86399, started + step * 35 + (u(session, step, ${SALT.second}) * 34)::int) as second,
        case
            when is_purchase then 'purchase'
            when is_cart then ${faults ? `case when u(session, step, ${SALT.remove}) < 0.08 then 'remove_from_cart' else 'cart' end` : "'cart'"}
            else 'view'
        end as event_type,
        (pow(u(session, case when is_purchase then step - 2 when is_cart then step - 1 else step end, ${SALT.product}), 3.2) * ${products})::bigint as product
    from steps
),
described as (
    select
        *,
        (pow(u(product, 0, ${SALT.category}), 1.5) * 300)::int as category,
        (pow(u(product, 0, ${SALT.brand}), 2) * 3500)::int as brand_number,
        least(2574.07, greatest(0.77, exp(5.07 + 1.05 * sqrt(-2 * ln(1 - u(product, 0, ${SALT.price}))) * cos(6.283185307179586 * u(product, 1, ${SALT.price}))))
            * (1 + 0.05 * (u(product, ${day} // 7, ${SALT.discount}) - 0.5))) as price
    from events
),
written as (
    select
        epoch_ms(1000 * (epoch(date '${firstDay}')::bigint + ${day} * 86400 + second)) as event_time,
        event_type,
        1000000 + product * 37 as product_id,
        2053013552226107603 + category::bigint * 8388608 as category_id,
        case when u(product, 2, ${SALT.code}) >= 0.085 then
            ['electronics', 'appliances', 'computers', 'apparel', 'furniture', 'auto', 'kids', 'construction', 'sport', 'accessories'][1 + category % 10]
            || ['.audio', '.kitchen', '.components', '.shoes', ''][1 + (category // 10) % 5]
            || '.kind' || category
        end as category_code,
        case when u(product, 3, ${SALT.brand}) >= 0.144 then 'brand' || brand_number end as brand,
        price,
        user_id,
        user_session,
        session,
        step
    from described
),
faulty as (
    select * replace (
        ${faults ? `case when u(session, step, ${SALT.zero}) < 0.001 then 0 else price end` : 'price'} as price,
        ${faults ? `case when u(session, step, ${SALT.lost}) < 0.0005 then null else user_session end` : 'user_session'} as user_session,
        ${faults ? `case when u(session, step, ${SALT.type}) < 0.0002 then 'wishlist' else event_type end` : 'event_type'} as event_type,
        ${faults ? `case when u(session, 0, ${SALT.two}) < 0.0005 and step >= 1 then user_id + 1 else user_id end` : 'user_id'} as user_id
    )
    from written
),
repeated as (
    select *, 0 as copy from faulty
    union all
    (select *, 1 as copy from faulty order by hash(session, step) limit ${repetitions})
)
select
    strftime(event_time, '%Y-%m-%d %H:%M:%S') || ' UTC' as event_time,
    event_type,
    product_id,
    category_id,
    category_code,
    brand,
    price::decimal(18, 2) as price,
    user_id,
    user_session
from repeated
order by event_time, session, step, copy`;
}
