import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makePredictions } from '../local/engine/build-predictions.js';
import type { Database } from '../local/engine/database.js';
import { openLake } from '../local/engine/lake.js';
import { makeScratch } from '../local/engine/lake-paths.js';
import { type Predictions, predictions } from '../specification/predictions.js';
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
        { numRuns: 40, examples: [[[], 0], [[{ user: '1', day: FIRST, product: '5' }], 0], [[{ user: '1', day: FIRST, product: '5' }], 400]] },
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

describe('worked out by hand', () => {
    const answers = [
        ['the lake', () => predicted(BOUGHT, FIRST + 9)],
        ['the specification', async () => predictions(BOUGHT, FIRST + 9)],
    ] as const;
    const near = (found: string | null | undefined, expected: number) => expect(Math.abs(Number(found) - expected)).toBeLessThan(0.000_003);

    /*
     * One interval of 7 days, ln 7 = 1.946. Within users the variance is (0 + 20) / (0 + 20) = 1, between them 0.01, the least.
     * Mean of all: (1.946 / 1.01 + 3.401 / 1) / (1 / 1.01 + 1 / 1) = 2.677, the steps without an own interval 2.677 * 50 = 134.
     * With the interval of 7 days: (0.01 * 1.946 + 1 * 2.677) / 1.01 = 2.670, step 133.
     */
    test.each(answers)('%s draws the typical interval to that of all', async (_name, answer) => {
        const { customer_predictions: customers } = await answer();
        expect(customers.map((row) => [row['user_id'], row['purchase_days'], row['purchase_band'], row['interval_step'], row['days_since_last'], row['typical_interval_days']]).sort()).toEqual([
            ['1', '2', '2', '133', '2', '14.300000'],
            ['2', '1', '1', '134', '2', '14.590000'],
        ]);
    });

    /*
     * Eleven days at risk. Of user 1 2 to 8 January, of which one was to have exp(-2.68) = 0.068563 purchases, and Thursday the 9th and
     * Friday the 10th, exp(-2.66) = 0.069948; of user 2 the same two with 0.068563. The purchase was on Wednesday the 8th.
     * Wednesday: (1 + 20) / (0.068563 + 20) = 1.046413. Thursday: 20 / (3 days, 0.207074 + 20) = 0.989752. The other days: 20 / 20.068563.
     * After them, one purchase day: 0.616502 expected in nine days, and 0.138462 after two of them in two; and so on.
     */
    test.each(answers)('%s fits the factors in turn', async (_name, answer) => {
        const { purchase_factors: factors } = await answer();
        const of = (factor: string, first: number, second = 0) => factors.find((row) => row['factor'] === factor && row['first_band'] === String(first) && row['second_band'] === String(second));
        const expected: readonly (readonly [string, number, number, number, number, number])[] = [
            ['day_of_week', 1, 0, 0, 0.068563, 0.996584],
            ['day_of_week', 3, 0, 1, 0.068563, 1.046413],
            ['day_of_week', 4, 0, 0, 0.207074, 0.989752],
            ['purchases', 1, 0, 1, 0.616502, 1.018602],
            ['purchases', 2, 0, 0, 0.138462, 0.993124],
            ['ratio', 1, 0, 0, 0.207001, 0.989756],
            ['ratio', 5, 0, 1, 0.14268, 1.042562],
            ['recency', 2, 0, 1, 0.07619, 1.046015],
            ['purchases and recency', 1, 1, 0, 0.275599, 0.986407],
            ['purchases and recency', 2, 0, 0, 0.133145, 0.993387],
            ['interval and ratio', 2, 5, 1, 0.153938, 1.04198],
            ['again', 1, 2, 1, 0.62797, 1.018035],
            ['again', 2, 2, 0, 0.13751, 0.993171],
        ];
        for (const [factor, first, second, purchases, before, value] of expected) {
            const row = of(factor, first, second);
            expect(row?.['purchases'], `${factor} ${first} ${second}`).toBe(String(purchases));
            near(row?.['expected'], before);
            near(row?.['factor_value'], value);
        }
        // seven days of the week, two bands of purchases, four of the ratio, three of recency, four of both, four of interval and ratio, two of again
        expect(factors).toHaveLength(7 + 2 + 4 + 3 + 4 + 4 + 2);
    });

    /* The chance of each day is the product of what is above; that to have come back one less that to have stayed away on all of them. */
    test.each(answers)('%s says when they come back', async (_name, answer) => {
        const { customer_predictions: customers, return_curves: curves } = await answer();
        const dates = ['earliest_90', 'earliest_50', 'next_purchase_date', 'latest_50', 'latest_90'];
        const expected = [
            { user: '1', chances: [0.405942, 0.888385, 0.987168], dates: ['2020-01-11', '2020-01-14', '2020-01-20', '2020-01-29', '2020-02-18'], buys: [0.066465, 0.067508] },
            { user: '2', chances: [0.411951, 0.8921, 0.987743], dates: ['2020-01-11', '2020-01-15', '2020-01-19', '2020-01-28', '2020-02-17'], buys: [0.065912, 0.06683] },
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
