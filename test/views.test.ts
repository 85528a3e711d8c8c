import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { viewsReadBy } from '../tables/derive/view-order.js';
import { dimProducts } from '../tables/model/dimensions.js';
import { factSessions } from '../tables/model/fact-sessions.js';
import { factUserEvents } from '../tables/model/fact-user-events.js';
import { modelTables } from '../tables/model/index.js';
import type { View } from '../tables/table.js';
import { views } from '../tables/views/index.js';
import { duckdbType, type Row, rows, textOf, ViewTables } from './oracle/view-tables.js';

const PRODUCTS = rows(`
    product | category_name          | brand   | price
    101     | electronics.smartphone | apple   | 500.00
    102     | electronics.smartphone | samsung | 250.00
    201     | electronics.audio      | sony    |  80.50
    301     | unknown                | unknown |  19.99
    401     | furniture.bedroom.bed  | ikea    |  80.50
    501     | toys                   | lego    |  25.00
`);

// Session 3 buys without a view. Session 4 goes on after midnight, session 6 begins at midnight. Session 7 does three
// things at one time. Sessions 6 and 9 are of no known user. Session 10 only takes toys out of the cart.
const EVENTS = rows(`
    event_time          | session | user | event_type       | product | quantity
    2024-03-01 10:00:00 |       1 |    1 | view             | 101     | 1
    2024-03-01 10:00:30 |       1 |    1 | cart             | 101     | 1
    2024-03-01 10:02:00 |       1 |    1 | purchase         | 101     | 1
    2024-03-01 12:00:00 |       2 |    1 | view             | 201     | 1
    2024-03-01 12:00:00 |       2 |    1 | cart             | 201     | 1
    2024-03-01 12:00:10 |       2 |    1 | remove_from_cart | 201     | 1
    2024-03-01 15:00:00 |       3 |    2 | purchase         | 301     | 3
    2024-03-01 23:59:30 |       4 |    2 | view             | 101     | 1
    2024-03-02 00:00:00 |       4 |    2 | cart             | 101     | 2
    2024-03-02 00:00:31 |       4 |    2 | purchase         | 101     | 2
    2024-03-01 08:00:00 |       5 |    4 | view             | 301     | 1
    2024-03-01 08:10:00 |       5 |    4 | view             | 101     | 1
    2024-03-02 00:00:00 |       6 |      | view             | 201     | 1
    2024-03-02 00:00:00 |       6 |      | view             | 101     | 1
    2024-03-02 09:00:00 |       7 |    3 | view             | 201     | 1
    2024-03-02 09:00:00 |       7 |    3 | cart             | 201     | 1
    2024-03-02 09:00:00 |       7 |    3 | purchase         | 201     | 1
    2024-03-02 09:30:01 |       7 |    3 | purchase         | 401     | 1
    2024-03-02 18:00:00 |       8 |    4 | view             | 301     | 1
    2024-03-03 08:00:00 |       9 |      | view             | 102     | 1
    2024-03-03 08:00:11 |       9 |      | purchase         | 102     | 2
    2024-03-03 20:00:00 |      10 |    3 | remove_from_cart | 501     | 1
`);

// Worked out from the events above. Session 4 is 30 + 31 seconds long; session 7 earns 80.50 + 80.50.
const SESSIONS = rows(`
    session_id | user_id | started_at          | ended_at            | duration_seconds | events | views | carts | removals | purchases | products_bought | units_bought | revenue | furthest_stage | is_funnel_complete | furthest_stage_in_order
     1         | 1       | 2024-03-01 10:00:00 | 2024-03-01 10:02:00 |  120             | 3      | 1     | 1     | 0        | 1         | 1               | 1            |  500.00 | purchase       | true                             | purchase
     2         | 1       | 2024-03-01 12:00:00 | 2024-03-01 12:00:10 |   10             | 3      | 1     | 1     | 1        | 0         | 0               | 0            |    0    | cart           | false                            | cart
     3         | 2       | 2024-03-01 15:00:00 | 2024-03-01 15:00:00 |    0             | 1      | 0     | 0     | 0        | 1         | 1               | 3            |   59.97 | purchase       | false                            | none
     4         | 2       | 2024-03-01 23:59:30 | 2024-03-02 00:00:31 |   61             | 3      | 1     | 1     | 0        | 1         | 1               | 2            | 1000.00 | purchase       | true                             | purchase
     5         | 4       | 2024-03-01 08:00:00 | 2024-03-01 08:10:00 |  600             | 2      | 2     | 0     | 0        | 0         | 0               | 0            |    0    | view           | false                            | view
     6         |         | 2024-03-02 00:00:00 | 2024-03-02 00:00:00 |    0             | 2      | 2     | 0     | 0        | 0         | 0               | 0            |    0    | view           | false                            | view
     7         | 3       | 2024-03-02 09:00:00 | 2024-03-02 09:30:01 | 1801             | 4      | 1     | 1     | 0        | 2         | 2               | 2            |  161.00 | purchase       | true                             | purchase
     8         | 4       | 2024-03-02 18:00:00 | 2024-03-02 18:00:00 |    0             | 1      | 1     | 0     | 0        | 0         | 0               | 0            |    0    | view           | false                            | view
     9         |         | 2024-03-03 08:00:00 | 2024-03-03 08:00:11 |   11             | 2      | 1     | 0     | 0        | 1         | 1               | 2            |  500.00 | purchase       | false                            | view
    10         | 3       | 2024-03-03 20:00:00 | 2024-03-03 20:00:00 |    0             | 1      | 0     | 0     | 1        | 0         | 0               | 0            |    0    | none           | false                            | none
`);

const VISITS = rows(`
    session | device_type | source_channel
    1       | mobile      | email
    2       | mobile      | email
    3       | desktop     | unknown
    4       | desktop     | email
    5       | mobile      | email
    6       | mobile      | ads
    7       | mobile      | email
    8       | mobile      | email
    9       | desktop     | ads
    10      | desktop     | ads
`);

/** On which device and from which channel a session is. */
const visitOf = (id: string): Row => {
    const { session: _, ...visit } = VISITS.find(({ session }) => session === id)!;
    return visit;
};

const codeOf = (view: View): string => textOf(view).replace(/--.*/g, '').replace(/'[^']*'/g, "''");

let lake: ViewTables;
const insert: ViewTables['insert'] = (table, records) => lake.insert(table, records);
const query: ViewTables['query'] = (sql) => lake.query(sql);

const MEASURES = ['events', 'views', 'carts', 'removals', 'purchases', 'units', 'revenue'];

/** Expects that the measures of a finer view, summed by the key of a coarser one, are those of the coarser one. */
async function addUp({ measures, of, to, by }: { readonly measures: readonly string[]; readonly of: string; readonly to: string; readonly by: string }): Promise<void> {
    const found = await query(`select ${by}, ${measures.map((measure) => `sum(${measure}) as ${measure}`).join(', ')} from ${of} group by all order by ${by}`);
    expect(found).toEqual(await query(`select ${by}, ${measures.join(', ')} from ${to} order by ${by}`));
}

/** numerator / denominator to six places, rounded half up. */
function quotient(numerator: bigint, denominator: bigint): string {
    const millionths = String((2_000_000n * numerator + denominator) / (2n * denominator)).padStart(7, '0');
    return `${millionths.slice(0, -6)}.${millionths.slice(-6)}`;
}

beforeEach(async () => {
    lake = await ViewTables.create();
});

afterEach(() => lake.close());

describe('the order of time in a category', () => {
    it.each([
        ['a cart between the first view and the purchase, with others before and behind', ['cart', 'view', 'cart', 'purchase', 'cart'], 1, 1],
        ['one that lies between the first and a later purchase', ['cart', 'view', 'purchase', 'cart', 'purchase', 'cart'], 1, 1],
        ['none between, though carts before and behind', ['cart', 'view', 'purchase', 'cart'], 1, 0],
        ['a purchase before the view', ['purchase', 'view', 'cart'], 1, 0],
        ['a cart before the view alone', ['cart', 'view', 'purchase'], 0, 0],
        ['no view', ['cart', 'purchase', 'cart'], 0, 0],
    ] as const)('is kept: %s', async (_case, types, afterView, complete) => {
        const of = (category: string, minutes: readonly number[]) =>
            types.map((type, i) => ({ event_time: `2024-03-01 10:0${minutes[i]}:00`, event_date: '2024-03-01', event_type: type, session_id: '1', user_id: '7', product_id: '101', price: '2.00', quantity: '1', category_name: category, brand: 'b', device_type: 'mobile', source_channel: 'ads', day_of_week: '5', hour_of_day: '10' }));
        // Of another category all at one time, which counts as in order.
        await insert(factUserEvents, [...of('later', [0, 1, 2, 3, 4, 5]), ...of('at once', [0, 0, 0, 0, 0, 0])]);
        const isOrdered = types.includes('view' as never) && types.includes('cart' as never) ? '1' : '0';
        expect(await query('select category_name, sessions_with_cart_after_view, sessions_complete, users_complete from funnel_by_category order by category_name')).toEqual([
            { category_name: 'at once', sessions_with_cart_after_view: isOrdered, sessions_complete: types.includes('purchase' as never) ? isOrdered : '0', users_complete: types.includes('purchase' as never) ? isOrdered : '0' },
            { category_name: 'later', sessions_with_cart_after_view: String(afterView), sessions_complete: String(complete), users_complete: String(complete) },
        ]);
    });
});

describe('answers about the events above', () => {
    beforeEach(async () => {
        await insert(factSessions, SESSIONS.map((session) => ({ ...session, ...visitOf(session.session_id!), session_date: session.started_at!.slice(0, 10) })));
        await insert(factUserEvents, EVENTS.map((event) => {
            const product = PRODUCTS.find((candidate) => candidate.product === event.product)!;
            const [day, hour] = [Number(event.event_time!.slice(8, 10)), Number(event.event_time!.slice(11, 13))];
            return { ...event, ...product, ...visitOf(event.session!), day_of_week: String(day + 4), hour_of_day: String(hour), session_id: event.session!, user_id: event.user!, product_id: event.product!, event_date: event.event_time!.slice(0, 10) };
        }));
        await insert(dimProducts, PRODUCTS.filter(({ product }) => product !== '501').map(({ product, ...others }) => ({ ...others, product_id: product!, product_name: product === '101' ? 'one' : null })));
    });

    // On 1 March began sessions 1 to 5: views in 1, 2, 4, 5; carts in 1, 2, 4; purchases in 1, 3, 4; 500 + 59.97 + 1000.
    // On 2 March 6, 7, 8, all with a view; only 7, of user 3, put in the cart and bought.
    // On 3 March 9 viewed and bought without a cart and without a known user; 10 did neither.
    it('counts sessions and users per stage on the day the session began', async () => {
        expect(await query('select * from funnel_daily order by session_date')).toEqual(rows(`
            session_date | sessions | sessions_with_view | sessions_with_cart | sessions_with_purchase | sessions_with_cart_after_view | sessions_complete | users | users_with_view | users_with_cart | users_with_purchase | users_with_cart_after_view | users_complete | view_to_cart_rate | cart_to_purchase_rate | view_to_purchase_rate | revenue
            2024-03-01   | 5        | 4                  | 3                  | 3                      | 3                             | 2                 | 3     | 3               | 2               | 2                   | 2                          | 2              | 0.750000          | 1.000000              | 0.750000              | 1559.9700
            2024-03-02   | 3        | 3                  | 1                  | 1                      | 1                             | 1                 | 2     | 2               | 1               | 1                   | 1                          | 1              | 0.333333          | 1.000000              | 0.333333              | 161.0000
            2024-03-03   | 2        | 1                  | 0                  | 1                      | 0                             | 0                 | 1     | 0               | 0               | 0                   | 0                          | 0              | 0.000000          |                       | 1.000000              | 500.0000
        `));
    });

    // On 1 March 1, 2 and 5 are of one device and channel; on 2 March 7 and 8, on 3 March 9 and 10.
    it('counts sessions per stage by device and channel, which add up to those of the day', async () => {
        expect(await query('select * from funnel_by_channel order by session_date, device_type, source_channel')).toEqual(rows(`
            session_date | device_type | source_channel | sessions | sessions_with_view | sessions_with_cart | sessions_with_purchase | sessions_with_cart_after_view | sessions_complete | revenue
            2024-03-01   | desktop     | email          | 1        | 1                  | 1                  | 1                      | 1                             | 1                 | 1000.0000
            2024-03-01   | desktop     | unknown        | 1        | 0                  | 0                  | 1                      | 0                             | 0                 | 59.9700
            2024-03-01   | mobile      | email          | 3        | 3                  | 2                  | 1                      | 2                             | 1                 | 500.0000
            2024-03-02   | mobile      | ads            | 1        | 1                  | 0                  | 0                      | 0                             | 0                 | 0.0000
            2024-03-02   | mobile      | email          | 2        | 2                  | 1                  | 1                      | 1                             | 1                 | 161.0000
            2024-03-03   | desktop     | ads            | 2        | 1                  | 0                  | 1                      | 0                             | 0                 | 500.0000
        `));
        await addUp({ measures: ['sessions', 'sessions_with_view', 'sessions_with_cart', 'sessions_with_purchase', 'sessions_with_cart_after_view', 'sessions_complete', 'revenue'], of: 'funnel_by_channel', to: 'funnel_daily', by: 'session_date' });
    });

    // audio: views in sessions 2, 6, 7, carts in 2, 7, a purchase in 7. smartphone: views in 1, 4, 5, 6, 9, carts in 1, 4,
    // purchases in 1, 4, 9, of users 1, 2 and nobody known. bed: a purchase in 7. toys: nothing.
    // unknown: views in 5, 8, a purchase in 3.
    it('counts a session in each category that it touched', async () => {
        expect(await query('select * from funnel_by_category order by category_name')).toEqual(rows(`
            category_name          | sessions_with_view | sessions_with_cart | sessions_with_purchase | sessions_with_cart_after_view | sessions_complete | users_with_view | users_with_cart | users_with_purchase | users_with_cart_after_view | users_complete | views | carts | purchases | view_to_cart_rate | cart_to_purchase_rate | view_to_purchase_rate | revenue
            electronics.audio      | 3                  | 2                  | 1                      | 2                             | 1                 | 2               | 2               | 1                   | 2                          | 1              | 3     | 2     | 1         | 0.666667          | 0.500000              | 0.333333              | 80.5000
            electronics.smartphone | 5                  | 2                  | 3                      | 2                             | 2                 | 3               | 2               | 2                   | 2                          | 2              | 5     | 2     | 3         | 0.400000          | 1.500000              | 0.600000              | 2000.0000
            furniture.bedroom.bed  | 0                  | 0                  | 1                      | 0                             | 0                 | 0               | 0               | 1                   | 0                          | 0              | 0     | 0     | 1         |                   |                       |                       | 80.5000
            toys                   | 0                  | 0                  | 0                      | 0                             | 0                 | 0               | 0               | 0                   | 0                          | 0              | 0     | 0     | 0         |                   |                       |                       | 0.0000
            unknown                | 2                  | 0                  | 1                      | 0                             | 0                 | 1               | 0               | 1                   | 0                          | 0              | 2     | 0     | 1         | 0.000000          |                       | 0.500000              | 59.9700
        `));
    });

    // In all 2220.97: 2000 = 500 + 2 x 500 + 2 x 250 is 0.9005074..., 80.50 is 0.0362454..., 3 x 19.99 = 59.97 is 0.0270017...
    it('ranks categories by revenue, equal ones by name', async () => {
        expect(await query('select * from top_categories order by revenue_rank')).toEqual(rows(`
            category_name          | revenue_rank | units_rank | purchases | units | buyers | revenue   | share_of_revenue
            electronics.smartphone | 1            | 1          | 3         | 5     | 2      | 2000.0000 | 0.900507
            electronics.audio      | 2            | 3          | 1         | 1     | 1      | 80.5000   | 0.036245
            furniture.bedroom.bed  | 3            | 4          | 1         | 1     | 1      | 80.5000   | 0.036245
            unknown                | 4            | 2          | 1         | 3     | 1      | 59.9700   | 0.027002
        `));
    });

    // Of 2220.97: 500 + 2 x 500 = 1500 is 0.67538057..., 2 x 250 is 0.22512685... and of no known user.
    it('ranks brands by revenue, equal ones by name', async () => {
        expect(await query('select * from top_brands order by revenue_rank')).toEqual(rows(`
            brand   | revenue_rank | units_rank | purchases | units | buyers | revenue   | share_of_revenue
            apple   | 1            | 1          | 2         | 3     | 2      | 1500.0000 | 0.675381
            samsung | 2            | 3          | 1         | 2     | 0      | 500.0000  | 0.225127
            ikea    | 3            | 4          | 1         | 1     | 1      | 80.5000   | 0.036245
            sony    | 4            | 5          | 1         | 1     | 1      | 80.5000   | 0.036245
            unknown | 5            | 2          | 1         | 3     | 1      | 59.9700   | 0.027002
        `));
    });

    // User 1 has sessions 1, 2; user 2 has 3, 4; user 3 has 7, 10; user 4 has 5, 8; 6 and 9 are of nobody known.
    it('sums up the sessions of each known user', async () => {
        expect(await query('select * from sessions_per_user order by user_id')).toEqual(rows(`
            user_id | sessions | events | purchases | revenue   | first_session_at    | last_session_at     | mean_duration_seconds | longest_duration_seconds
            1       | 2        | 6      | 1         | 500.0000  | 2024-03-01 10:00:00 | 2024-03-01 12:00:00 | 65.000000             | 120
            2       | 2        | 4      | 2         | 1059.9700 | 2024-03-01 15:00:00 | 2024-03-01 23:59:30 | 30.500000             | 61
            3       | 2        | 5      | 2         | 161.0000  | 2024-03-02 09:00:00 | 2024-03-03 20:00:00 | 900.500000            | 1801
            4       | 2        | 3      | 0         | 0.0000    | 2024-03-01 08:00:00 | 2024-03-02 18:00:00 | 300.000000            | 600
        `));
    });

    // On 1 March 3 + 3 + 1 + 1 + 2 events of sessions 1 to 5; on 2 March 2 of session 4, 2 + 4 + 1 of 6, 7, 8; on 3 March 2 + 1 of 9, 10.
    it('counts events on the day and in the week in which they happened', async () => {
        expect(await query('select * from events_by_day order by event_date')).toEqual(rows(`
            event_date | events | views | carts | removals | purchases | sessions | users | units | revenue
            2024-03-01 | 10     | 5     | 2     | 1        | 2         | 5        | 3     | 4     | 559.9700
            2024-03-02 | 9      | 4     | 2     | 0        | 3         | 4        | 3     | 4     | 1161.0000
            2024-03-03 | 3      | 1     | 0     | 1        | 1         | 2        | 1     | 2     | 500.0000
        `));
        expect(await query('select * from events_by_week')).toEqual(rows(`
            week_start | days | events | views | carts | removals | purchases | sessions | users | units | revenue
            2024-02-26 | 3    | 22     | 10    | 4     | 2        | 6         | 10       | 4     | 10    | 2220.9700
        `));
    });

    // 1 March 2024 was a Friday. At midnight sessions 4 and 6 meet.
    it('counts events at the hour of the day of the week', async () => {
        expect(await query('select * from events_by_hour order by day_of_week, hour_of_day')).toEqual(rows(`
            day_of_week | hour_of_day | days | events | views | carts | removals | purchases | sessions | users | units | revenue
            5           | 8           | 1    | 2      | 2     | 0     | 0        | 0         | 1        | 1     | 0     | 0.0000
            5           | 10          | 1    | 3      | 1     | 1     | 0        | 1         | 1        | 1     | 1     | 500.0000
            5           | 12          | 1    | 3      | 1     | 1     | 1        | 0         | 1        | 1     | 0     | 0.0000
            5           | 15          | 1    | 1      | 0     | 0     | 0        | 1         | 1        | 1     | 3     | 59.9700
            5           | 23          | 1    | 1      | 1     | 0     | 0        | 0         | 1        | 1     | 0     | 0.0000
            6           | 0           | 1    | 4      | 2     | 1     | 0        | 1         | 2        | 1     | 2     | 1000.0000
            6           | 9           | 1    | 4      | 1     | 1     | 0        | 2         | 1        | 1     | 2     | 161.0000
            6           | 18          | 1    | 1      | 1     | 0     | 0        | 0         | 1        | 1     | 0     | 0.0000
            7           | 8           | 1    | 2      | 1     | 0     | 0        | 1         | 1        | 0     | 2     | 500.0000
            7           | 20          | 1    | 1      | 0     | 0     | 1        | 0         | 1        | 1     | 0     | 0.0000
        `));
    });

    // Of product 101 are on 1 March session 4, and sessions 1 and 5, which are of one device and channel. Product 301 was seen by 5 and
    // 8 and bought by 3, product 201 seen on 2 March by 6 and 7.
    it('counts events by category, brand, device and channel, which add up to those of the day', async () => {
        expect(await query('select * from activity_by_day order by event_date, category_name, brand, device_type, source_channel')).toEqual(rows(`
            event_date | category_name          | brand   | device_type | source_channel | events | views | carts | removals | purchases | units | revenue
            2024-03-01 | electronics.audio      | sony    | mobile      | email          | 3      | 1     | 1     | 1        | 0         | 0     | 0.0000
            2024-03-01 | electronics.smartphone | apple   | desktop     | email          | 1      | 1     | 0     | 0        | 0         | 0     | 0.0000
            2024-03-01 | electronics.smartphone | apple   | mobile      | email          | 4      | 2     | 1     | 0        | 1         | 1     | 500.0000
            2024-03-01 | unknown                | unknown | desktop     | unknown        | 1      | 0     | 0     | 0        | 1         | 3     | 59.9700
            2024-03-01 | unknown                | unknown | mobile      | email          | 1      | 1     | 0     | 0        | 0         | 0     | 0.0000
            2024-03-02 | electronics.audio      | sony    | mobile      | ads            | 1      | 1     | 0     | 0        | 0         | 0     | 0.0000
            2024-03-02 | electronics.audio      | sony    | mobile      | email          | 3      | 1     | 1     | 0        | 1         | 1     | 80.5000
            2024-03-02 | electronics.smartphone | apple   | desktop     | email          | 2      | 0     | 1     | 0        | 1         | 2     | 1000.0000
            2024-03-02 | electronics.smartphone | apple   | mobile      | ads            | 1      | 1     | 0     | 0        | 0         | 0     | 0.0000
            2024-03-02 | furniture.bedroom.bed  | ikea    | mobile      | email          | 1      | 0     | 0     | 0        | 1         | 1     | 80.5000
            2024-03-02 | unknown                | unknown | mobile      | email          | 1      | 1     | 0     | 0        | 0         | 0     | 0.0000
            2024-03-03 | electronics.smartphone | samsung | desktop     | ads            | 2      | 1     | 0     | 0        | 1         | 2     | 500.0000
            2024-03-03 | toys                   | lego    | desktop     | ads            | 1      | 0     | 0     | 1        | 0         | 0     | 0.0000
        `));
        await addUp({ measures: MEASURES, of: 'activity_by_day', to: 'events_by_day', by: 'event_date' });
    });

    // At midnight session 4 on a desktop and session 6 on a mobile meet.
    it('counts events by hour, device and channel, which add up to those of the day and of the hour of the week', async () => {
        expect(await query('select * from activity_by_hour order by event_date, hour_of_day, device_type, source_channel')).toEqual(rows(`
            event_date | day_of_week | hour_of_day | device_type | source_channel | events | views | carts | removals | purchases | units | revenue
            2024-03-01 | 5           | 8           | mobile      | email          | 2      | 2     | 0     | 0        | 0         | 0     | 0.0000
            2024-03-01 | 5           | 10          | mobile      | email          | 3      | 1     | 1     | 0        | 1         | 1     | 500.0000
            2024-03-01 | 5           | 12          | mobile      | email          | 3      | 1     | 1     | 1        | 0         | 0     | 0.0000
            2024-03-01 | 5           | 15          | desktop     | unknown        | 1      | 0     | 0     | 0        | 1         | 3     | 59.9700
            2024-03-01 | 5           | 23          | desktop     | email          | 1      | 1     | 0     | 0        | 0         | 0     | 0.0000
            2024-03-02 | 6           | 0           | desktop     | email          | 2      | 0     | 1     | 0        | 1         | 2     | 1000.0000
            2024-03-02 | 6           | 0           | mobile      | ads            | 2      | 2     | 0     | 0        | 0         | 0     | 0.0000
            2024-03-02 | 6           | 9           | mobile      | email          | 4      | 1     | 1     | 0        | 2         | 2     | 161.0000
            2024-03-02 | 6           | 18          | mobile      | email          | 1      | 1     | 0     | 0        | 0         | 0     | 0.0000
            2024-03-03 | 7           | 8           | desktop     | ads            | 2      | 1     | 0     | 0        | 1         | 2     | 500.0000
            2024-03-03 | 7           | 20          | desktop     | ads            | 1      | 0     | 0     | 1        | 0         | 0     | 0.0000
        `));
        await addUp({ measures: MEASURES, of: 'activity_by_hour', to: 'events_by_day', by: 'event_date' });
        await addUp({ measures: MEASURES, of: 'activity_by_hour', to: 'events_by_hour', by: 'day_of_week, hour_of_day' });
    });

    // None was viewed in 20 sessions. Product 501 is not among the products any more.
    it('compares how often each product is viewed and bought', async () => {
        expect(await query('select * from product_conversion order by product_id')).toEqual(rows(`
            product_id | product_name | brand   | category_name          | views | carts | purchases | units | buyers | revenue   | sessions_with_view | sessions_with_view_and_purchase | minimum_sessions | has_enough_views | conversion_rate
            101        | one          | apple   | electronics.smartphone | 4     | 2     | 2         | 3     | 2      | 1500.0000 | 4                  | 2                               | 20               | false            |
            102        |              | samsung | electronics.smartphone | 1     | 0     | 1         | 2     | 0      | 500.0000  | 1                  | 1                               | 20               | false            |
            201        |              | sony    | electronics.audio      | 3     | 2     | 1         | 1     | 1      | 80.5000   | 3                  | 1                               | 20               | false            |
            301        |              | unknown | unknown                | 2     | 0     | 1         | 3     | 1      | 59.9700   | 2                  | 0                               | 20               | false            |
            401        |              | ikea    | furniture.bedroom.bed  | 0     | 0     | 1         | 1     | 1      | 80.5000   | 0                  | 0                               | 20               | false            |
            501        |              | unknown | unknown                | 0     | 0     | 0         | 0     | 0      | 0.0000    | 0                  | 0                               | 20               | false            |
        `));
    });

    it('ranks known users by their events', async () => {
        expect(await query('select * from most_active_users order by activity_rank')).toEqual(rows(`
            user_id | activity_rank | events | sessions | days | purchases | units | revenue   | first_event_at      | last_event_at
            1       | 1             | 6      | 2        | 1    | 1         | 1     | 500.0000  | 2024-03-01 10:00:00 | 2024-03-01 12:00:10
            3       | 2             | 5      | 2        | 2    | 2         | 2     | 161.0000  | 2024-03-02 09:00:00 | 2024-03-03 20:00:00
            2       | 3             | 4      | 2        | 1    | 2         | 5     | 1059.9700 | 2024-03-01 15:00:00 | 2024-03-02 00:00:31
            4       | 4             | 3      | 2        | 2    | 0         | 0     | 0.0000    | 2024-03-01 08:00:00 | 2024-03-02 18:00:00
        `));
    });

    it('counts a purchase on the day of its event, and the days between', async () => {
        expect(await query('select * from purchase_intervals order by user_id, purchase_date')).toEqual(rows(`
            user_id | purchase_date | purchase_number | previous_purchase_date | days_since_previous | sessions | products | units | revenue
            1       | 2024-03-01    | 1               |                        |                     | 1        | 1        | 1     | 500.0000
            2       | 2024-03-01    | 1               |                        |                     | 1        | 1        | 3     | 59.9700
            2       | 2024-03-02    | 2               | 2024-03-01             | 1                   | 1        | 1        | 2     | 1000.0000
            3       | 2024-03-02    | 1               |                        |                     | 1        | 2        | 2     | 161.0000
        `));
    });

    // Sessions 1, 2 and 4 of 1 March put something in the cart: 500, 80.50 and 2 x 500. Session 2 takes it out again.
    it('counts a cart as abandoned where nothing was bought, on the day on which its session began', async () => {
        expect(await query('select * from cart_abandonment order by session_date')).toEqual(rows(`
            session_date | sessions_with_cart | sessions_abandoned | abandonment_rate | sessions_with_removal | value_in  | units_removed | value_removed | units_left | value_left
            2024-03-01   | 3                  | 1                  | 0.333333         | 1                     | 1580.5000 | 1             | 80.5000       | 0          | 0.0000
            2024-03-02   | 1                  | 0                  | 0.000000         | 0                     | 80.5000   | 0             | 0.0000        | 0          | 0.0000
        `));
    });

    // Users 1, 2 and 4 came first on 1 March, 3 on the day after; 3 March, on which the week ends, is the last day.
    it('counts who came again', async () => {
        expect(await query('select * from cohort_retention order by period')).toEqual(rows(`
            period | cohort_start | period_start | periods_after | is_period_complete | cohort_users | users | buyers | retention_rate
            month  | 2024-03-01   | 2024-03-01   | 0             | false              | 4            | 4     | 3      | 1.000000
            week   | 2024-02-26   | 2024-02-26   | 0             | false              | 4            | 4     | 3      | 1.000000
        `));
    });

    // 0 s: sessions 3, 6, 8, 10 with 1 + 2 + 1 + 1 events. 10 s: 2. 11 s: 9. 61 and 120 s: 4, 1. 600 s: 5. 1801 s: 7.
    it('puts each session in one bucket of duration and shows empty buckets', async () => {
        expect(await query('select * from session_length order by bucket_number')).toEqual(rows(`
            bucket_number | bucket_name | from_seconds | to_seconds | sessions | share_of_sessions | mean_events | sessions_with_purchase
            1             | 0 s         | 0            | 0          | 4        | 0.400000          | 1.250000    | 1
            2             | 1-10 s      | 1            | 10         | 1        | 0.100000          | 3.000000    | 0
            3             | 11-30 s     | 11           | 30         | 1        | 0.100000          | 2.000000    | 1
            4             | 31-60 s     | 31           | 60         | 0        | 0.000000          |             | 0
            5             | 1-3 min     | 61           | 180        | 2        | 0.200000          | 3.000000    | 2
            6             | 3-10 min    | 181          | 600        | 1        | 0.100000          | 2.000000    | 0
            7             | 10-30 min   | 601          | 1800       | 0        | 0.000000          |             | 0
            8             | over 30 min | 1801         |            | 1        | 0.100000          | 4.000000    | 1
        `));
    });

    it.each(views)('$name has the promised key and values', async ({ name, key, columns }) => {
        const promised = Object.keys(columns).filter((column) => columns[column]!.nullable === false);
        expect(promised).toEqual(expect.arrayContaining([...key]));
        expect(await query(`select * from ${name} where ${promised.map((column) => `${column} is null`).join(' or ')}`)).toEqual([]);
        expect(await query(`select ${key.join(', ')} from ${name} group by all having count(*) > 1`)).toEqual([]);
    });
});

describe('exact division', () => {
    // 1 / 128 = 0.0078125, 43 / 128 = 0.3359375, 127 / 128 = 0.9921875
    it('rounds a rate of counts half up', async () => {
        for (const [place, withCart] of [0, 1, 43, 127, 128].entries()) {
            const session = (number: number): Row => ({ session_date: `2024-01-0${place + 1}`, views: '1', carts: number < withCart ? '1' : '0' });
            await insert(factSessions, Array.from({ length: 128 }, (_, number) => session(number)));
        }
        const found = await query('select view_to_cart_rate from funnel_daily order by session_date');
        expect(found.map((row) => row.view_to_cart_rate)).toEqual(['0.000000', '0.007813', '0.335938', '0.992188', '1.000000']);
    });

    it('takes the exact mean of long sessions', async () => {
        const durations = fc.array(fc.bigInt({ min: 0n, max: 200_000_000n }), { minLength: 1, maxLength: 20 });
        await fc.assert(fc.asyncProperty(fc.array(durations, { minLength: 1, maxLength: 20 }), async (users) => {
            await lake.run('delete from model.fact_sessions');
            await insert(factSessions, users.flatMap((user, place) => user.map((seconds) => ({ user_id: String(place), duration_seconds: String(seconds) }))));
            const expected = users.map((user) => ({ mean_duration_seconds: quotient(user.reduce((sum, seconds) => sum + seconds, 0n), BigInt(user.length)) }));
            expect(await query('select mean_duration_seconds from sessions_per_user order by user_id')).toEqual(expected);
        }), { numRuns: 30 });
    });

    it('takes the exact share of revenues beyond the reach of a double', async () => {
        const tenThousandths = fc.bigInt({ min: 1n, max: 10n ** 17n });
        await fc.assert(fc.asyncProperty(fc.array(tenThousandths, { minLength: 1, maxLength: 9 }), async (revenues) => {
            await lake.run('delete from model.fact_user_events');
            const price = (amount: bigint): string => `${amount / 10_000n}.${String(amount % 10_000n).padStart(4, '0')}`;
            const named = (place: number): Row => ({ brand: String(place), category_name: String(place) });
            await insert(factUserEvents, revenues.map((amount, place) => ({ ...named(place), event_type: 'purchase', quantity: '1', price: price(amount) })));
            const total = revenues.reduce((sum, amount) => sum + amount, 0n);
            const expected = revenues.map((amount) => ({ share_of_revenue: quotient(amount, total) }));
            expect(await query('select share_of_revenue from top_brands order by brand')).toEqual(expected);
            expect(await query('select share_of_revenue from top_categories order by category_name')).toEqual(expected);
        }), { numRuns: 50 });
    });

    it('counts a duration at either bound of a bucket in that bucket', async () => {
        const seconds = [0, 1, 10, 11, 30, 31, 60, 61, 180, 181, 600, 601, 1800, 1801, 100_000_000];
        await insert(factSessions, seconds.map((duration) => ({ duration_seconds: String(duration) })));
        const found = await query('select sessions from session_length order by bucket_number');
        expect(found.map((row) => row.sessions)).toEqual(['1', '2', '2', '2', '2', '2', '2', '2']);
    });
});

describe('the views and their definitions', () => {
    it('are the same set', () => {
        expect(readdirSync(new URL('../sql/athena/', import.meta.url)).sort()).toEqual(views.map((view) => `${view.name}.sql`).sort());
    });

    it.each(views)('$name has the columns, order and types of its definition', async (view) => {
        expect(await lake.describe(view.name)).toEqual(Object.entries(view.columns).map(([name, column]) => [name, duckdbType(column.type)]));
    });

    it.each(views)('$name answers on empty tables', async (view) => {
        const found = await query(`select * from ${view.name}`);
        if (view.name === 'recurrence_by_policy') return expect(found.map((row) => [row.customers, row.recurrent_customers, row.recurrent_share])).toEqual(Array(3).fill(['0', '0', null]));
        if (view.name !== 'session_length') return expect(found).toEqual([]);
        expect(found.map((row) => [row.sessions, row.share_of_sessions, row.mean_events])).toEqual(Array(8).fill(['0', null, null]));
    });

    it.each(views)('$name says its purpose, grain and key first and ends with final', (view) => {
        const lines = textOf(view).trimEnd().split('\n');
        expect(lines.slice(0, 2)).toEqual([`-- ${view.purpose}`, `-- ${view.grain}; key: ${view.key.join(', ')}`]);
        expect(lines.at(-1)).toBe('select * from final');
        expect(lines.length).toBeLessThanOrEqual(150);
    });

    it.each(views)('$name reads model, itself or by another view, and no other layer', (view) => {
        expect(textOf(view)).not.toMatch(/\b(clean|raw|state)\b/i);
        const sources = [...codeOf(view).matchAll(/\bmodel\.(\w+)/g)].map(([, table]) => table);
        if (sources.length === 0) expect(viewsReadBy(codeOf(view), new Map(views.map((one) => [one.name, one])))).not.toEqual([]);
        expect(modelTables.map((table) => table.name)).toEqual(expect.arrayContaining(sources));
    });
});
