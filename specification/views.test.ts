import { describe, expect, it } from 'vitest';
import { change, type Values } from '../test/oracle/made-records.js';
import { applied } from './applied.js';
import { published } from './published.js';
import { views } from './views.js';

let number = 0;
const at = (table: string, values: Values) => change(table, values, { at: 90_000, number: ++number });
const event = (id: number, session: number, type: string, time: string, more: Values = {}) =>
    at('events', { event_id: id, session_id: session, product_id: 1, event_type: type, event_time: `2020-04-0${time}`, price: '2.0000', quantity: 1, ...more });

// Sessions 1 and 2 are of user 7; session 3 of nobody known.
const records = [
    at('sessions', { session_id: 1, user_id: 7 }),
    at('sessions', { session_id: 2, user_id: 7 }),
    at('products', { product_id: 1, brand_id: 1, category_id: 1 }),
    at('brands', { brand_id: 1, brand_name: 'acme' }),
    at('categories', { category_id: 1, category_name: 'lamps' }),
    event(1, 1, 'view', '1 10:00:00'),
    event(2, 1, 'cart', '1 10:00:30'),
    event(3, 1, 'purchase', '1 10:01:00', { quantity: 2 }),
    event(4, 2, 'view', '1 23:59:59'),
    event(5, 2, 'purchase', '2 00:00:00', { product_id: 2, price: '4.0000' }),
    event(6, 3, 'view', '1 12:00:00', { product_id: 2 }),
    event(7, 3, 'cart', '2 12:00:00', { product_id: 2 }),
];
const { funnel_daily, funnel_by_category, top_brands, top_categories, sessions_per_user, session_length } = views(published(applied({ records, markers: [], acknowledgements: [] }), 'key'));

describe('the views', () => {
    it('count a session on the day on which it began, its purchases too', () => {
        expect(funnel_daily.map((row) => Object.values(row).join(' '))).toEqual(['2020-04-01 3 3 2 2 2 1 1 1 1 1 1 1 0.666667 1.000000 0.666667 8.0000']);
    });

    it('count a session once in each category that it touched', () => {
        expect(funnel_by_category.map((row) => Object.values(row).join(' ')).sort()).toEqual([
            'lamps 2 1 1 1 1 1 1 1 1 1 2 1 1 0.500000 1.000000 0.500000 4.0000',
            'unknown 1 1 1 1 0 0 0 1 0 0 1 1 1 1.000000 1.000000 1.000000 4.0000',
        ]);
    });

    it('rank by revenue, then by name', () => {
        expect(top_brands.map((row) => Object.values(row).join(' '))).toEqual(['acme 1 1 1 2 1 4.0000 0.500000', 'unknown 2 2 1 1 1 4.0000 0.500000']);
        expect(top_categories.map((row) => row['category_name'])).toEqual(['lamps', 'unknown']);
    });

    it('tell how often known users came', () => {
        expect(sessions_per_user.map((row) => Object.values(row).join(' '))).toEqual(['7 2 5 2 8.0000 2020-04-01 10:00:00 2020-04-01 23:59:59 30.500000 60']);
    });

    it('part sessions by their length, with buckets that have none', () => {
        expect(session_length.filter(({ sessions }) => sessions !== '0').map((row) => Object.values(row).join(' '))).toEqual([
            '2 1-10 s 1 10 1 0.333333 2.000000 1',
            '4 31-60 s 31 60 1 0.333333 3.000000 1',
            '8 over 30 min 1801  1 0.333333 2.000000 0',
        ]);
        expect(session_length).toHaveLength(8);
        expect(session_length[0]).toMatchObject({ sessions: '0', share_of_sessions: '0.000000', mean_events: null });
    });
});
