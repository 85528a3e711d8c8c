import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makePredictions, predictionTables } from '../local/engine/build-predictions.js';
import type { Database } from '../local/engine/database.js';
import { openLake } from '../local/engine/lake.js';
import { makeScratch } from '../local/engine/lake-paths.js';
import { unscaled } from '../specification/canonical-text.js';
import { predictions } from '../specification/predictions.js';
import type { Purchase } from '../specification/purchase-history.js';
import type { Row } from '../specification/raw-record.js';

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
async function predicted(purchases: readonly Purchase[], lastDay: number): Promise<Record<string, Row[]>> {
    const event = (id: number, type: string, user: string, product: string, day: number) =>
        `(${id}, '${dateText(day)} 00:00:00', '${type}', ${user}, ${product}, 1, 1, ${id}, 'unknown', 'unknown', 'unknown', 'unknown', 1, 0, '${dateText(day)}')`;
    const events = [event(0, 'view', 'null', '1', lastDay), ...purchases.map(({ user, product, day }, place) => event(place + 1, 'purchase', user, product, day))];
    await database.run(`delete from model.fact_user_events; insert into model.fact_user_events values ${events.join(', ')}`);
    await makePredictions({ database });
    const rows: Record<string, Row[]> = {};
    for (const { name } of predictionTables) rows[name] = await database.rows<Row>(`select cast(columns(*) as varchar) from model.${name}`);
    return rows;
}

/** Differences of chances of at most a millionth, the last place, are none. */
function expectSame(found: Record<string, readonly Row[]>, expected: Record<string, readonly Row[]>): void {
    for (const { name, key, columns } of predictionTables) {
        const keyOf = (row: Row) => JSON.stringify(key.map((column) => row[column]));
        const byKey = new Map(expected[name]!.map((row) => [keyOf(row), row]));
        expect(found[name]!.map(keyOf).sort(), name).toEqual([...byKey.keys()].sort());
        for (const row of found[name]!) {
            const other = byKey.get(keyOf(row))!;
            const near = Object.fromEntries(
                Object.keys(columns).map((column) => {
                    const [mine, theirs] = [row[column]!, other[column]!];
                    const isNear = /^\d+\.\d{6}$/.test(mine) && /^\d+\.\d{6}$/.test(theirs) && [-1n, 0n, 1n].includes(unscaled(mine, 6) - unscaled(theirs, 6));
                    return [column, isNear ? mine : theirs];
                }),
            );
            expect(row, `${name} ${keyOf(row)}`).toEqual(near);
        }
    }
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
            expectSame(await predicted(purchases, lastDay), { ...predictions(purchases, lastDay) });
        }),
        { numRuns: 60, examples: [[[], 0], [[{ user: '1', day: FIRST, product: '5' }], 0], [[{ user: '1', day: FIRST, product: '5' }], 400]] },
    );
});
