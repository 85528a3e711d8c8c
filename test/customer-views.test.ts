import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dimProducts } from '../tables/model/dimensions.js';
import { factSessions } from '../tables/model/fact-sessions.js';
import { factUserEvents } from '../tables/model/fact-user-events.js';
import { freshness, quality, runAccounts } from '../tables/model/operations.js';
import { recurrencePolicies } from '../tables/model/recurrence-policies.js';
import { views } from '../tables/views/index.js';
import { type Row, rows, ViewTables } from './oracle/view-tables.js';

let lake: ViewTables;
beforeEach(async () => {
    lake = await ViewTables.create();
});
afterEach(() => lake.close());

/** A line of a purchase, in a session of its own. */
const line = (user: number | null, time: string, product: number, more: Row = {}): Row => ({
    user_id: user === null ? null : String(user),
    event_time: time.padEnd(19, ' 12:00:00'),
    event_date: time.slice(0, 10),
    product_id: String(product),
    event_type: 'purchase',
    price: '1.0000',
    quantity: '1',
    session_id: `${time.slice(0, 10).replaceAll('-', '')}${user ?? 0}`,
    ...more,
});

/** As many different products as are wanted. */
const purchase = (user: number, date: string, products: number, more: Row = {}): Row[] => Array.from({ length: products }, (_, place) => line(user, date, place, more));

const numbered = (events: readonly Row[]): Row[] => events.map((event, place) => ({ event_id: String(place), ...event }));

/** Makes this the last day of the lake: a visit of somebody unknown. */
const lastDay = async (date: string) => {
    await lake.insert(factSessions, [{ session_id: '1', user_id: null, session_date: date, started_at: `${date} 10:00:00`, ended_at: `${date} 10:00:00`, events: '1', views: '1' }]);
    await lake.insert(factUserEvents, [{ event_id: '999999', session_id: '1', user_id: null, event_type: 'view', event_time: `${date} 10:00:00`, event_date: date }]);
};

describe('recurrent customers', () => {
    // 2024 is a leap year: from 1 to 31 January are 30 days, to 1 March 30 more, and 30 more to the last day of the lake, 31 March.
    // User 2 leaves 31 days, and 59 to the end. User 3 has one large purchase and a small one. User 4 has gaps of 10, 25 and 30
    // days: the mean is 65 / 3, the squares sum to 1625, and sqrt(3 * 1625 - 65 * 65) / 3 = sqrt(650) / 3 = 8.498366.
    // User 5 buys 11 products twice on one day, which is one day. User 6 buys 10 at most. March is not over: no month is broken by it.
    const EVENTS = [
        ...['2024-01-01', '2024-01-31', '2024-03-01'].flatMap((date) => purchase(1, date, 11)),
        ...['2024-01-01', '2024-02-01'].flatMap((date) => purchase(2, date, 12)),
        ...purchase(3, '2024-03-20', 11),
        ...purchase(3, '2024-03-25', 1),
        ...['2024-01-10', '2024-01-20', '2024-02-14', '2024-03-15'].flatMap((date) => purchase(4, date, 11)),
        ...purchase(5, '2024-02-10', 11),
        ...purchase(5, '2024-02-10', 11, { session_id: '77', event_time: '2024-02-10 18:00:00' }),
        ...['2024-02-10', '2024-02-20'].flatMap((date) => purchase(6, date, 10, { quantity: '5' })),
        line(null, '2024-02-10', 1),
    ];

    it('are those of each published reading, with what it rests on', async () => {
        await lake.insert(factUserEvents, numbered(EVENTS));
        await lastDay('2024-03-31');
        expect(await lake.query('select * from recurrent_customers order by policy, user_id')).toEqual(rows(`
            policy                   | user_id | is_recurrent | purchases | large_purchases | first_purchase_date | last_purchase_date | gaps | longest_gap_days | mean_gap_days | gap_deviation_days | days_since_last | windows_kept | windows_broken
            every 30 days            | 1       | true         | 3         | 3               | 2024-01-01          | 2024-03-01         | 2    | 30               | 30.000000     | 0.000000           | 30              | 3            | 0
            every 30 days            | 2       | false        | 2         | 2               | 2024-01-01          | 2024-02-01         | 1    | 31               | 31.000000     | 0.000000           | 59              | 2            | 2
            every 30 days            | 3       | false        | 2         | 1               | 2024-03-20          | 2024-03-20         | 0    |                  |               |                    | 11              | 1            | 0
            every 30 days            | 4       | false        | 4         | 4               | 2024-01-10          | 2024-03-15         | 3    | 30               | 21.666667     | 8.498366           | 16              | 4            | 0
            every 30 days            | 5       | false        | 1         | 1               | 2024-02-10          | 2024-02-10         | 0    |                  |               |                    | 50              | 1            | 1
            every 30 days            | 6       | false        | 2         | 0               |                     |                    | 0    |                  |               |                    |                 | 0            | 0
            twice in 30 days         | 1       | true         | 3         | 3               | 2024-01-01          | 2024-03-01         | 2    | 30               | 30.000000     | 0.000000           | 30              | 2            | 2
            twice in 30 days         | 2       | false        | 2         | 2               | 2024-01-01          | 2024-02-01         | 1    | 31               | 31.000000     | 0.000000           | 59              | 0            | 2
            twice in 30 days         | 3       | false        | 2         | 1               | 2024-03-20          | 2024-03-20         | 0    |                  |               |                    | 11              | 0            | 0
            twice in 30 days         | 4       | true         | 4         | 4               | 2024-01-10          | 2024-03-15         | 3    | 30               | 21.666667     | 8.498366           | 16              | 3            | 3
            twice in 30 days         | 5       | false        | 1         | 1               | 2024-02-10          | 2024-02-10         | 0    |                  |               |                    | 50              | 0            | 1
            twice in 30 days         | 6       | false        | 2         | 0               |                     |                    | 0    |                  |               |                    |                 | 0            | 0
            twice in a calendar month | 1      | true         | 3         | 3               | 2024-01-01          | 2024-03-01         | 2    | 30               | 30.000000     | 0.000000           | 30              | 1            | 1
            twice in a calendar month | 2      | false        | 2         | 2               | 2024-01-01          | 2024-02-01         | 1    | 31               | 31.000000     | 0.000000           | 59              | 0            | 2
            twice in a calendar month | 3      | false        | 2         | 1               | 2024-03-20          | 2024-03-20         | 0    |                  |               |                    | 11              | 0            | 0
            twice in a calendar month | 4      | true         | 4         | 4               | 2024-01-10          | 2024-03-15         | 3    | 30               | 21.666667     | 8.498366           | 16              | 1            | 1
            twice in a calendar month | 5      | false        | 1         | 1               | 2024-02-10          | 2024-02-10         | 0    |                  |               |                    | 50              | 0            | 1
            twice in a calendar month | 6      | false        | 2         | 0               |                     |                    | 0    |                  |               |                    |                 | 0            | 0
        `));
    });

    // User 1 fills January and March, and breaks February. User 2 fills February, and March, the month of the last day, can be filled still.
    it('keep months of the calendar that are full, and break the others but for the last', async () => {
        const dates = { 1: ['2024-01-05', '2024-01-06', '2024-03-05', '2024-03-06'], 2: ['2024-02-05', '2024-02-06', '2024-03-05'] };
        await lake.insert(factUserEvents, numbered(Object.entries(dates).flatMap(([user, list]) => list.flatMap((date) => purchase(Number(user), date, 11)))));
        await lastDay('2024-03-31');
        expect(await lake.query("select user_id, windows_kept, windows_broken from recurrent_customers where policy = 'twice in a calendar month' order by user_id")).toEqual(rows(`
            user_id | windows_kept | windows_broken
            1       | 2            | 1
            2       | 1            | 0
        `));
    });

    // Of the six known users of above who have bought, 1 is recurrent by every policy and 4 by two of them. A policy of which nobody
    // is one has a share of 0; users who only look are no customers.
    it('are counted by each policy among all who have bought', async () => {
        const nobody = { policy: 'never', reading: 'A thousand products.', purchase_is: 'day', products_are: 'distinct products', minimum_products: '1000', window_is: 'sliding', window_days: '30', holds: 'once', minimum_purchases: '1', minimum_gaps: '0' };
        await lake.insert(recurrencePolicies, [nobody]);
        await lake.insert(factUserEvents, numbered([...EVENTS, line(7, '2024-02-10', 1, { event_type: 'view' })]));
        await lastDay('2024-03-31');
        expect(await lake.query('select * from recurrence_by_policy order by policy')).toEqual(rows(`
            policy                    | reading                                                                                                        | customers | recurrent_customers | recurrent_share
            every 30 days             | At least one purchase in every 30 days, more than 10 products in each purchase, a low deviation of the intervals. | 6         | 1                   | 0.166667
            never                     | A thousand products.                                                                                           | 6         | 0                   | 0.000000
            twice in 30 days          | More than one purchase in 30 days, each of more than 10 products.                                              | 6         | 2                   | 0.333333
            twice in a calendar month | More than one purchase a month, each of more than 10 products.                                                 | 6         | 2                   | 0.333333
        `));
    });

    it('are others where a purchase is a session, and units or those of one line count', async () => {
        await lake.run('delete from model.recurrence_policies');
        const other = { reading: 'x', window_is: 'sliding', window_days: '10', holds: 'once', minimum_purchases: '2', minimum_gaps: '1', highest_deviation_days: null };
        await lake.insert(recurrencePolicies, [
            { policy: 'sessions', purchase_is: 'session', products_are: 'distinct products', minimum_products: '11', ...other },
            { policy: 'units', purchase_is: 'day', products_are: 'units', minimum_products: '50', ...other },
            { policy: 'units of one line', purchase_is: 'day', products_are: 'units of one line', minimum_products: '6', ...other },
        ]);
        await lake.insert(factUserEvents, numbered(EVENTS));
        await lastDay('2024-03-31');
        // User 4 has 10 days between two of 11 units; user 5 two sessions of one day; user 6 days of 50 units, 5 in each line.
        expect(await lake.query('select policy, user_id, large_purchases, longest_gap_days from recurrent_customers where is_recurrent order by policy, user_id')).toEqual(rows(`
            policy   | user_id | large_purchases | longest_gap_days
            sessions | 4       | 4               | 30
            sessions | 5       | 2               | 0
            units    | 6       | 2               | 10
        `));
    });

    it('may have ten thousand purchases', async () => {
        await lake.run(`insert into model.fact_user_events
            select range, timestamp '2024-01-01 12:00:00' + interval (range) hour, 'purchase', 1, range % 11, 1, 1, range, 'c', 'b', 'd', 's', 1, 1, cast(timestamp '2024-01-01 12:00:00' + interval (range) hour as date)
            from range(10000)`);
        await lastDay('2025-03-01');
        expect(await lake.query("select purchases, large_purchases, gaps, longest_gap_days, is_recurrent from recurrent_customers where policy = 'every 30 days'")).toEqual(rows(`
            purchases | large_purchases | gaps | longest_gap_days | is_recurrent
            418       | 417             | 416  | 1                | true
        `));
    });

    it('has a purchase on the day on which it begins, over midnight too', async () => {
        await lake.insert(factUserEvents, numbered([line(1, '2024-01-01 23:59:59', 1, { session_id: '5' }), line(1, '2024-01-02 00:00:00', 2, { session_id: '5' })]));
        await lastDay('2024-01-02');
        expect(await lake.query("select purchase_number, purchase_date, purchased_at, products, is_large from purchases_by_policy where policy = 'twice in 30 days' order by purchase_number")).toEqual(rows(`
            purchase_number | purchase_date | purchased_at        | products | is_large
            1               | 2024-01-01    | 2024-01-01 23:59:59 | 1        | false
            2               | 2024-01-02    | 2024-01-02 00:00:00 | 1        | false
        `));
    });
});

const visit = (user: number | null, date: string, purchases = 0, revenue = '0.0000'): Row => ({
    user_id: user === null ? null : String(user),
    session_date: date,
    started_at: `${date} 10:00:00`,
    ended_at: `${date} 10:00:00`,
    purchases: String(purchases),
    revenue,
});

describe('cohorts', () => {
    // Weeks begin on Mondays 29 January, 5 and 12 February. The lake ends on 28 February: that month is not over.
    it('have a row for each later week and month in which anyone came', async () => {
        await lake.insert(factSessions, [visit(1, '2024-01-30'), visit(1, '2024-02-01'), visit(1, '2024-02-14', 1), visit(2, '2024-02-05'), visit(3, '2024-02-14', 1), visit(null, '2024-02-28', 1)].map((session, place) => ({ ...session, session_id: String(place) })));
        expect(await lake.query('select * from cohort_retention order by period desc, cohort_start, period_start')).toEqual(rows(`
            period | cohort_start | period_start | periods_after | is_period_complete | cohort_users | users | buyers | retention_rate
            week   | 2024-01-29   | 2024-01-29   | 0             | true               | 1            | 1     | 0      | 1.000000
            week   | 2024-01-29   | 2024-02-05   | 1             | true               | 1            | 0     | 0      | 0.000000
            week   | 2024-01-29   | 2024-02-12   | 2             | true               | 1            | 1     | 1      | 1.000000
            week   | 2024-02-05   | 2024-02-05   | 0             | true               | 1            | 1     | 0      | 1.000000
            week   | 2024-02-05   | 2024-02-12   | 1             | true               | 1            | 0     | 0      | 0.000000
            week   | 2024-02-12   | 2024-02-12   | 0             | true               | 1            | 1     | 1      | 1.000000
            month  | 2024-01-01   | 2024-01-01   | 0             | true               | 1            | 1     | 0      | 1.000000
            month  | 2024-01-01   | 2024-02-01   | 1             | false              | 1            | 1     | 1      | 1.000000
            month  | 2024-02-01   | 2024-02-01   | 0             | false              | 2            | 2     | 1      | 1.000000
        `));
    });
});

describe('a week', () => {
    it.each([['2024-02-04', 'false'], ['2024-02-05', 'true']])('that the lake knows until %s is complete: %s', async (last, isComplete) => {
        await lake.insert(factSessions, [visit(1, '2024-01-29'), visit(null, last)].map((session, place) => ({ ...session, session_id: String(place) })));
        expect(await lake.query("select is_period_complete from cohort_retention where period = 'week'")).toEqual([{ is_period_complete: isComplete }]);
    });
});

describe('segments', () => {
    // Worse by recency, frequency and value are: of user 1 3, 4, 3; of 2 2, 3, 2; of 3 4, 0, 0; of 4 0, 0, 4; of 5 1, 0, 1.
    it('follow from the fifth in which a customer is by recency, frequency and value', async () => {
        const sessions = [visit(1, '2024-03-10', 1, '100'), visit(1, '2024-03-20', 2, '100'), visit(1, '2024-03-30', 1, '100'), visit(2, '2024-03-01', 1, '25'), visit(2, '2024-03-29', 1, '25'), visit(3, '2024-03-31', 1, '10'), visit(4, '2024-01-01', 1, '1000'), visit(5, '2024-01-15', 1, '20'), visit(6, '2024-03-31'), visit(null, '2024-03-31', 1, '7')];
        await lake.insert(factSessions, sessions.map((session, place) => ({ ...session, session_id: String(place) })));
        expect(await lake.query('select * from customer_segments order by user_id')).toEqual(rows(`
            user_id | first_purchase_date | last_purchase_date | recency_days | frequency | value     | recency_score | frequency_score | value_score | segment
            1       | 2024-03-10          | 2024-03-30         | 1            | 3         | 300.0000  | 4             | 5               | 4           | champion
            2       | 2024-03-01          | 2024-03-29         | 2            | 2         | 50.0000   | 3             | 4               | 3           | loyal
            3       | 2024-03-31          | 2024-03-31         | 0            | 1         | 10.0000   | 5             | 1               | 1           | new
            4       | 2024-01-01          | 2024-01-01         | 90           | 1         | 1000.0000 | 1             | 1               | 5           | at risk
            5       | 2024-01-15          | 2024-01-15         | 76           | 1         | 20.0000   | 2             | 1               | 2           | lost
        `));
    });

    // Of five with 3, 3, 3, 3 and 2 purchases the last is the most recent one, and worse by the others than all.
    it('call whoever came back lately and seldom occasional, and not new', async () => {
        const often = [1, 2, 3, 4].flatMap((user) => ['01', '02', '03'].map((day) => visit(user, `2024-03-${day}`, 1, '9')));
        await lake.insert(factSessions, [...often, visit(5, '2024-03-30', 1, '1'), visit(5, '2024-03-31', 1, '1')].map((session, place) => ({ ...session, session_id: String(place) })));
        expect(await lake.query('select recency_score, frequency_score, segment from customer_segments where user_id = 5')).toEqual([{ recency_score: '5', frequency_score: '1', segment: 'occasional' }]);
    });

    it('put all who are alike in the highest fifth by recency, and in the lowest by the others', async () => {
        await lake.insert(factSessions, Array.from({ length: 7 }, (_, user) => ({ ...visit(user, '2024-03-31', 1, '5'), session_id: String(user) })));
        expect(await lake.query('select distinct recency_score, frequency_score, value_score, segment from customer_segments')).toEqual([{ recency_score: '5', frequency_score: '1', value_score: '1', segment: 'new' }]);
    });
});

describe('what was left in the cart', () => {
    const item = (type: string, product: number, quantity: number, price: string): Row => ({ session_id: '1', event_type: type, product_id: String(product), quantity: String(quantity), price });

    // Product 1: 4 put in, the dearest at 12; 1 removed, 1 bought, 2 left. 2: 1 put in at 5, 3 removed. 3: removed only.
    // 4: 1 put in at 7, 5 bought.
    it('is worth the highest price at which it was put in, and no more than was put in', async () => {
        await lake.insert(factSessions, [{ ...visit(1, '2024-03-01', 1), session_id: '1', carts: '4' }]);
        await lake.insert(factUserEvents, numbered([item('cart', 1, 3, '10'), item('cart', 1, 1, '12'), item('remove_from_cart', 1, 1, '10'), item('purchase', 1, 1, '10'), item('cart', 2, 1, '5'), item('remove_from_cart', 2, 3, '5'), item('remove_from_cart', 3, 1, '9'), item('cart', 4, 1, '7'), item('purchase', 4, 5, '7'), item('view', 5, 1, '99')]));
        expect(await lake.query('select * from cart_abandonment')).toEqual(rows(`
            session_date | sessions_with_cart | sessions_abandoned | abandonment_rate | sessions_with_removal | value_in | units_removed | value_removed | units_left | value_left
            2024-03-01   | 1                  | 0                  | 0.000000         | 1                     | 60.0000  | 2             | 17.0000       | 2          | 24.0000
        `));
    });

    // Each of the two lines is plausible; together they are 99,999,999.9999 × 1,000,001.
    it('is worth more than any line may be', async () => {
        await lake.insert(factSessions, [{ ...visit(1, '2024-03-01', 1), session_id: '1', carts: '2' }]);
        await lake.insert(factUserEvents, numbered([item('cart', 1, 1, '99999999.9999'), item('cart', 1, 1_000_000, '999.9999')]));
        expect(await lake.query('select value_in, value_left from cart_abandonment')).toEqual([{ value_in: '100000099999899.9999', value_left: '100000099999899.9999' }]);
    });
});

describe('sums of revenue', () => {
    // Two sessions that each bought a million at 99,999,999.9999, on one day, by one user, of one product.
    it.each(views.filter(({ columns }) => 'revenue' in columns || 'value' in columns))('have room in $name for more than any session may have', async ({ name, columns }) => {
        const sold = ['1', '2'].map((id): Row => line(1, '2024-03-01', 1, { event_id: id, session_id: id, price: '99999999.9999', quantity: '1000000' }));
        await lake.insert(dimProducts, [{ product_id: '1', price: '99999999.9999' }]);
        await lake.insert(factUserEvents, sold);
        await lake.insert(factSessions, ['1', '2'].map((id) => ({ ...visit(1, '2024-03-01', 1, '99999999999900'), session_id: id, events: '1', funnel_complete: 'false' })));
        const column = 'revenue' in columns ? 'revenue' : 'value';
        expect(await lake.query(`select max(${column}) as most from ${name}`)).toEqual([{ most: '199999999999800.0000' }]);
    });
});

describe('prices', () => {
    // f and g: the highest price that a shop can write, alone and with another. b: places 1.25 and 3.75 of 5 are rounded up. The mean and the median of c, 1.00005, are rounded up.
    it('have mean, median and quartiles, rounded half up', async () => {
        const product = (brand: string, price: string | null): Row => ({ brand, category_name: `${brand}.${brand}`, price });
        await lake.insert(dimProducts, [product('a', '19.99'), ...['40', '10', '1000000', '20', '30'].map((price) => product('b', price)), product('c', '1.0001'), product('c', '1.0000'), product('d', null), ...['3', '1', '4', '2'].map((price) => product('e', price)), product('f', '99999999999999.9999'), product('g', '99999999999999.9999'), product('g', '99999999999999.9996')].map((one, place) => ({ ...one, product_id: String(place) })));
        const expected = rows(`
            brand | products | mean_price  | median_price | lowest_price | lower_quartile_price | upper_quartile_price | highest_price | interquartile_range
            a     | 1        | 19.9900     | 19.9900      | 19.9900      | 19.9900              | 19.9900              | 19.9900       | 0.0000
            b     | 5        | 200020.0000 | 30.0000      | 10.0000      | 20.0000              | 40.0000              | 1000000.0000  | 20.0000
            c     | 2        | 1.0001      | 1.0001       | 1.0000       | 1.0000               | 1.0001               | 1.0001        | 0.0001
            e     | 4        | 2.5000      | 2.5000       | 1.0000       | 1.0000               | 3.0000               | 4.0000        | 2.0000
            f     | 1        | 99999999999999.9999 | 99999999999999.9999 | 99999999999999.9999 | 99999999999999.9999 | 99999999999999.9999 | 99999999999999.9999 | 0.0000
            g     | 2        | 99999999999999.9998 | 99999999999999.9998 | 99999999999999.9996 | 99999999999999.9996 | 99999999999999.9999 | 99999999999999.9999 | 0.0003
        `);
        expect(await lake.query('select * from price_by_brand order by brand')).toEqual(expected);
        expect(await lake.query('select * from price_by_category order by category_name')).toEqual(expected.map(({ brand, ...others }) => ({ category_name: `${brand}.${brand}`, ...others })));
    });

    const seen = (product: number, prices: readonly string[]): Row[] => prices.map((price, day) => ({ product_id: String(product), event_date: `2024-03-0${day + 1}`, price }));

    // Product 1 costs 100 on all days but two: 110 is a tenth away, 150 half. Product 2 has four days only. Of product 3 the median
    // is 102.5; the distances are 2.5, 2.5, 7.5, 7.5, 12.5 and 97.5, of which 7.5 is the median, and 5.1891 times that is 38.9. It is
    // not among the products any more.
    it('stand out where they are far from what the product usually costs', async () => {
        const events = [...seen(1, ['100', '100', '100', '100', '100', '150', '110']), ...seen(1, ['100']), ...seen(2, ['1', '1', '1', '1000000']), ...seen(3, ['90', '95', '100', '105', '110', '200'])];
        await lake.insert(factUserEvents, numbered(events));
        await lake.insert(dimProducts, [{ product_id: '1', product_name: 'Lamp', brand: 'acme', category_name: 'home.lamps' }, { product_id: '2', product_name: 'Desk' }]);
        expect(await lake.query('select * from price_anomalies order by product_id')).toEqual(rows(`
            product_id | event_date | price    | product_name | brand   | category_name | events | usual_price | usual_deviation | difference
            1          | 2024-03-06 | 150.0000 | Lamp         | acme    | home.lamps    | 1      | 100.0000    | 0.0000          | 50.0000
            3          | 2024-03-06 | 200.0000 |              | unknown | unknown       | 1      | 102.5000    | 7.5000          | 97.5000
        `));
    });
});

describe('the conversion of a product', () => {
    it('is told from twenty sessions on that viewed it', async () => {
        const viewed = (product: number, session: number): Row => ({ product_id: String(product), session_id: String(session), event_type: 'view' });
        const of = (product: number, views: number) => Array.from({ length: views }, (_, session) => viewed(product, session));
        const bought = [1, 2, 3, 99].map((session) => ({ ...viewed(1, session), event_type: 'purchase', quantity: '1' }));
        // Product 3 has twenty views of one session.
        await lake.insert(factUserEvents, numbered([...of(1, 20), ...bought, ...of(2, 19), ...Array.from({ length: 20 }, () => viewed(3, 1))]));
        // Session 99 bought what it had not viewed.
        expect(await lake.query('select product_id, views, purchases, sessions_with_view_and_purchase, has_enough_views, conversion_rate from product_conversion order by product_id')).toEqual(rows(`
            product_id | views | purchases | sessions_with_view_and_purchase | has_enough_views | conversion_rate
            1          | 20    | 4         | 3                               | true             | 0.150000
            2          | 19    | 0         | 0                               | false            |
            3          | 20    | 0         | 0                               | false            |
        `));
    });
});

describe('what runs tell', () => {
    it('is how far behind each table is, in whole seconds', async () => {
        await lake.insert(freshness, rows(`
            table_name | run_id | changed_at
            events     | 3      | 2024-03-01 12:00:00.999
            users      | 2      | 2024-03-01 11:59:58.000
            brands     | 1      |
        `));
        expect(await lake.query('select * from data_freshness order by table_name')).toEqual(rows(`
            table_name | last_run_id | newest_change_at        | seconds_behind
            brands     | 1           |                         |
            events     | 3           | 2024-03-01 12:00:00.999 | 0
            users      | 2           | 2024-03-01 11:59:58     | 2
        `));
    });

    it('is what was noticed last and in all', async () => {
        await lake.insert(quality, rows(`
            run_id | table_name | measure                | records | of_records | share
            1      | events     | broken: price_positive | 1       | 3          | 0.333333
            2      | events     | broken: price_positive | 1       | 4          | 0.250000
            2      | events     | missing: brand         | 0       | 0          |
        `));
        // Run 3 was given records of which none broke the rule, and run 4 none at all.
        await lake.insert(runAccounts, rows(`
            run_id | table_name | records
            1      | events     | 3
            2      | events     | 4
            3      | events     | 13
            4      | events     | 0
            4      | users      | 9
        `));
        expect(await lake.query('select * from data_quality order by measure')).toEqual(rows(`
            table_name | measure                | runs | last_run_id | last_records | last_of_records | last_share | records | of_records | share
            events     | broken: price_positive | 3    | 3           | 0            | 13              | 0.000000   | 2       | 20         | 0.100000
            events     | missing: brand         | 1    | 2           | 0            | 0               |            | 0       | 0          |
        `));
    });

    it('is the account of each table, and whether it closes', async () => {
        await lake.insert(runAccounts, rows(`
            run_id | table_name | records | applied | superseded | duplicate | quarantined
            1      | events     | 10      | 7       | 1          | 1         | 1
            2      | events     | 2       | 2       | 0          | 0         | 0
            2      | users      | 3       | 1       | 1          | 0         | 0
        `));
        expect(await lake.query('select * from record_account order by table_name')).toEqual(rows(`
            table_name | runs | last_run_id | records | applied | superseded | duplicate | quarantined | quarantined_share | is_closed
            events     | 2    | 2           | 12      | 9       | 1          | 1         | 1           | 0.083333          | true
            users      | 1    | 2           | 3       | 1       | 1          | 0         | 0           | 0.000000          | false
        `));
    });
});
