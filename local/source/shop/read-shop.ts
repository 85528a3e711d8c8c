import type pg from 'pg';
import { UsageError } from '../../errors.js';
import { sourceTables } from '../../../tables/source/index.js';
import type { TableName } from './change.js';
import { FIRST_KEY, ShopState } from './shop-state.js';

/** Beyond these a number of JavaScript is not exact; rows that people made up outside are not remembered. */
const [LEAST, MOST] = [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER];
/** 1 January 2100: a key that is larger was made up, and its time is nothing to go by. */
const LARGEST_EVENT_KEY = '410244480000000000000000000000';
/** The highest keys may have been deleted, and no row shall get the key of another. */
const GAP = 1000;

/**
 * Reads what the simulator has to remember of a shop that is there; of an empty one nothing.
 *
 * @param from epoch milliseconds; the clock is set to it, or behind the last event if that is later
 * @throws UsageError if the shop's tables are not there
 */
export async function readShop(client: pg.Client, { from, users, products }: { from: number; users: number; products: number }): Promise<ShopState> {
    await requireTables(client);
    const state = new ShopState({ clock: from, users, products });
    const { rows: last } = await client.query<{ at: string | null }>(`select trunc(max(event_id) / 100000000000000000)::text as at from public.events where event_id < ${LARGEST_EVENT_KEY}`);
    if (last[0]!.at !== null) state.clock = Math.max(from, Number(last[0]!.at) + 1);
    for (const table of Object.keys(state.nextKey) as (keyof ShopState['nextKey'])[]) {
        const key = keyOf(table);
        const { rows } = await client.query<{ last: string | null }>(`select max(${key})::text as last from public.${table} where ${key} between ${FIRST_KEY} and ${MOST - 1e12}`);
        if (rows[0]!.last !== null) state.nextKey[table] = Number(rows[0]!.last) + GAP;
    }
    for (const table of ['users', 'brands', 'categories'] as const) {
        const key = keyOf(table);
        const { rows } = await client.query<{ key: string }>(`select ${key}::text as key from public.${table} where ${key} between ${LEAST} and ${MOST} order by ${key} desc limit ${state.remembers(table)}`);
        state[table] = rows.map((row) => Number(row.key)).reverse();
    }
    // Extremes are left where they are: nobody could buy at such a price, and such a stock cannot be counted down.
    const { rows: offered } = await client.query<Record<'id' | 'brand' | 'category' | 'price', string | null> & { stock: number | null }>(`
        select product_id::text as id, brand_id::text as brand, category_id::text as category, price::text as price, stock
        from public.products
        where product_id between ${LEAST} and ${MOST}
            and (price is null or price between 0.01 and 1000000)
            and (stock is null or stock between 0 and 1000000000)
        order by product_id desc
        limit ${state.remembers('products')}
    `);
    const number = (text: string | null) => (text === null ? null : Number(text));
    state.products = offered.reverse().map(({ id, brand, category, price, stock }) => ({
        id: Number(id),
        brand: number(brand),
        category: number(category),
        price: price === null ? null : Math.round(Number(price) * 10_000),
        stock,
        isSeen: true,
        isLocked: false,
    }));
    const { rows: events } = await client.query<Record<'id' | 'session' | 'product' | 'type' | 'time' | 'price', string> & { quantity: number }>(`
        select
            event_id::text as id, session_id::text as session, product_id::text as product, event_type::text as type,
            (extract(epoch from event_time) * 1000)::numeric(20, 0)::text as time, price::text as price, quantity
        from public.events
        where event_id < ${LARGEST_EVENT_KEY} and session_id between ${LEAST} and ${MOST} and product_id between ${LEAST} and ${MOST}
            and price between -1000000000 and 1000000000
        order by event_id desc
        limit 500
    `);
    for (const { id, session, product, type, time, price, quantity } of events.reverse()) {
        state.rememberEvent({ id, session: Number(session), product: Number(product), type, time: Number(time), price: Math.round(Number(price) * 10_000), quantity });
    }
    return state;
}

const keyOf = (table: TableName): string => sourceTables.find(({ name }) => name === table)!.key[0]!;

async function requireTables(client: pg.Client): Promise<void> {
    const { rows } = await client.query<{ name: string }>('select name from unnest($1::text[]) as tables(name) where to_regclass(\'public.\' || name) is null', [sourceTables.map(({ name }) => name)]);
    if (rows.length > 0) throw new UsageError(`There is no shop in this database, the table public.${rows[0]!.name} is missing: call ./lake source for it first.`);
}
