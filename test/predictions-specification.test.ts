import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makePredictions } from '../local/engine/build-predictions.js';
import type { Database } from '../local/engine/database.js';
import { openLake } from '../local/engine/lake.js';
import { makeScratch } from '../local/engine/lake-paths.js';
import { sqlFile } from '../local/engine/sql-files.js';
import { type Predictions, predictions } from '../specification/predictions.js';
import { dayOfPart } from '../specification/return-curve.js';
import type { Purchase } from '../specification/purchase-history.js';
import { expectSamePredictions, storedPredictions } from './oracle/same-predictions.js';

/** A Wednesday. */
const FIRST = Date.UTC(2020, 0, 1) / 86_400_000;

let folder: string;
let database: Database;
beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'predictions-'));
    const lake = await openLake(folder);
    makeScratch(lake.paths);
    database = lake.database;
});
afterAll(() => {
    database.close();
    rmSync(folder, { recursive: true, force: true });
});

const dateText = (day: number) => new Date(day * 86_400_000).toISOString().slice(0, 10);

/** Makes the predictions of the lake from nothing but these purchases and a view on the last day. */
async function predicted(purchases: readonly Purchase[], lastDay: number): Promise<Predictions> {
    const event = (id: number, type: string, user: string, product: string, day: number) =>
        `(${id}, '${dateText(day)} 00:00:00', '${type}', ${user}, ${product}, 1, 1, ${id}, 'unknown', 'unknown', 'unknown', 'unknown', 1, 0, '${dateText(day)}')`;
    const events = [event(0, 'view', 'null', '1', lastDay), ...purchases.map(({ user, product, day }, place) => event(place + 1, 'purchase', user, product, day))];
    await database.run(`delete from model.fact_user_events; insert into model.fact_user_events values ${events.join(', ')}`);
    await makePredictions({ database });
    return storedPredictions(database);
}

// Days that users share, weeks without a purchase, users of one day and of each day, products that many and few buy.
const HISTORY: fc.Arbitrary<Purchase[]> = fc
    .array(
        fc.record({
            start: fc.nat({ max: 60 }),
            gaps: fc.oneof(
                fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 6 }),
                fc.array(fc.integer({ min: 6, max: 8 }), { maxLength: 25 }),
                fc.array(fc.constant(1), { maxLength: 40 }),
                fc.constant([]),
            ),
            products: fc.array(fc.array(fc.nat({ max: 6 }), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 5 }),
        }),
        { maxLength: 8 },
    )
    .map((users) =>
        users.flatMap(({ start, gaps, products }, user) => {
            const days = [0, ...gaps].map((_, place, all: readonly number[]) => all.slice(0, place + 1).reduce((sum, gap) => sum + gap, FIRST + start));
            return days.flatMap((day, place) => products[place % products.length]!.map((product) => ({ user: String(user), day, product: String(product) })));
        }),
    );

test('the predictions are what their specification says, whatever was bought', async () => {
    await fc.assert(
        fc.asyncProperty(HISTORY, fc.oneof(fc.constant(0), fc.nat({ max: 200 })), async (purchases, since) => {
            const lastDay = purchases.reduce((last, { day }) => Math.max(last, day), FIRST) + since;
            expectSamePredictions(await predicted(purchases, lastDay), predictions(purchases, lastDay));
        }),
        { numRuns: 40, examples: [[[], 0], [[{ user: '1', day: FIRST, product: '5' }], 0], [[{ user: '1', day: FIRST, product: '5' }], 400], [[0, 10, 70, 131].map((after) => ({ user: '1', day: FIRST + after, product: '5' })), 0]] },
    );
});

// User 1 buys product 1 on Wednesday, 1 January 2020, and 1 and 2 on the 8th; user 2 buys 2 and 3 on the 8th. Friday the 10th is known.
const BOUGHT: readonly Purchase[] = [
    { user: '1', day: FIRST, product: '1' },
    { user: '1', day: FIRST + 7, product: '1' },
    { user: '1', day: FIRST + 7, product: '2' },
    { user: '2', day: FIRST + 7, product: '2' },
    { user: '2', day: FIRST + 7, product: '3' },
];

test.each([
    // events go on for a week and longer
    [[0, 10], 16, 16],
    [[0, 10], 18, 17],
    [[0, 10], 20_000, 17],
    // a purchase sixty days after the last one is believed, one of a day later is not
    [[0, 10, 70], 70, 70],
    [[0, 10, 71], 71, 17],
    [[0, 10, 20_000], 20_000, 17],
])('of purchases after %j days and a last event after %i what is known ends after %i', async (bought, lastEvent, known) => {
    const purchases = bought.map((after) => ({ user: '1', day: FIRST + after, product: '5' }));
    for (const { customer_predictions: customers } of [await predicted(purchases, FIRST + lastEvent), predictions(purchases, FIRST + lastEvent)]) {
        expect(customers.map(({ as_of_date }) => as_of_date)).toEqual([new Date((FIRST + known) * 86_400_000).toISOString().slice(0, 10)]);
    }
});

// A lake in which somebody has so small a chance needs a hundred thousand others; 1 has 99 millionths within sixty days, 2 has 100.
test('who is all but gone is expected in the middle of the sixty days, and no sooner', async () => {
    await database.run(`
            create or replace temp table purchase_days as
            select user_id, date '2020-01-01' as as_of_date, 1 as purchase_number, 1 as purchase_band, date '2010-01-01' as purchase_date, user_id as interval_days, false as is_followed
            from (values (1), (2)) as users(user_id);
            create or replace temp table typical_intervals as select user_id, 1 as purchase_number, 170 as interval_step from purchase_days;
            delete from model.return_curves;
            insert into model.return_curves
            select 1, 170, user_id, days_ahead, date '2020-01-01' + days_ahead, case when days_ahead < 60 then 0.00005 when user_id = 1 then 0.000099 else 0.0001 end, 0
            from (values (1), (2)) as users(user_id), (select unnest(range(1, 61))::integer as days_ahead)`);
    const rows = await database.rows(`select earliest_90::varchar as a, earliest_50::varchar as b, next_purchase_date::varchar as c, latest_50::varchar as d, latest_90::varchar as e from (${sqlFile('model/customer_predictions.sql')}) order by user_id`);
    expect(rows).toEqual([
        { a: '2020-01-04', b: '2020-01-16', c: '2020-01-31', d: '2020-02-15', e: '2020-02-27' },
        { a: '2020-01-02', b: '2020-01-02', c: '2020-01-02', d: '2020-03-01', e: '2020-03-01' },
    ]);
    const curve = (whole: number) => Array.from({ length: 60 }, (_, place) => ({ ahead: place + 1, returned: place === 59 ? whole : 50 }));
    expect([5, 25, 50, 75, 95].map((part) => dayOfPart(curve(99), part))).toEqual([3, 15, 30, 45, 57]);
    expect([5, 25, 50, 75, 95].map((part) => dayOfPart(curve(100), part))).toEqual([1, 1, 1, 60, 60]);
});

describe('worked out by hand', () => {
    const answers = [
        ['the lake', () => predicted(BOUGHT, FIRST + 9)],
        ['the specification', async () => predictions(BOUGHT, FIRST + 9)],
    ] as const;
    // What is expected of each of eleven days is rounded to a millionth.
    const near = (found: string | null | undefined, expected: number) => expect(Math.abs(Number(found) - expected)).toBeLessThan(0.000_006);

    /*
     * One interval of 7 days, and twenty of thirty with it: (7 + 600) / 21 = 28.905 is the mean of all, which stands for a user without
     * an interval: 50 * ln 28.905 = 168.2, step 168. With the interval of 7 days: (7 + 28.905) / 2 = 17.953, 144.4, step 144.
     */
    test.each(answers)('%s draws the typical interval to that of all', async (_name, answer) => {
        const { customer_predictions: customers } = await answer();
        expect(customers.map((row) => [row['user_id'], row['purchase_days'], row['purchase_band'], row['interval_step'], row['days_since_last'], row['typical_interval_days']]).sort()).toEqual([
            ['1', '2', '2', '144', '2', '17.810000'],
            ['2', '1', '1', '168', '2', '28.790000'],
        ]);
    });

    /*
     * Eleven days at risk. Of user 1 2 to 8 January, of which one was to have exp(-3.36) = 0.034735 purchases, and Thursday the 9th and
     * Friday the 10th, exp(-2.88) = 0.056135; of user 2 the same two with 0.034735. The purchase was on Wednesday the 8th.
     * Wednesday: (1 + 20) / (0.034735 + 20) = 1.048180. Thursday: 20 / (3 days, 0.125605 + 20) = 0.993759. The other days: 20 / 20.034735.
     * After them, one purchase day: 0.313183 expected in nine days, and 0.111569 after two of them in two; and so on.
     */
    test.each(answers)('%s fits the factors in turn', async (_name, answer) => {
        const { purchase_factors: factors } = await answer();
        const of = (factor: string, first: number, second = 0) => factors.find((row) => row['factor'] === factor && row['first_band'] === String(first) && row['second_band'] === String(second));
        const expected: readonly (readonly [string, number, number, number, number, number])[] = [
            ['day_of_week', 1, 0, 0, 0.034735, 0.998266],
            ['day_of_week', 3, 0, 1, 0.034735, 1.04818],
            ['day_of_week', 4, 0, 0, 0.125605, 0.993759],
            ['purchases', 1, 0, 1, 0.313183, 1.033811],
            ['purchases', 2, 0, 0, 0.111569, 0.994453],
            ['ratio', 2, 0, 0, 0.162694, 0.991931],
            ['ratio', 4, 0, 1, 0.03764, 1.048028],
            ['recency', 2, 0, 1, 0.039448, 1.047933],
            ['purchases and recency', 1, 1, 0, 0.141517, 0.992974],
            ['purchases and recency', 2, 0, 0, 0.108974, 0.994581],
            ['interval and ratio', 3, 4, 1, 0.043316, 1.047731],
            ['again', 1, 3, 1, 0.323772, 1.033273],
            ['again', 2, 2, 0, 0.11095, 0.994483],
        ];
        for (const [factor, first, second, purchases, before, value] of expected) {
            const row = of(factor, first, second);
            expect(row?.['purchases'], `${factor} ${first} ${second}`).toBe(String(purchases));
            near(row?.['expected'], before);
            near(row?.['factor_value'], value);
        }
        // seven days of the week, two bands of purchases, five of the ratio, three of recency, four of both, six of interval and ratio, two of again
        expect(factors).toHaveLength(7 + 2 + 5 + 3 + 4 + 6 + 2);
    });

    /* The chance of each day is the product of what is above; that to have come back one less that to have stayed away on all of them. */
    test.each(answers)('%s says when they come back', async (_name, answer) => {
        const { customer_predictions: customers, return_curves: curves } = await answer();
        const dates = ['earliest_90', 'earliest_50', 'next_purchase_date', 'latest_50', 'latest_90'];
        const expected = [
            { user: '1', chances: [0.34016, 0.826775, 0.969286], dates: ['2020-01-11', '2020-01-15', '2020-01-22', '2020-02-02', '2020-02-23'], buys: [0.055036, 0.055091] },
            { user: '2', chances: [0.241713, 0.680033, 0.893628], dates: ['2020-01-12', '2020-01-17', '2020-01-26', '2020-02-09', '2020-03-01'], buys: [0.034876, 0.034953] },
        ];
        for (const { user, chances, dates: days, buys } of expected) {
            const row = customers.find(({ user_id }) => user_id === user)!;
            expect([row['as_of_date'], row['last_purchase_date']]).toEqual(['2020-01-10', '2020-01-08']);
            expect(dates.map((column) => row[column])).toEqual(days);
            for (const [place, days_ahead] of [7, 30, 60].entries()) near(row[`return_probability_${days_ahead}_days`], chances[place]!);
            const curve = curves.filter(({ interval_step }) => interval_step === row['interval_step']);
            expect(curve).toHaveLength(60);
            for (const [place, chance] of buys.entries()) near(curve.find(({ days_ahead }) => days_ahead === String(place + 1))?.['purchase_probability'], chance);
        }
    });

    /*
     * Three days of customers, on two of which 1 was bought, on two 2, on one 3. User 1: (0.95 + 1 + ½) / (1.95 + 2) = 0.620253 for product 1,
     * (1 + ½) / 3.95 = 0.379747 for 2. User 2: (1 + ½) / (1 + 2) = ½ for both, the more popular first.
     * Tried before the last day of user 1: product 1 with ½, and it came: (1 + 20) / (½ + 20) = 1.024390, for scores of 0.32 and more, as
     * 0.5 * √(2/3 + 0.01) = 0.411 is. Those of 1 for user 1 (0.510) and of 2 for user 2 (0.411) are of that band; 0.312 and 0.293 are not.
     */
    test.each(answers)('%s names the products', async (_name, answer) => {
        const { product_predictions: products } = await answer();
        expect(products.map((row) => Object.values(row).join(' ')).sort()).toEqual([
            '1 1 1 true 0.635381',
            '1 2 2 true 0.379747',
            '1 3 3 false 0.333333',
            '2 1 2 true 0.512195',
            '2 2 3 true 0.500000',
            '2 3 1 false 0.666667',
        ]);
    });
});
