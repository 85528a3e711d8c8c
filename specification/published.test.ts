import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { modelTables } from '../tables/index.js';
import { change, imported, START, type Values } from '../test/oracle/made-records.js';
import { applied } from './applied.js';
import { published } from './published.js';
import type { RawRecord, Row } from './raw-record.js';

const publish = (records: readonly RawRecord[]) => published(applied({ records, markers: [], acknowledgements: [] }), 'secret');
let number = 0;
/** A change of a time in seconds, each with the next number. */
const at = (seconds: number, table: string, values: Values, more: { op?: 'D'; before?: number; committed?: number } = {}) => change(table, values, { at: seconds, number: ++number, ...more });
const time = (seconds: number) => new Date(START + seconds * 1000).toISOString().replace('T', ' ').slice(0, 19);
const event = (id: number, seconds: number, values: Values = {}) =>
    at(500, 'events', { event_id: id, session_id: 2, product_id: 3, event_type: 'view', event_time: time(seconds), price: '1.5000', quantity: 1, ...values });
const only = (rows: readonly Row[]): Row => {
    expect(rows).toHaveLength(1);
    return rows[0]!;
};
const brandsOf = (records: readonly RawRecord[]) => publish(records).fact_user_events.map(({ brand }) => brand);

describe('an event', () => {
    it('is described by its session and by its product, its day and its hour in UTC', () => {
        const rows = publish([
            event(1, 3 * 86_400 + 7260),
            at(1, 'sessions', { session_id: 2, user_id: 4, device_type: 'phone', channel: 'search' }),
            at(1, 'products', { product_id: 3, brand_id: 5, category_id: 7, price: '99.0000' }),
            at(1, 'brands', { brand_id: 5, brand_name: 'acme' }),
            at(1, 'categories', { category_id: 6, category_name: 'home' }),
            at(1, 'categories', { category_id: 7, category_name: 'lamp', parent_id: 6 }),
        ].map((record) => ({ ...record, changedAt: record.table === 'events' ? START + 4 * 86_400_000 : record.changedAt })));
        // 4 April 2020 was a Saturday.
        expect(rows.fact_user_events).toEqual([
            {
                event_id: '1',
                event_time: '2020-04-04 02:01:00',
                event_type: 'view',
                user_id: '4',
                product_id: '3',
                price: '1.5000',
                quantity: '1',
                session_id: '2',
                category_name: 'home.lamp',
                brand: 'acme',
                device_type: 'phone',
                source_channel: 'search',
                day_of_week: '6',
                hour_of_day: '2',
                event_date: '2020-04-04',
            },
        ]);
    });

    it('whose session and product have not come is published with unknown', () => {
        expect(only(publish([event(1, 0)]).fact_user_events)).toMatchObject({ user_id: null, device_type: 'unknown', source_channel: 'unknown', brand: 'unknown', category_name: 'unknown' });
    });

    it('is described by no deleted and no hidden row', () => {
        const records = [event(1, 5), at(1, 'products', { product_id: 3, brand_id: 5 }), at(1, 'brands', { brand_id: 5, brand_name: 'acme' }), at(1, 'sessions', { session_id: 2, user_id: 4, channel: 'search' })];
        expect(only(publish([...records, at(2, 'brands', { brand_id: 5 }, { op: 'D' })]).fact_user_events)['brand']).toBe('unknown');
        expect(only(publish([...records, at(2, 'sessions', { session_id: 2 }, { op: 'D' })]).fact_user_events)).toMatchObject({ user_id: null, source_channel: 'unknown', brand: 'acme' });
    });

    it('leaves when it is deleted, and stays with its session when the user is', () => {
        expect(publish([event(1, 0), at(900, 'events', { event_id: 1 }, { op: 'D' })]).fact_user_events).toEqual([]);
        const gone = [at(1, 'users', { user_id: 4 }), at(1, 'sessions', { session_id: 2, user_id: 4 }), at(2, 'users', { user_id: 4 }, { op: 'D' }), at(2, 'sessions', { session_id: 2 })];
        const rows = publish([event(1, 0, { event_type: 'purchase' }), ...gone]);
        expect(only(rows.fact_user_events)['user_id']).toBeNull();
        expect(only(rows.fact_sessions)).toMatchObject({ user_id: null, revenue: '1.5000' });
        expect(rows.dim_users).toEqual([]);
    });
});

describe('brand and category of an event are those that its product had at its time', () => {
    const names = [1, 2, 3].map((id) => at(1, 'brands', { brand_id: id, brand_name: `brand ${id}` }));
    const version = (seconds: number, brand: number, more = {}) => at(seconds, 'products', { product_id: 3, brand_id: brand }, more);

    it('the version of the highest sequence among those changed by then', () => {
        const versions = [version(10, 1), version(20, 2)];
        expect(brandsOf([...names, ...versions, event(1, 19), event(2, 20), event(3, 21)])).toEqual(['brand 1', 'brand 2', 'brand 2']);
    });

    it('before all changes the lowest, which a late one can become', () => {
        expect(brandsOf([...names, version(10, 1), version(20, 2), event(1, 5)])).toEqual(['brand 1']);
        expect(brandsOf([...names, version(10, 1), version(20, 2), version(8, 3), event(1, 5)])).toEqual(['brand 3']);
    });

    it('by the sequence where the clock of the source stepped back', () => {
        // The third change was committed at 15 by a clock that had shown 20 before.
        const versions = [version(10, 1), version(20, 2), version(21, 3, { committed: 15 })];
        expect(brandsOf([...names, ...versions, event(1, 14), event(2, 16), event(3, 25)])).toEqual(['brand 1', 'brand 3', 'brand 3']);
    });

    it('also when the product is deleted since, or was moved to another key', () => {
        expect(brandsOf([...names, version(10, 1), version(30, 1, { op: 'D' }), event(1, 40)])).toEqual(['brand 1']);
        const moved = at(30, 'products', { product_id: 8, brand_id: 2 }, { before: 3 });
        expect(brandsOf([...names, version(10, 1), moved, event(1, 40), event(2, 5, { product_id: 8 })])).toEqual(['brand 1', 'brand 2']);
    });

    it('under the latest names of brand and category', () => {
        expect(brandsOf([...names, version(10, 1), event(1, 11), at(400, 'brands', { brand_id: 1, brand_name: 'renamed' })])).toEqual(['renamed']);
    });

    it('and the price is that of the event', () => {
        const product = at(10, 'products', { product_id: 3, price: '7.0000' });
        expect(only(publish([product, event(1, 11)]).fact_user_events)['price']).toBe('1.5000');
        expect(only(publish([product, event(1, 11)]).dim_products)['price']).toBe('7.0000');
    });
});

describe('a session', () => {
    it('is what its events come to', () => {
        const rows = publish([
            at(1, 'sessions', { session_id: 2, user_id: 4, device_type: 'phone' }),
            event(1, 86_399),
            event(2, 86_400, { event_type: 'cart' }),
            event(3, 86_401, { event_type: 'purchase', price: '0.1000', quantity: 3 }),
            event(4, 86_402, { event_type: 'purchase', price: '0.2000' }),
            at(501, 'events', { event_id: 5, session_id: 2, product_id: 9, event_type: 'purchase', event_time: '2020-04-02 00:00:09.999', price: '2.0000', quantity: 1 }, { committed: 100_000 }),
            event(6, 86_402, { event_type: 'remove_from_cart' }),
        ]);
        expect(rows.fact_sessions).toEqual([
            {
                session_id: '2',
                user_id: '4',
                device_type: 'phone',
                source_channel: 'unknown',
                started_at: '2020-04-01 23:59:59',
                ended_at: '2020-04-02 00:00:09.999',
                session_date: '2020-04-01',
                duration_seconds: '10',
                events: '6',
                views: '1',
                carts: '1',
                removals: '1',
                purchases: '3',
                products_bought: '2',
                units_bought: '5',
                revenue: '2.5000',
                furthest_stage: 'purchase',
                is_funnel_complete: 'true',
                furthest_stage_in_order: 'purchase',
            },
        ]);
    });

    it.each([
        ['view 1, cart 2, purchase 3', true],
        ['view 1, cart 1, purchase 1', true],
        ['cart 1, view 2, purchase 3', false],
        ['view 1, purchase 2, cart 3', false],
        ['cart 1, view 2, purchase 3, cart 4', false],
        ['cart 1, purchase 2, view 3, cart 4, purchase 5', true],
        ['view 1, purchase 2', false],
    ])('of %s is complete: %s', (course, isComplete) => {
        const events = course.split(', ').map((step, place) => {
            const [type, second] = step.split(' ') as [string, string];
            return event(place + 1, Number(second), { event_type: type });
        });
        expect(only(publish(events).fact_sessions)['is_funnel_complete']).toBe(String(isComplete));
    });

    it.each([
        ['view 1, cart 1', 'cart'],
        ['cart 1, view 2', 'view'],
        ['cart 1, view 2, purchase 3', 'view'],
        ['purchase 1, view 2, cart 3', 'cart'],
        ['cart 1, purchase 2', 'none'],
        ['view 1, cart 2, purchase 2', 'purchase'],
    ])('of %s came in order as far as %s', (course, stage) => {
        const events = course.split(', ').map((step, place) => {
            const [type, second] = step.split(' ') as [string, string];
            return event(place + 1, Number(second), { event_type: type });
        });
        expect(only(publish(events).fact_sessions)['furthest_stage_in_order']).toBe(stage);
    });

    it.each([['remove_from_cart', 'none'], ['view', 'view'], ['cart', 'cart'], ['purchase', 'purchase']])('with a %s came as far as %s', (type, stage) => {
        expect(only(publish([event(1, 0, { event_type: type })]).fact_sessions)['furthest_stage']).toBe(stage);
    });

    it('without events is not published', () => {
        expect(publish([at(1, 'sessions', { session_id: 2 })]).fact_sessions).toEqual([]);
    });
});

describe('the categories', () => {
    it('have the path from the top; a parent that is not there makes a top, a missing name an unknown path, a circle nothing', () => {
        const category = (id: number, name: string | null, parent: number | null) => at(1, 'categories', { category_id: id, category_name: name, parent_id: parent });
        const { dim_categories } = publish([category(1, 'a', null), category(2, 'b', 1), category(3, 'c', 99), category(4, null, 1), category(5, 'e', 4), category(6, 'f', 7), category(7, 'g', 6), category(8, 'h', 8), category(9, 'i', 6)]);
        expect(dim_categories.map((row) => Object.values(row))).toEqual([
            ['1', null, 'a', 'a', '1'],
            ['2', '1', 'a.b', 'a', '2'],
            ['3', '99', 'c', 'c', '1'],
            ['4', '1', 'unknown', 'a', '2'],
            ['5', '4', 'unknown', 'a', '3'],
        ]);
    });
});

describe('the other tables', () => {
    it('show users by a keyed hash of their address, in lower case and without spaces around it', () => {
        const hash = (text: string) => createHash('sha256').update(text).digest('hex');
        const users = [at(1, 'users', { user_id: 1, name: 'Ann', email: ' Ann@Example.org ', created_at: '2020-01-01 00:00:00', external_id: 'C-1' }), at(1, 'users', { user_id: 2 })];
        expect(publish(users).dim_users).toEqual([
            { user_id: '1', email_hash: hash(`secret${hash('secretann@example.org')}`), created_at: '2020-01-01 00:00:00', external_id: 'C-1' },
            { user_id: '2', email_hash: null, created_at: null, external_id: null },
        ]);
    });

    it('have every day from the first event to the last', () => {
        const { dim_time } = publish([event(1, 0), imported('events', { event_id: 2, session_id: 1, product_id: 1, event_type: 'view', event_time: '2020-03-29 23:59:59', price: '1.0000', quantity: 1 }, Date.UTC(2020, 2, 29, 23, 59, 59))]);
        expect(dim_time.map((row) => Object.values(row).join(' '))).toEqual([
            '2020-03-29 2020 1 3 29 7 true 2020-03-23 2020-03-01',
            '2020-03-30 2020 1 3 30 1 false 2020-03-30 2020-03-01',
            '2020-03-31 2020 1 3 31 2 false 2020-03-30 2020-03-01',
            '2020-04-01 2020 2 4 1 3 false 2020-03-30 2020-04-01',
        ]);
        expect(publish([]).dim_time).toEqual([]);
    });

    it('tell how far each table has come, deletions too, but not by history without a time', () => {
        const { freshness } = publish([at(3, 'users', { user_id: 1 }, { op: 'D' }), { ...imported('brands', { brand_id: 1 }, 0) }]);
        expect(freshness).toEqual([
            { table_name: 'users', changed_at: '2020-04-01 00:00:03' },
            { table_name: 'brands', changed_at: null },
        ]);
    });

    it('have every column of the definitions', () => {
        const rows = publish([event(1, 0, { event_type: 'purchase' }), event(2, 86_400, { event_type: 'cart' }), at(1, 'sessions', { session_id: 2, user_id: 1 }), at(1, 'users', { user_id: 1 }), at(1, 'products', { product_id: 1 }), at(1, 'categories', { category_id: 1 })]);
        for (const table of modelTables.filter(({ name }) => name in rows)) {
            const columns = Object.keys(table.columns).filter((column) => column !== 'run_id');
            expect(Object.keys(rows[table.name as keyof typeof rows][0]!), table.name).toEqual(columns);
        }
    });
});
