import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { predictionTables } from '../local/engine/build-predictions.js';
import { applied } from '../specification/applied.js';
import type { Predictions } from '../specification/predictions.js';
import { published } from '../specification/published.js';
import type { RawRecord, Row } from '../specification/raw-record.js';
import { type Policy, policyRow, purchasesByPolicy, recurrenceByPolicy, recurrentCustomers } from '../specification/recurrence.js';
import { views } from '../specification/views.js';
import { dimProducts, dimUsers } from '../tables/model/dimensions.js';
import { factSessions } from '../tables/model/fact-sessions.js';
import { factUserEvents } from '../tables/model/fact-user-events.js';
import { freshness } from '../tables/model/operations.js';
import { recurrencePolicies } from '../tables/model/recurrence-policies.js';
import { views as definitions } from '../tables/views/index.js';
import { change, type Values } from './oracle/made-records.js';
import { ViewTables } from './oracle/view-tables.js';

const DAY = 86_400_000;
/** A Monday; a leap year's February lies in the weeks that follow. */
const FIRST = Date.UTC(2020, 0, 6);

interface Event {
    readonly session: number;
    readonly day: number;
    readonly minute: number;
    readonly type: string;
    readonly product: number;
    readonly price: string;
    readonly quantity: number;
}

// Ties in time, sessions over midnight, customers of one purchase and of many, prices far from the usual ones.
const EVENT: fc.Arbitrary<Event> = fc.record({
    session: fc.nat({ max: 11 }),
    day: fc.nat({ max: 5 }),
    minute: fc.oneof(fc.constantFrom(0, 1, 600, 1439), fc.nat({ max: 1439 })),
    type: fc.constantFrom('view', 'view', 'cart', 'remove_from_cart', 'purchase', 'purchase'),
    product: fc.integer({ min: 1, max: 4 }),
    price: fc.constantFrom('10.0000', '10.0000', '10.0000', '12.5000', '0.0001', '1000000.0000'),
    quantity: fc.integer({ min: 1, max: 4 }),
});

const POLICY: fc.Arbitrary<Omit<Policy, 'policy'>> = fc.record({
    purchaseIs: fc.constantFrom('session', 'day'),
    productsAre: fc.constantFrom('distinct products', 'units', 'units of one line'),
    minimumProducts: fc.integer({ min: 1, max: 4 }),
    windowDays: fc.option(fc.integer({ min: 0, max: 15 })),
    holds: fc.constantFrom('once', 'throughout'),
    minimumPurchases: fc.integer({ min: 1, max: 3 }),
    minimumGaps: fc.nat({ max: 2 }),
    highestDeviationDays: fc.option(fc.integer({ min: 0, max: 6 })),
});

/** What users 0 to 3 and somebody unknown did; a session is of one user, three sessions are of the same days, and some of these of one device and channel. */
function recordsOf(events: readonly Event[]): RawRecord[] {
    let number = 0;
    const at = (table: string, values: Values) => change(table, values, { at: 0, number: ++number });
    return [
        ...[0, 1, 2].map((brand) => at('brands', { brand_id: brand, brand_name: `brand ${brand % 2}` })),
        at('categories', { category_id: 1, category_name: 'ä' }),
        // Of users and products some have an id of the shop's own, some products no name, and some are not known at all.
        ...[1, 2].map((user) => at('users', { user_id: user, external_id: user === 1 ? 'C "1", ä' : null })),
        ...[1, 2, 3].map((product) => at('products', { product_id: product, name: product === 2 ? null : `product ${product}`, external_id: product === 1 ? null : `P-${product}`, brand_id: product, category_id: 1, price: product === 3 ? null : `${product}.0001` })),
        ...Array.from({ length: 12 }, (_, session) => at('sessions', { session_id: session, user_id: session % 5 === 4 ? null : session % 5, device_type: session % 3 === 0 ? 'mobile' : null, channel: session % 4 === 1 ? 'email' : null })),
        ...events.map(({ session, day, minute, type, product, price, quantity }, place) =>
            at('events', {
                event_id: place,
                session_id: session,
                product_id: product,
                event_type: type,
                event_time: new Date(FIRST + (Math.floor(session / 3) * 18 + day) * DAY + minute * 60_000).toISOString().slice(0, 19).replace('T', ' '),
                price,
                quantity,
            }),
        ),
    ];
}

const sorted = (found: readonly Row[], columns: readonly string[]) => found.map((row) => JSON.stringify(columns.map((column) => row[column]))).sort();

let tables: ViewTables;
beforeAll(async () => {
    tables = await ViewTables.create();
});
afterAll(() => tables.close());

test('the views answer what their specification says, whatever happened', async () => {
    const history = fc.tuple(fc.array(EVENT, { maxLength: 80, size: 'max' }), fc.array(POLICY, { minLength: 1, maxLength: 4 }));
    await fc.assert(
        fc.asyncProperty(history, async ([events, drawn]) => {
            const policies = drawn.map((policy, place) => ({ ...policy, policy: `policy ${place}` }));
            const model = published(applied({ records: recordsOf(events), markers: [], acknowledgements: [] }), 'key');
            expect(model.fact_user_events).toHaveLength(events.length);
            for (const table of ['fact_user_events', 'fact_sessions', 'dim_users', 'dim_products', 'freshness', 'recurrence_policies', ...predictionTables.map(({ name }) => name)]) await tables.run(`delete from model.${table}`);
            await tables.insert(factUserEvents, model.fact_user_events);
            await tables.insert(factSessions, model.fact_sessions);
            await tables.insert(dimUsers, model.dim_users);
            await tables.insert(dimProducts, model.dim_products);
            for (const table of predictionTables) await tables.insert(table, model[table.name as keyof Predictions]);
            await tables.insert(freshness, model.freshness);
            await tables.insert(recurrencePolicies, policies.map(policyRow));
            const { fact_user_events: happened, fact_sessions: visits } = model;
            const expected: Readonly<Record<string, readonly Row[]>> = {
                ...views(model),
                purchases_by_policy: purchasesByPolicy(happened, policies),
                recurrent_customers: recurrentCustomers(happened, visits, policies),
                recurrence_by_policy: recurrenceByPolicy(happened, visits, policies),
            };
            for (const { name, columns } of definitions.filter((view) => view.name in expected)) {
                const names = Object.keys(columns).filter((column) => !['last_run_id', 'reading'].includes(column));
                expect(sorted(await tables.query(`select * from ${name}`), names), name).toEqual(sorted(expected[name]!, names));
            }
        }),
        { numRuns: 25 },
    );
});
