import fc from 'fast-check';
import type { RawRecord } from '../../specification/raw-record.js';
import { change, imported, START, type Values } from './made-records.js';

const oneOf = <T>(...values: [weight: number, value: T][]) => fc.oneof(...values.map(([weight, value]) => ({ weight, arbitrary: fc.constant(value) })));

/** Seconds after START, some of them on another day; few, so that they are often equal. */
const second = fc.oneof(fc.integer({ min: 0, max: 12 }).map((step) => step / 2), fc.integer({ min: 86_396, max: 86_404 }), fc.constant(400_000));
const timeText = (seconds: number) => new Date(START + seconds * 1000).toISOString().replace('T', ' ').replace(/(\.\d*?)0*Z$/, '$1').replace(/\.$/, '');
const key = fc.integer({ min: 1, max: 4 });

const KEYS: Readonly<Record<string, string>> = { users: 'user_id', brands: 'brand_id', categories: 'category_id', products: 'product_id', sessions: 'session_id', events: 'event_id' };
export const TABLES = Object.keys(KEYS);

/** Values of a row besides its key. Events break rules now and then. */
const others: Readonly<Record<string, fc.Arbitrary<Values>>> = {
    users: fc.record({
        name: oneOf<string | null>([3, 'Ann'], [1, null]),
        email: oneOf<string | null>([3, ' Ann@Example.org '], [2, 'ann@example.org'], [1, 'Zoë@example.org'], [1, null]),
        created_at: fc.option(second.map(timeText)),
        external_id: oneOf<string | null>([1, 'u-1"\u00df'], [1, null]),
    }),
    brands: fc.record({ brand_name: oneOf<string | null>([3, 'acme'], [2, 'Best "of"'], [1, null]) }),
    categories: fc.record({ category_name: oneOf<string | null>([3, 'a'], [3, 'b'], [1, null]), parent_id: fc.option(key) }),
    products: fc.record({
        name: oneOf<string | null>([1, 'Thing'], [1, null]),
        brand_id: fc.option(key),
        category_id: fc.option(key),
        price: oneOf<string | null>([2, '5.0000'], [1, '0.1000'], [1, null]),
        stock: fc.option(fc.integer({ min: -1, max: 9 })),
        external_id: oneOf<string | null>([1, '85123A'], [1, null]),
    }),
    sessions: fc.record({
        user_id: fc.option(key),
        device_type: oneOf<string | null>([2, 'phone'], [1, null]),
        channel: oneOf<string | null>([2, 'search'], [1, null]),
        started_at: fc.option(second.map(timeText)),
        external_id: oneOf<string | null>([1, 's-1\n\u0001\\u00ab'], [1, null]),
    }),
    events: fc.record({
        session_id: oneOf<number | null>([9, 1], [9, 2], [9, 3], [1, null]),
        product_id: oneOf<number | null>([9, 1], [9, 2], [9, 5], [1, null]),
        event_type: oneOf<string | null>([8, 'view'], [6, 'cart'], [6, 'purchase'], [2, 'remove_from_cart'], [1, 'look'], [1, null]),
        event_time: fc.oneof({ weight: 20, arbitrary: second.map(timeText) }, { weight: 1, arbitrary: fc.constantFrom('1999-12-31 23:59:59.999', '2100-01-01 00:00:00', '2250-01-01 00:00:00', '1969-07-20 20:17:40') }),
        price: oneOf<string | null>([8, '5.0000'], [8, '12.3400'], [1, '0.0000'], [1, '-1.0000'], [1, '100000000.0000'], [1, '99999999.9999'], [1, null]),
        quantity: oneOf<number | null>([16, 1], [4, 3], [1, 10], [1, 1_000_000], [1, 1_000_001], [1, 0], [1, null]),
    }),
};

const table = oneOf<string>([1, 'users'], [1, 'brands'], [2, 'categories'], [3, 'products'], [3, 'sessions'], [8, 'events']);

const history: fc.Arbitrary<RawRecord> = table.chain((name) =>
    fc.tuple(key, others[name]!, second).map(([id, values, seconds]) => {
        const time = name === 'events' ? Math.max(0, Date.parse(`${String(values['event_time']).replace(' ', 'T')}Z`)) : START + seconds * 1000;
        // As an import does, whose keys of events follow from their content.
        const eventKey = () => JSON.stringify(values).split('').reduce((hash, sign) => (hash * 31 + sign.charCodeAt(0)) % 9_007_199, 10);
        return imported(name, { [KEYS[name]!]: name === 'events' ? eventKey() : id, ...values }, time);
    }),
);

const changes: fc.Arbitrary<(place: number) => RawRecord> = table.chain((name) =>
    fc.tuple(oneOf<RawRecord['op']>([3, 'I'], [4, 'U'], [2, 'D']), key, fc.option(key, { freq: 3 }), others[name]!, fc.integer({ min: -3, max: 1 })).map(([op, id, before, values, late]) => (place: number) => {
        const at = Math.floor(place / 3) / 2;
        return change(name, { [KEYS[name]!]: id, ...(op === 'D' ? {} : values) }, {
            op,
            before: op === 'U' && before !== null ? before : undefined,
            at,
            number: place + 1,
            // The source's clock may step back, and then the sequence does not.
            committed: Math.max(0, at + Math.min(0, late)),
        });
    }),
);

/** Records of history and of changes, each change with a place of its own in the order, in the order of their making. */
export const arbitraryRecords = (most: number): fc.Arbitrary<RawRecord[]> =>
    fc
        .tuple(fc.array(history, { maxLength: most / 2, size: 'max' }), fc.array(changes, { minLength: 1, maxLength: most, size: 'max' }))
        .map(([imports, made]) => [...imports, ...made.map((make, place) => make(place))]);
