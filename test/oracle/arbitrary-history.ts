import fc from 'fast-check';
import pg from 'pg';
import { sourceTables } from '../../tables/index.js';
import type { FatalMoment } from './fatal-moments.js';

/** How replication is started. */
export interface Start {
    readonly isOnce: boolean;
    readonly interval: number;
    readonly fullAt: number;
    /** Does it wait to try again after a lost connection, or is it stopped then? Waiting takes half a second. */
    readonly isPatient: boolean;
    readonly moment: FatalMoment | null;
}

export type Action =
    /** On a connection, whose transaction it begins if none is open; an `undone` one is rolled back to a savepoint. */
    | { readonly do: 'change'; readonly connection: number; readonly sql: string; readonly mode: 'plain' | 'kept' | 'undone' }
    | { readonly do: 'end'; readonly connection: number; readonly how: 'commit' | 'rollback' }
    /** Commits whatever is open, one right behind the other. */
    | { readonly do: 'end all' }
    /** Short transactions in one message, so that nothing comes between them in the log. */
    | { readonly do: 'burst'; readonly sql: readonly string[] }
    /** A transaction of which replication is told nothing. */
    | { readonly do: 'other' }
    | { readonly do: 'start'; readonly start: Start }
    | { readonly do: 'pause'; readonly milliseconds: number }
    /** Waits until it has caught up, as long as open transactions let it. */
    | { readonly do: 'await' }
    | { readonly do: 'stop' }
    /** Asks for it; with a start, of a replication that does it and may die there, while other things change. */
    | { readonly do: 'reload'; readonly tables: readonly string[]; readonly start: Start | null; readonly meanwhile: readonly string[]; readonly isAhead: boolean }
    /** Ends a connection of replication from the server's side. */
    | { readonly do: 'terminate'; readonly which: number }
    | { readonly do: 'clock ahead'; readonly hundredths: number }
    | { readonly do: 'lose slot' | 'lose state' | 'kill server' | 'restart server' };

export const KEYS = 4;
const TABLES = sourceTables.map(({ name }) => name);

/** Values of a row that are not its key, by a number. Null, and texts that a format could take for something else. */
const VALUES: Readonly<Record<string, (n: number) => Readonly<Record<string, string | number | null>>>> = {
    users: (n) => ({ name: textOf(n), email: n % 3 === 0 ? null : `${n}@example.com`, created_at: n % 4 === 0 ? null : timeOf(n), external_id: textOf(n >> 1) }),
    brands: (n) => ({ brand_name: textOf(n) ?? '' }),
    categories: (n) => ({ category_name: textOf(n), parent_id: n % 3 === 0 ? null : 1 + (n % KEYS) }),
    products: (n) => ({ name: textOf(n), brand_id: n % 3 === 0 ? null : 1 + (n % KEYS), category_id: n % 2 === 0 ? null : 1 + (n % KEYS), price: n % 5 === 0 ? null : n / 8, stock: n, external_id: textOf(n >> 1) }),
    sessions: (n) => ({ user_id: n % 3 === 0 ? null : 1 + (n % KEYS), external_id: textOf(n), started_at: timeOf(n) }),
    events: (n) => ({ session_id: 1 + (n % KEYS), product_id: 1 + ((n >> 2) % KEYS), event_type: n % 2 === 0 ? 'view' : 'purchase', event_time: timeOf(n), price: n / 4, quantity: n }),
};

const TEXTS = ['', '\\N', 'a,b', '"', 'two\nlines', 'NULL', "it's", '\r\n', 'ß→', 'x'.repeat(190)];
const textOf = (n: number): string | null => (n % 4 === 0 ? null : n % 4 === 1 ? TEXTS[n % TEXTS.length]! : `text ${n}`);
const timeOf = (n: number): string => new Date(Date.UTC(2026, 0, 1) + n * 86_399_999).toISOString();

export const literal = (value: string | number | null): string => (value === null ? 'null' : typeof value === 'number' ? String(value) : pg.escapeLiteral(value));

export const keyOf = (table: string): string => sourceTables.find(({ name }) => name === table)!.key[0]!;

const insertion = (table: string, key: number, n: number): string => {
    const values = { [keyOf(table)]: key, ...VALUES[table]!(n) };
    return `insert into public.${table} (${Object.keys(values).join(', ')}) values (${Object.values(values).map(literal).join(', ')})`;
};

const settings = (table: string, n: number): string =>
    Object.entries(VALUES[table]!(n))
        .map(([name, value]) => `${name} = ${literal(value)}`)
        .join(', ');

/** The rows that every history begins with. */
export const FIRST_ROWS: readonly string[] = ['users', 'brands', 'categories', 'products', 'sessions', 'events'].flatMap((table) => [1, 2].map((key) => insertion(table, key, 48)));

const number = fc.integer({ min: 0, max: 99 });
const key = fc.integer({ min: 1, max: KEYS });
const anyTable = fc.constantFrom(...TABLES);

const statement: fc.Arbitrary<string> = fc.oneof(
    { weight: 8, arbitrary: fc.tuple(anyTable, key, number).map(([table, k, n]) => `${insertion(table, k, n)} on conflict (${keyOf(table)}) do update set ${settings(table, n)}`) },
    { weight: 2, arbitrary: fc.tuple(anyTable, key, number).map(([table, k, n]) => insertion(table, k, n)) },
    { weight: 3, arbitrary: fc.tuple(anyTable, key, number).map(([table, k, n]) => `update public.${table} set ${settings(table, n)} where ${keyOf(table)} = ${k}`) },
    { weight: 3, arbitrary: fc.tuple(anyTable, key, key).map(([table, from, to]) => `update public.${table} set ${keyOf(table)} = ${to} where ${keyOf(table)} = ${from}`) },
    { weight: 3, arbitrary: fc.tuple(anyTable, key).map(([table, k]) => `delete from public.${table} where ${keyOf(table)} = ${k}`) },
    { weight: 2, arbitrary: fc.tuple(anyTable, key, number).map(([table, k, n]) => `delete from public.${table} where ${keyOf(table)} = ${k}; ${insertion(table, k, n)}`) },
    { weight: 1, arbitrary: fc.tuple(anyTable, key, number).map(([table, k, n]) => `${insertion(table, k, n)} on conflict do nothing; delete from public.${table} where ${keyOf(table)} = ${k}`) },
    // All keys move up by one, the last to where nothing was; no key may be taken twice on the way.
    { weight: 1, arbitrary: anyTable.map((table) => `update public.${table} set ${keyOf(table)} = -${keyOf(table)}; update public.${table} set ${keyOf(table)} = 1 - ${keyOf(table)}`) },
    { weight: 1, arbitrary: anyTable.map((table) => `delete from public.${table}`) },
    // So large that it arrives in pieces, and files are cut in its midst.
    { weight: 1, arbitrary: number.map((n) => `insert into public.users (user_id, name) select 100 + n, repeat('n', ${100 + (n % 90)}) from generate_series(1, 400) as numbers (n) on conflict (user_id) do update set name = excluded.name`) },
    { weight: 1, arbitrary: fc.constant('delete from public.users where user_id between 200 and 600') },
);

/** Each is tried by itself, so that one that the tables refuse does not undo the others. */
export const together = (statement: fc.Arbitrary<string>, most = 4): fc.Arbitrary<string> =>
    fc.array(statement, { minLength: 1, maxLength: most, size: 'max' }).map((list) => list.map((sql) => `do $$ begin ${sql}; exception when others then null; end $$`).join('; '));

export const moment: fc.Arbitrary<FatalMoment> = fc.oneof(
    fc.record({
        of: fc.constant('step' as const),
        step: fc.constantFrom('changes', 'position', 'confirmation'),
        at: fc.constantFrom('begun' as const, 'ended' as const),
        after: fc.constantFrom(0, 0, 0, 1, 2),
    }),
    fc.record({ of: fc.constant('file' as const), at: fc.constantFrom('before' as const, 'after' as const), after: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 15 })) }),
);

export const momentOfLoad: fc.Arbitrary<FatalMoment> = fc.oneof(
    { weight: 1, arbitrary: fc.record({ of: fc.constant('step' as const), step: fc.constantFrom('slot', 'start of load'), at: fc.constantFrom('begun' as const, 'ended' as const), after: fc.constant(0) }) },
    { weight: 4, arbitrary: fc.record({ of: fc.constant('step' as const), step: fc.constantFrom('load of', 'marker of'), at: fc.constantFrom('begun' as const, 'ended' as const), after: fc.constantFrom(0, 0, 1, 1, 2, 3, 4) }) },
);

export const startWith = (moment: fc.Arbitrary<FatalMoment>, freq: number): fc.Arbitrary<Start> => fc.record({
    isOnce: fc.boolean(),
    interval: fc.constantFrom(0, 1, 5, 20),
    fullAt: fc.constantFrom(1, 150, 600, 1e9),
    isPatient: fc.integer({ min: 0, max: 4 }).map((n) => n === 0),
    moment: fc.option(moment, { freq }),
});

const connection = fc.integer({ min: 0, max: 2 });

const weighted = (weight: number, arbitrary: fc.Arbitrary<Action>) => ({ weight, arbitrary });
const only = (weight: number, name: 'end all' | 'other' | 'await' | 'stop') => weighted(weight, fc.constant<Action>({ do: name }));

/** What may happen, where the source changes by such statements. */
export const actionWith = (statements: fc.Arbitrary<string>): fc.Arbitrary<Action> => fc.oneof(
    weighted(14, fc.record({ do: fc.constant('change' as const), connection, sql: statements, mode: fc.constantFrom('plain', 'kept', 'kept', 'undone') })),
    weighted(6, fc.record({ do: fc.constant('end' as const), connection, how: fc.constantFrom('commit', 'commit', 'commit', 'rollback') })),
    only(6, 'end all'),
    weighted(6, fc.record({ do: fc.constant('burst' as const), sql: fc.array(statements, { minLength: 2, maxLength: 4 }) })),
    only(1, 'other'),
    weighted(8, fc.record({ do: fc.constant('start' as const), start: startWith(moment, 3) })),
    weighted(3, fc.record({ do: fc.constant('pause' as const), milliseconds: fc.integer({ min: 1, max: 40 }) })),
    only(7, 'await'),
    only(1, 'stop'),
    weighted(2, fc.record({ do: fc.constant('reload' as const), isAhead: fc.boolean(), meanwhile: fc.array(statements, { minLength: 1, maxLength: 5 }), start: fc.option<Start>(startWith(momentOfLoad, 4), { freq: 2 }), tables: fc.oneof({ weight: 1, arbitrary: fc.constant(TABLES) }, { weight: 3, arbitrary: fc.subarray(TABLES, { minLength: 1, maxLength: 2 }) }) })),
    weighted(2, fc.record({ do: fc.constant('terminate' as const), which: fc.integer({ min: 0, max: 9 }) })),
    weighted(1, fc.record({ do: fc.constant('clock ahead' as const), hundredths: fc.constantFrom(1, 50, 2_000) })),
);

/** What ends a server takes a second, and what makes all anew leaves nothing of what was tried before. */
const rareAction: fc.Arbitrary<Action> = fc.oneof(
    { weight: 400, arbitrary: actionWith(together(statement)) },
    { weight: 2, arbitrary: fc.constantFrom<Action>({ do: 'lose slot' }, { do: 'lose state' }) },
    { weight: 1, arbitrary: fc.constantFrom<Action>({ do: 'kill server' }, { do: 'restart server' }) },
);

export interface ArbitraryHistory {
    /** Everything is replicated before anything happens; unless it dies at this moment. */
    readonly first: FatalMoment | null;
    readonly actions: readonly Action[];
}

export const arbitraryHistory: fc.Arbitrary<ArbitraryHistory> = fc.record({
    first: fc.option(fc.oneof({ weight: 3, arbitrary: momentOfLoad }, { weight: 1, arbitrary: moment }), { freq: 1 }),
    actions: fc.array(rareAction, { minLength: 20, maxLength: 50, size: 'max' }),
});
