import fc from 'fast-check';
import { type Action, actionWith, type ArbitraryHistory, keyOf, KEYS, literal, moment, momentOfLoad, type Start, startWith, together } from './arbitrary-history.js';
import { lines } from './arbitrary-lines.js';
import type { Line } from './line.js';

/** Which of the pieces of files that have not arrived yet arrive; a function of small numbers, so that it shrinks. */
export interface Arrival {
    /** Bit by bit: does the piece at this place, by name, arrive? -1 is all. */
    readonly which: number;
    /** Three bits for each file that is new: as it is, split, copied, or first with a part of its records. */
    readonly ways: number;
}

export type ChaosAction =
    | { readonly do: 'source'; readonly action: Action }
    /** Files of replication come to the lake. */
    | { readonly do: 'deliver'; readonly arrival: Arrival }
    | { readonly do: 'import'; readonly lines: readonly Line[]; readonly isOverlapping: boolean }
    /** Dies at the n-th moment, a moment being the begin or the end of a step; files arrive at another. */
    | { readonly do: 'run'; readonly deathAt: number | null; readonly arrivalAt: number | null; readonly arrival: Arrival }
    /** Two processes at once, of which the first may be killed at the n-th step. */
    | { readonly do: 'run beside'; readonly killAt: number | null }
    /** Open records of the quarantine, of one in so many names, are given up. */
    | { readonly do: 'drop'; readonly oneIn: number }
    | { readonly do: 'release' }
    | { readonly do: 'check'; readonly isRebuilt: boolean };

export interface ChaosHistory {
    readonly first: ArbitraryHistory['first'];
    readonly actions: readonly ChaosAction[];
}

/** Times around those of imported history, of the changes themselves and of what no event can have. */
const TIMES = [
    `'2019-10-04 23:59:59Z'`,
    `'2019-10-05 00:00:01Z'`,
    `'2026-03-01 12:00:00.123Z'`,
    `clock_timestamp()`,
    `clock_timestamp()`,
    `clock_timestamp() - interval '50 milliseconds'`,
    // Behind every change of their product that is still to come, which then describes them anew.
    `clock_timestamp() + interval '12 hours'`,
    `clock_timestamp() + interval '1 hour'`,
    `clock_timestamp() + interval '1 minute'`,
    `clock_timestamp() + interval '3 seconds'`,
    // Below a day ahead for whoever judges by the clock of a later run.
    `clock_timestamp() + interval '1 day 400 milliseconds'`,
    `clock_timestamp() + interval '3 days'`,
    `'1999-12-31 23:59:59.999Z'`,
];
const TYPES = ['view', 'cart', 'purchase', 'remove_from_cart', 'view', 'cart', 'purchase'];
const PRICES = ['12.5', '0.0001', '99999999.9999', '7', '3.33', '5', '6', '0', '-1', '8', '100000000'];
const keyAmong = (n: number) => 1 + (n % KEYS);

/** Values of a row that are not its key, as SQL by column. */
const VALUES: Readonly<Record<string, (n: number) => Readonly<Record<string, string>>>> = {
    users: (n) => ({ name: literal(`user ${n % 5}`), email: n % 3 === 0 ? 'null' : literal(` User${n % 7}@Example.com `), created_at: n % 4 === 0 ? 'null' : TIMES[n % 4]!, external_id: n % 5 === 0 ? 'null' : literal(`u-${n % 9}`) }),
    brands: (n) => ({ brand_name: literal(n % 6 === 0 ? 'unknown' : `brand ${n % 6}`) }),
    categories: (n) => ({ category_name: n % 7 === 0 ? 'null' : literal(`category ${n % 7}`), parent_id: n % 2 === 0 ? 'null' : String(keyAmong(n >> 1)) }),
    products: (n) => ({ name: literal(`product ${n % 5}`), brand_id: n % 5 === 0 ? 'null' : String(keyAmong(n)), category_id: n % 7 === 0 ? 'null' : String(keyAmong(n >> 2)), price: '2.5', stock: String(n), external_id: n % 6 === 0 ? 'null' : literal(`sku ${n % 8}`) }),
    sessions: (n) => ({ user_id: n % 5 === 0 ? 'null' : String(keyAmong(n)), device_type: n % 3 === 0 ? 'null' : literal(`device ${n % 3}`), channel: n % 4 === 0 ? 'null' : literal(`channel ${n % 2}`), started_at: TIMES[n % 7]! }),
    events: (n) => ({
        session_id: String(keyAmong(n)),
        product_id: String(keyAmong(n >> 2)),
        event_type: literal(TYPES[n % TYPES.length]!),
        event_time: TIMES[n % TIMES.length]!,
        price: PRICES[(n >> 1) % PRICES.length]!,
        quantity: n % 11 === 0 ? '0' : n % 13 === 0 ? '1000000' : String(1 + (n % 3)),
    }),
};

const insertion = (table: string, key: number, n: number): string => {
    const values = { [keyOf(table)]: String(key), ...VALUES[table]!(n) };
    return `insert into public.${table} (${Object.keys(values).join(', ')}) values (${Object.values(values).join(', ')})`;
};

const settings = (table: string, n: number): string =>
    Object.entries(VALUES[table]!(n))
        .map(([name, value]) => `${name} = ${value}`)
        .join(', ');

const number = fc.nat(999);
const key = fc.integer({ min: 1, max: KEYS });
const anyTable = fc.oneof(
    { weight: 6, arbitrary: fc.constant('events') },
    { weight: 3, arbitrary: fc.constant('products') },
    { weight: 3, arbitrary: fc.constant('sessions') },
    { weight: 2, arbitrary: fc.constantFrom('brands', 'categories', 'users') },
);

const statement: fc.Arbitrary<string> = fc.oneof(
    { weight: 9, arbitrary: fc.tuple(anyTable, key, number).map(([table, k, n]) => `${insertion(table, k, n)} on conflict (${keyOf(table)}) do update set ${settings(table, n)}`) },
    { weight: 4, arbitrary: fc.tuple(anyTable, key, number).map(([table, k, n]) => `update public.${table} set ${settings(table, n)} where ${keyOf(table)} = ${k}`) },
    { weight: 2, arbitrary: fc.tuple(key, number).map(([k, n]) => `update public.products set brand_id = ${keyAmong(n)}, category_id = ${keyAmong(n >> 2)} where product_id = ${k}`) },
    { weight: 1, arbitrary: fc.tuple(key, number).map(([k, n]) => `update public.categories set category_name = 'category ${n % 7}' where category_id = ${k}`) },
    { weight: 3, arbitrary: fc.tuple(anyTable, key, key).map(([table, from, to]) => `update public.${table} set ${keyOf(table)} = ${to} where ${keyOf(table)} = ${from}`) },
    { weight: 3, arbitrary: fc.tuple(anyTable, key).map(([table, k]) => `delete from public.${table} where ${keyOf(table)} = ${k}`) },
    { weight: 2, arbitrary: fc.tuple(anyTable, key, number).map(([table, k, n]) => `delete from public.${table} where ${keyOf(table)} = ${k}; ${insertion(table, k, n)}`) },
    { weight: 1, arbitrary: fc.tuple(anyTable, key, number).map(([table, k, n]) => `${insertion(table, k, n)} on conflict do nothing; delete from public.${table} where ${keyOf(table)} = ${k}`) },
    { weight: 1, arbitrary: fc.tuple(anyTable, number).map(([table, n]) => `update public.${table} set ${settings(table, n)}`) },
    { weight: 1, arbitrary: anyTable.map((table) => `delete from public.${table}`) },
);
const statements = together(statement, 7);

/** What every history begins with beside the first rows, so that few references lead nowhere. */
export const MORE_ROWS: readonly string[] = ['users', 'brands', 'categories', 'products', 'sessions'].flatMap((table) => [3, 4].map((key) => insertion(table, key, 7 * key)));

const arrival: fc.Arbitrary<Arrival> = fc.record({
    which: fc.oneof({ weight: 3, arbitrary: fc.constant(-1) }, { weight: 4, arbitrary: fc.integer({ min: 0, max: 0xffff }) }),
    ways: fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 0, max: 0x3fffffff }) }),
});

/** Null in all other cases, and where it is made smaller. */
const sometimes = <T>(times: number, of: number, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
    fc.oneof({ weight: of - times, arbitrary: fc.constant(null) }, { weight: times, arbitrary });

const oneRun: fc.Arbitrary<ChaosAction & { do: 'run' }> = fc.record({
    do: fc.constant('run' as const),
    deathAt: sometimes(1, 2, fc.nat(36)),
    arrivalAt: sometimes(1, 4, fc.nat(36)),
    arrival,
});

const start: fc.Arbitrary<Start> = startWith(moment, 1).map((chosen) => ({ ...chosen, isOnce: true }));
const source = (action: Action): ChaosAction => ({ do: 'source', action });

/** From the source to the lake in one go, with what can go wrong on the way. */
const wholeWay: fc.Arbitrary<ChaosAction[]> = fc
    .tuple(fc.array(statements, { minLength: 1, maxLength: 3, size: 'max' }), fc.boolean(), start, arrival, oneRun, fc.nat(2))
    .map(([sql, isEnd, begun, arrives, runs, look]) => [
        source({ do: 'burst', sql }),
        ...(isEnd ? [source({ do: 'end all' })] : []),
        source({ do: 'start', start: begun }),
        source({ do: 'await' }),
        { do: 'deliver', arrival: arrives },
        runs,
        // What is late by now shows only on the way.
        ...(look === 2 ? [{ do: 'check' as const, isRebuilt: false }] : []),
    ]);

const one = (weight: number, arbitrary: fc.Arbitrary<ChaosAction>) => ({ weight, arbitrary: arbitrary.map((action) => [action]) });
const reload: fc.Arbitrary<Action> = fc.record({
    do: fc.constant('reload' as const),
    isAhead: fc.boolean(),
    meanwhile: fc.array(statements, { maxLength: 2 }),
    start: fc.option<Start>(startWith(momentOfLoad, 1), { freq: 3 }),
    tables: fc.oneof(
        { weight: 1, arbitrary: fc.constant<string[]>(['users', 'brands', 'categories', 'products', 'sessions', 'events']) },
        { weight: 2, arbitrary: fc.subarray<string>(['events', 'products', 'sessions', 'brands'], { minLength: 1, maxLength: 3 }) },
    ),
});

const actions: fc.Arbitrary<ChaosAction[]> = fc.oneof(
    { weight: 60, arbitrary: wholeWay },
    one(110, actionWith(statements).map(source)),
    one(8, reload.map(source)),
    one(4, fc.constantFrom<Action>({ do: 'lose slot' }, { do: 'lose state' }).map(source)),
    one(25, fc.record({ do: fc.constant('deliver' as const), arrival })),
    one(12, fc.record({ do: fc.constant('import' as const), lines: lines.map((all) => all.slice(0, 12)), isOverlapping: fc.boolean() })),
    one(30, oneRun),
    one(1, fc.record({ do: fc.constant('run beside' as const), killAt: fc.option<number>(fc.nat(20)) })),
    one(5, fc.record({ do: fc.constant('drop' as const), oneIn: fc.integer({ min: 1, max: 3 }) })),
    one(2, fc.constant({ do: 'release' })),
    one(10, fc.record({ do: fc.constant('check' as const), isRebuilt: fc.boolean() })),
);

export const arbitraryChaos: fc.Arbitrary<ChaosHistory> = fc.record({
    first: sometimes(1, 4, fc.oneof(momentOfLoad, moment)),
    actions: fc.array(actions, { minLength: 8, maxLength: 20, size: 'max' }).map((parts) => parts.flat()),
});
