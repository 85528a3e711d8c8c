import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Database } from '../local/engine/database.js';
import { openLake } from '../local/engine/lake.js';
import { lakePaths } from '../local/engine/lake-paths.js';
import { run } from '../local/engine/run.js';
import { replicate } from '../local/replication/replicate.js';
import { replicationPaths } from '../local/replication/replication-paths.js';
import { connect } from '../local/source/connect.js';
import type { Source } from '../local/source/source.js';
import { Steps } from '../local/steps.js';
import { type Predictions, predictions } from '../specification/predictions.js';
import { callLake } from './oracle/call-lake.js';
import { expectSamePredictions, storedPredictions } from './oracle/same-predictions.js';
import { temporaryFolder } from './oracle/temporary-lake.js';
import { testPostgres, type TestPostgres } from './oracle/test-postgres.js';

const folder = temporaryFolder();
let lakes = 0;
afterAll(folder.remove);

const HEADER = 'event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session';

interface Bought {
    /** `2020-01-31`. */
    readonly date: string;
    readonly user: number;
    readonly product: number;
    readonly type?: string;
    readonly price?: string;
}

const dateOf = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10);
const dayOf = (date: string): number => Date.parse(date) / 86_400_000;

async function call(...args: readonly string[]): Promise<string> {
    const { status, stdout, stderr } = await callLake(...args);
    expect(status, stdout + stderr).toBe(0);
    return stdout;
}

const csvOf = (lines: readonly Bought[]): string =>
    `${[HEADER, ...lines.map(({ date, user, product, type = 'purchase', price = '1.00' }) => `${date} 10:00:00 UTC,${type},${product},1,a,b,${price},${user},s-${user}-${date}`)].join('\n')}\n`;

/** Imports the lines into a lake and runs it. */
async function take(lake: string, lines: readonly Bought[]): Promise<void> {
    const file = join(folder.path, `part-${(lakes += 1)}.csv`);
    writeFileSync(file, csvOf(lines));
    await call('import', file, '--lake', lake);
    await call('run', '--lake', lake);
}

async function lakeOf(lines: readonly Bought[]): Promise<string> {
    const lake = join(folder.path, `lake-${(lakes += 1)}`);
    await take(lake, lines);
    return lake;
}

const ask = async <T>(lake: string, sql: string): Promise<T[]> => JSON.parse(await call('query', sql, '--format', 'json', '--lake', lake)) as T[];

/** Works in the lake's database, behind its back. */
async function inside<T>(lake: string, work: (database: Database) => Promise<T>): Promise<T> {
    const database = await Database.open(lakePaths(lake).database, folder.path);
    try {
        return await work(database);
    } finally {
        database.close();
    }
}

const stored = (lake: string): Promise<Predictions> => inside(lake, storedPredictions);

const purchases = (lines: readonly Bought[]) => lines.filter(({ type = 'purchase' }) => type === 'purchase').map(({ date, user, product }) => ({ user: String(user), day: dayOf(date), product: String(product) }));

/** Expects of a lake what its specification says of the lines, and that it is found to be so. */
async function expectPredicted(lake: string, lines: readonly Bought[], lastDate: string): Promise<Predictions> {
    const found = await stored(lake);
    expectSamePredictions(found, predictions(purchases(lines), dayOf(lastDate)));
    await call('verify', '--lake', lake);
    return found;
}

const counts = (lake: string) =>
    ask(lake, `select
        (select count(*) from next_purchases) as next_purchases, (select count(*) from predicciones_clientes) as predicciones_clientes,
        (select count(*) from purchase_probabilities) as purchase_probabilities, (select count(*) from expected_purchases_by_day) as expected_purchases_by_day,
        (select count(*) from customers_due) as customers_due`);
const NONE = { next_purchases: 0, predicciones_clientes: 0, purchase_probabilities: 0, expected_purchases_by_day: 0, customers_due: 0 };

describe('predictions', () => {
    test('are none of a lake without events', async () => {
        const lake = await lakeOf([{ date: '2020-01-01', user: 1, product: 1, price: '0.00' }]);
        expect(await ask(lake, 'select count(*) as n from model.fact_user_events')).toEqual([{ n: 0 }]);
        await expectPredicted(lake, [], '2020-01-01');
        expect(await counts(lake)).toEqual([NONE]);
    });

    test('are none where nothing was bought', async () => {
        const lines = [1, 2].map((user): Bought => ({ date: '2020-01-01', user, product: 1, type: 'view' }));
        const lake = await lakeOf(lines);
        await expectPredicted(lake, lines, '2020-01-01');
        expect(await counts(lake)).toEqual([NONE]);
    });

    /*
     * Nothing is known but the thirty days: step round(50 * ln 30) = 170 of exp(3.4) = 29.96 days, each with 0.033373. That there is
     * a purchase within n days: 1 - (1 - 0.033373)^n. Half of 0.869532 is reached on day 17: 1 - 0.966627^17 = 0.438450 > 0.434766.
     */
    test('of a single purchase are those of thirty days', async () => {
        const lines: Bought[] = [{ date: '2020-01-01', user: 7, product: 5 }];
        const lake = await lakeOf(lines);
        await expectPredicted(lake, lines, '2020-01-01');
        const [row] = await ask<Record<string, unknown>>(lake, 'from next_purchases');
        expect(row).toMatchObject({ customer_id: '7', purchase_days: 1, typical_interval_days: 29.96, next_purchase_date: '2020-01-18', top_products: ['5'] });
        expect(row!['return_probability_7_days']).toBeCloseTo(1 - 0.966627 ** 7, 5);
        expect(row!['return_probability_60_days']).toBeCloseTo(1 - 0.966627 ** 60, 5);
        expect(await counts(lake)).toEqual([{ next_purchases: 1, predicciones_clientes: 1, purchase_probabilities: 60, expected_purchases_by_day: 60, customers_due: 1 }]);
    });

    test('are made where all was bought on one day', async () => {
        const lines = [1, 2, 3, 4].flatMap((user) => [1, 2, 3, 4].filter((product) => product >= user).map((product): Bought => ({ date: '2020-01-01', user, product })));
        const lake = await lakeOf(lines);
        await expectPredicted(lake, lines, '2020-01-01');
        // product 4 was bought by four, 3 by three; user 4 gets 3 and 2 as well, for they are the most popular of the others
        expect(await ask(lake, 'select cliente_id, top_productos from predicciones_clientes order by cliente_id')).toEqual([
            { cliente_id: '1', top_productos: ['4', '3', '2'] },
            { cliente_id: '2', top_productos: ['4', '3', '2'] },
            { cliente_id: '3', top_productos: ['4', '3', '2'] },
            { cliente_id: '4', top_productos: ['4', '3', '2'] },
        ]);
    });

    test('count the days of a reseller with a thousand purchases a day, and not the purchases', async () => {
        const dates = ['2020-01-01', '2020-01-02', '2020-01-05'];
        const lines = [
            ...dates.flatMap((date) => Array.from({ length: 1000 }, (_, product): Bought => ({ date, user: 1, product: product + 1 }))),
            { date: '2020-01-03', user: 2, product: 900 },
        ];
        const lake = await lakeOf(lines);
        const { customer_predictions: customers } = await expectPredicted(lake, lines, '2020-01-05');
        expect(customers.map(({ user_id, purchase_days }) => [user_id, purchase_days]).sort()).toEqual([['1', '3'], ['2', '1']]);
        expect(await ask(lake, 'select top_products from next_purchases where user_id = 1')).toEqual([{ top_products: ['900', '1', '2'] }]);
    });

    /*
     * 1999 intervals of a day, and twenty of thirty: (1999 + 600) / 2019 = 1.287 days on average. Of the user alone, weights 1, 0.9, 0.81 …
     * of 10 in all: (10 + 1.287) / 11 = 1.0261 days, 50 * ln 1.0261 = 1.29, step 1.
     */
    test('of a user with two thousand purchase days are finite and soon', async () => {
        const lines = Array.from({ length: 2000 }, (_, place): Bought => ({ date: dateOf(dayOf('2015-01-01') + place), user: 1, product: 1 + (place % 7) }));
        const lake = await lakeOf(lines);
        const { customer_predictions: customers } = await expectPredicted(lake, lines, '2020-06-22');
        expect(customers).toHaveLength(1);
        // exp(0.02)
        expect(customers[0]).toMatchObject({ purchase_days: '2000', purchase_band: '7', interval_step: '1', typical_interval_days: '1.020000', next_purchase_date: '2020-06-23' });
    });
});

describe('a run', () => {
    const FIRST: readonly Bought[] = [1, 8, 15].map((day) => ({ date: dateOf(dayOf('2020-01-01') + day), user: 1, product: day }));
    /** What no run would predict; it shows whether one has. */
    const mark = (lake: string) => inside(lake, (database) => database.run('update model.customer_predictions set purchase_days = 99'));
    const days = (lake: string) => ask(lake, 'select user_id, purchase_days from model.customer_predictions order by user_id');

    test('leaves the predictions where it touches no purchase and no new day comes', async () => {
        const lake = await lakeOf(FIRST);
        await mark(lake);
        await take(lake, [{ date: '2020-01-10', user: 1, product: 1, type: 'view' }]);
        expect(await days(lake)).toEqual([{ user_id: 1, purchase_days: 99 }]);
        await take(lake, [{ date: '2020-01-17', user: 1, product: 1, type: 'view' }]);
        expect(await days(lake)).toEqual([{ user_id: 1, purchase_days: 3 }]);
        await expectPredicted(lake, FIRST, '2020-01-17');
    });

    test('makes them anew where a purchase comes late', async () => {
        const lake = await lakeOf(FIRST);
        await mark(lake);
        const late: Bought = { date: '2019-12-20', user: 2, product: 3 };
        await take(lake, [late]);
        expect(await days(lake)).toEqual([{ user_id: 1, purchase_days: 3 }, { user_id: 2, purchase_days: 1 }]);
        await expectPredicted(lake, [...FIRST, late], '2020-01-16');
    });

    test('waits with them in a lake of many customers until a day begins, or nothing else is new, and says so', async () => {
        const lake = await lakeOf(FIRST);
        const runWith = async (fewCustomers: number, lines: readonly Bought[]) => {
            const file = join(folder.path, `part-${(lakes += 1)}.csv`);
            writeFileSync(file, csvOf(lines));
            await call('import', file, '--lake', lake);
            const opened = await openLake(lake);
            try {
                await run(opened, { fewCustomers });
            } finally {
                opened.database.close();
            }
        };
        const late: Bought = { date: '2020-01-03', user: 1, product: 2 };
        await runWith(0, [late]);
        expect(await days(lake)).toEqual([{ user_id: 1, purchase_days: 3 }]);
        expect(await call('verify', '--lake', lake)).toContain('The predictions are those of an earlier run');
        expect((await callLake('predict', '--lake', lake)).stderr).toContain('Purchases have changed since');
        // It stays known in a run that changes no purchase.
        await runWith(0, [{ date: '2020-01-04', user: 1, product: 1, type: 'view' }]);
        expect(await call('verify', '--lake', lake)).toContain('The predictions are those of an earlier run');
        await call('run', '--lake', lake);
        expect(await call('verify', '--lake', lake)).not.toContain('The predictions are those');
        await expectPredicted(lake, [...FIRST, late], '2020-01-16');
        const next: Bought = { date: '2020-01-17', user: 1, product: 2 };
        await runWith(0, [next]);
        await expectPredicted(lake, [...FIRST, late, next], '2020-01-17');
    });

    test('leaves nothing of a prediction that was altered behind its back unseen by verify, whatever the time since which it looks', async () => {
        const lake = await lakeOf([...FIRST, { date: '2020-01-12', user: 2, product: 8 }]);
        const alterations = {
            purchase_factors: `update model.purchase_factors set factor_value = factor_value + 0.000001 where factor = 'purchases' and first_band = 1`,
            return_curves: 'update model.return_curves set purchase_probability = 0 where days_ahead = 60',
            customer_predictions: `update model.customer_predictions set latest_90 = latest_90 + 1 where user_id = 2`,
            product_predictions: 'delete from model.product_predictions where user_id = 1 and place = 3',
        };
        for (const [table, statement] of Object.entries(alterations)) {
            const copy = join(folder.path, `altered-${table}`);
            cpSync(lake, copy, { recursive: true });
            await inside(copy, (database) => database.run(statement));
            for (const since of [[], ['--since', new Date(Date.now() + 3_600_000).toISOString()]]) {
                const { status, stdout, stderr } = await callLake('verify', '--lake', copy, ...since);
                expect([status, stdout + stderr]).toEqual([1, expect.stringContaining(table)]);
            }
        }
    });
});

describe('lake predict', () => {
    test('says as of which day it predicts, why, and how many purchases after it are not counted', async () => {
        const counted: Bought[] = ['2019-10-01', '2019-10-08', '2019-10-31'].map((date) => ({ date, user: 1, product: 5 }));
        const lake = await lakeOf([...counted, { date: '2020-09-05', user: 2, product: 6 }, { date: '2021-02-14', user: 3, product: 6 }, { date: '2021-02-28', user: 1, product: 5, type: 'view' }]);
        // Who bought only then has no prediction.
        expect(await ask(lake, 'select user_id, as_of_date from next_purchases')).toEqual([{ user_id: 1, as_of_date: '2019-11-07' }]);
        const asOf = 'as of 2019-11-07, a week after the last purchase that is counted; 2 purchases of known customers after it stand alone, with none in the 60 days before, and are not counted.';
        const first = await callLake('predict', '--lake', lake, '--format', 'json');
        expect([first.status, first.stderr]).toEqual([0, `Predictions for 2019-11-08 ${asOf}\n`]);
        expect(JSON.parse(first.stdout)).toMatchObject([{ customer_id: '1', purchase_date: '2019-11-08' }]);
        const last = await callLake('predict', '--on', '2020-01-06', '--lake', lake);
        expect([last.status, last.stderr]).toEqual([0, `Predictions for 2020-01-06 ${asOf}\n`]);
        const none = await callLake('predict', '--on', '2021-03-01', '--lake', lake);
        expect([none.status, none.stdout]).toEqual([2, '']);
        expect(none.stderr).toContain(`--on 2021-03-01 is not predicted: predictions are ${asOf} Name a day from 2019-11-08 to 2020-01-06.`);
    });

    test('says that it is as of the last day with an event where that is near the last purchase', async () => {
        const lake = await lakeOf([{ date: '2020-01-10', user: 1, product: 5 }, { date: '2020-01-12', user: 2, product: 5, type: 'view' }]);
        expect((await callLake('predict', '--lake', lake)).stderr).toBe('Predictions for 2020-01-13 as of 2020-01-12, the last day with an event.\n');
    });
});

describe('predictions of a shop that is replicated', () => {
    let postgres: TestPostgres;
    let source: Source;
    const lake = join(folder.path, 'replicated');

    beforeAll(async () => {
        postgres = await testPostgres();
        source = await postgres.newDatabase();
    });
    afterAll(async () => await postgres?.stop());

    /** Statements against the shop's database. @returns rows of the last one */
    async function atSource(...statements: readonly string[]): Promise<readonly Record<string, string>[]> {
        const client = await connect(source);
        try {
            let rows: Record<string, string>[] = [];
            for (const statement of statements) ({ rows } = await client.query<Record<string, string>>(statement));
            return rows;
        } finally {
            await client.end();
        }
    }

    /** Takes what has happened to the lake in one run, and expects what the specification says of the shop's own tables. */
    async function expectFollowed(): Promise<Predictions> {
        const paths = replicationPaths(lakePaths(lake));
        const signal = new AbortController().signal;
        await replicate({ paths, publication: 'lake', interval: 50, fullAt: 64e6, warnAt: Infinity, giveUpAt: Infinity, isOnce: true, toleratesMissingLoads: true, signal, observer: {}, steps: new Steps(), reach: async () => source });
        await call('run', '--lake', lake);
        const events = await atSource(`
            select event_type as type, sessions.user_id::text as user, event_time::date::text as date, product_id::text as product
            from events left join sessions using (session_id)`);
        const bought = events.filter(({ type, user }) => type === 'purchase' && user !== null).map(({ user, date, product }) => ({ user: user!, day: dayOf(date!), product: product! }));
        const found = await stored(lake);
        expectSamePredictions(found, predictions(bought, Math.max(...events.map(({ date }) => dayOf(date!)))));
        return found;
    }

    const purchase = (id: number, session: number, product: number, date: string) => `insert into events (event_id, session_id, product_id, event_type, event_time, price, quantity) values (${id}, ${session}, ${product}, 'purchase', '${date} 12:00:00', 1, 1)`;
    const daysOf = ({ customer_predictions: customers }: Predictions) => Object.fromEntries(customers.map(({ user_id, purchase_days }) => [user_id, purchase_days]));

    test('follow purchases that are added, come late, change or are deleted, in the same run', async () => {
        await atSource(
            `insert into users (user_id, name, email) select n, 'u' || n, 'u' || n || '@example.org' from generate_series(1, 3) as n`,
            `insert into products (product_id, name, price) select n, 'p' || n, 1 from generate_series(1, 5) as n`,
            `insert into sessions (session_id, user_id, device_type, channel, started_at) select n, n, 'phone', 'email', '2020-01-01' from generate_series(1, 3) as n`,
            ...['2020-01-01', '2020-01-08', '2020-01-15'].map((date, place) => purchase(place + 1, 1, 1 + place, date)),
            purchase(4, 2, 2, '2020-01-10'),
        );
        expect(daysOf(await expectFollowed())).toEqual({ 1: '3', 2: '1' });
        await atSource(purchase(5, 2, 3, '2020-01-02'));
        expect(daysOf(await expectFollowed())).toEqual({ 1: '3', 2: '2' });
        // another product, another day
        await atSource('update events set product_id = 5 where event_id = 4', `update events set event_time = '2020-01-20 09:00:00' where event_id = 3`);
        expect(daysOf(await expectFollowed())).toEqual({ 1: '3', 2: '2' });
        // not bought after all; a session that is another user's
        await atSource('delete from events where event_id = 2', `update events set event_type = 'cart' where event_id = 4`, 'update sessions set user_id = 3 where session_id = 2');
        expect(daysOf(await expectFollowed())).toEqual({ 1: '2', 3: '1' });
        await atSource('delete from events');
        await atSource(`insert into events (event_id, session_id, product_id, event_type, event_time, price, quantity) values (9, 1, 1, 'view', '2020-01-21 12:00:00', 1, 1)`);
        expect(daysOf(await expectFollowed())).toEqual({});
    });
});
