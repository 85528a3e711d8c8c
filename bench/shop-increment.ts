import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { literal } from '../local/engine/database.js';
import type { Lake } from '../local/engine/lake.js';
import { duckdbType } from '../tables/derive/duckdb-types.js';
import { changeFile } from '../tables/derive/raw-layout.js';
import { sourceTables } from '../tables/index.js';

export interface ShopIncrement {
    readonly changes: number;
    /** How long the shop takes for them. @default 5000 */
    readonly milliseconds?: number;
    /** Of 1,000 changes, events of visits of the history that come days after they happened. @default 0 */
    readonly late?: number;
    /** Of 1,000 changes, events of the history that are corrected, each tenth of them deleted. @default 0 */
    readonly old?: number;
    /** Brands that are called otherwise from then on. @default 0 */
    readonly renames?: number;
}

/** So many events of the history are chosen from. */
const OLD_EVENTS = 20_000;

/** Makes what increments choose from, in an opened lake. */
export async function prepareIncrements({ database }: Pick<Lake, 'database'>, { late = 0, old = 0 }: Pick<ShopIncrement, 'late' | 'old'> = {}): Promise<void> {
    if (late + old > 0) {
        await database.run(`
            create or replace temp table bench_old_events as
            select event_id, session_id, product_id, event_type, event_time, price, quantity, row_number() over (order by hash(event_id)) - 1 as rank
            from (from clean.events where not _is_deleted and not _is_hidden order by hash(event_id) limit ${OLD_EVENTS})`);
    }
    await database.run('create or replace temp table bench_products as select product_id, row_number() over (order by hash(product_id)) as rank from clean.products');
    await database.run(`create or replace temp macro bench_share(a, b, c) as (hash(hash(a, b, c)) >> 11)::double / 9007199254740992.0`);
}

/** Beginning of the shop after the month, epoch milliseconds. */
const OPENING = Date.UTC(2020, 4, 1);
const text = (milliseconds: number) => new Date(milliseconds).toISOString().replace('T', ' ').replace('Z', '000');

/** Where an increment is written to. */
export interface IncrementTarget extends Pick<Lake, 'database'> {
    /** Folder of raw that gets its files. */
    readonly raw: string;
}

/**
 * An increment of the shop, the first with number 0: of 1,000 changes 885 are events, 60 visits, 9 users, 20 sales that lower a stock, 6 new prices, 2
 * products that move to another category, 8 visitors who log in, 8 events corrected and 2 deleted. Two products in three of
 * those seen are the popular ones. What is late or old takes the place of events.
 */
export async function writeIncrement({ database, raw }: IncrementTarget, number: number, increment: ShopIncrement): Promise<void> {
    const { changes, milliseconds = 5000, renames = 0, late = 0, old = 0 } = increment;
    const at = OPENING + number * milliseconds;
    const part = (perThousand: number) => Math.round((changes * perThousand) / 1000);
    const [events, sessions] = [part(885 - late - old), part(60)];
    const eventKey = (n: string) => `cast(${OPENING} + (${n}) * ${milliseconds} // ${events} as decimal(30, 0)) * 100000000000000000 + ${n}`;
    const popular = (salt: number) => `(select list(product_id order by rank) from bench_products)[1 + cast(floor(power(bench_share(n, ${number}, ${salt}), 3.2) * (select count(*) from bench_products)) as bigint)]`;
    const rare = (salt: number) => `(select list(product_id order by rank) from bench_products)[1 + cast(floor((0.5 + bench_share(n, ${number}, ${salt}) / 2) * ((select count(*) from bench_products) - 1)) as bigint)]`;
    const of = (count: number) => `range(${number * count}, ${(number + 1) * count}) as numbers(n)`;
    const recent = (salt: number, count: number) => `cast(greatest(0, ${number * count} - 1 - floor(bench_share(n, ${number}, ${salt}) * ${count})) as bigint)`;
    const event = (op: string, n: string, price: string, count: number) => `
        select '${op}' as Op, ${eventKey(n)} as event_id, 10000000 + (${n}) * ${sessions} // ${events} as session_id, ${popular(1)} as product_id,
            case when n % 20 = 0 then 'cart' when n % 70 = 1 then 'purchase' else 'view' end as event_type,
            make_timestamp_ms(${OPENING} + (${n}) * ${milliseconds} // ${events}) as event_time, ${price} as price, 1 as quantity, cast(null as decimal(30, 0)) as BI_event_id
        from ${of(count)}`;
    const session = (op: string, n: string, user: string, count: number) => `
        select '${op}' as Op, cast(10000000 + ${n} as decimal(25, 0)) as session_id, ${user} as user_id, 'mobile' as device_type, 'organic' as channel,
            make_timestamp_ms(${OPENING} + (${n}) * ${milliseconds} // ${sessions}) as started_at, cast(null as varchar) as external_id, cast(null as decimal(25, 0)) as BI_session_id
        from ${of(count)}`;
    const product = (set: string, key: string, count: number) => `
        select 'U' as Op, products.* replace (${set}), cast(null as bigint) as BI_product_id
        from (select distinct on (product_id) n, ${key} as product_id from ${of(count)}) as chosen
        inner join (select product_id, name, brand_id, category_id, price, stock, external_id from clean.products) as products using (product_id)`;
    const tables: Record<string, string> = {
        users: `select 'I' as Op, 900000000 + n as user_id, 'Ada Adler' as name, 'ada.' || n || '@example.com' as email, make_timestamp_ms(${at}) as created_at, null as external_id, cast(null as bigint) as BI_user_id from ${of(part(9))}`,
        sessions: `${session('I', 'n', 'case when n % 4 < 3 then 900000000 + n // 10 end', sessions)} union all ${session('U', recent(2, sessions), '900000000 + n % 7', part(8))}`,
        products: `${product('coalesce(stock, 100) - 1 as stock', popular(3), part(20))}
            union all ${product('price + 1 as price', rare(4), part(6))}
            union all ${product('(select list(category_id) from clean.categories)[1 + n % (select count(*) from clean.categories)] as category_id', rare(5), part(2))}`,
        events: `${event('I', 'n', 'n % 900 + 1.25', events)} union all ${event('U', recent(6, events), 'n % 900 + 2.5', part(8))}
            union all select 'D' as Op, event_id, null, null, null, null, null, null, null from (${event('D', recent(7, events), '1', part(2))})
            ${late + old === 0 ? '' : ofHistory(number, { late: part(late), old: part(old) })}`,
        brands: `select 'U' as Op, brand_id, 'Brand ' || ${number} as brand_name, cast(null as bigint) as BI_brand_id from (select brand_id from clean.brands order by hash(brand_id, ${number}) limit ${renames})`,
    };
    for (const [table, query] of Object.entries(tables)) {
        if (table === 'brands' && renames === 0) continue;
        const time = text(at);
        const file = join(raw, changeFile(1, table, time.slice(0, 13).replaceAll(/[- ]/g, '/'), at));
        mkdirSync(dirname(file), { recursive: true });
        const sequence = `'${time.replaceAll(/\D/g, '').slice(0, 16)}' || lpad(cast(row_number() over () as varchar), 19, '0')`;
        const { key: [key], columns } = sourceTables.find(({ name }) => name === table)!;
        const types = { ...Object.fromEntries(Object.entries(columns).map(([name, { type }]) => [name, duckdbType(type)])), [`BI_${key}`]: duckdbType(columns[key!]!.type) };
        const typed = Object.entries(types).map(([name, type]) => `cast(${name} as ${type}) as ${name}`);
        await database.run(`copy (select Op, ${typed.join(', ')}, ${sequence} as _dms_seq, '${time}' as _dms_commit_ts, '' as _dms_stream_position from (${query})) to ${literal(file)} (format parquet)`);
    }
}

/** Changes of events that the history has, as further rows of `events`: no event is taken twice for the same until all were. */
function ofHistory(number: number, { late, old }: { readonly late: number; readonly old: number }): string {
    const chosen = (count: number, from: number) => `
        (select n, event.* from range(${number * count}, ${(number + 1) * count}) as numbers(n)
        inner join bench_old_events as event on event.rank = (n + ${from}) % (select count(*) from bench_old_events))`;
    return `
        union all select 'I' as Op, cast(epoch_ms(event_time) + 7000 as decimal(30, 0)) * 100000000000000000 + 50000000000000000 + n as event_id, session_id, product_id,
            case when n % 10 = 0 then 'purchase' else 'view' end as event_type, event_time + interval 7 second as event_time, price, 1 as quantity, null as BI_event_id
        from ${chosen(late, OLD_EVENTS / 2)}
        union all select case when n % 10 = 9 then 'D' else 'U' end as Op, event_id, session_id, product_id, event_type, event_time, price + 0.5 as price, quantity, null as BI_event_id
        from ${chosen(old, 0)}`;
}
