import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Database, literal } from './database.js';
import { piecesOf } from './pieces.js';

let database: Database;
beforeAll(async () => {
    database = await Database.open(':memory:', '');
});
afterAll(() => database.close());

const conditionsOn = async (type: string, values: readonly string[], count: number) => {
    await database.run(`create or replace temp table cut (id integer, value ${type})`);
    if (values.length > 0) await database.run(`insert into cut values ${values.map((value, id) => `(${id}, ${value})`).join(', ')}`);
    return await piecesOf({ database, rows: 'cut', column: 'value', count });
};

test('each row meets one of the conditions, whatever its value', async () => {
    const nothing = fc.constant('null');
    const numbers = fc.record({ type: fc.constant('decimal(30, 0)'), values: fc.array(fc.oneof(nothing, fc.bigInt(0n, 10n ** 30n - 1n).map(String), fc.integer({ min: 1, max: 5 }).map(String)), { maxLength: 40 }) });
    const texts = fc.record({ type: fc.constant('varchar'), values: fc.array(fc.oneof(nothing, fc.string({ unit: fc.constantFrom('a', "'", 'é', '.', ' ', 'Z') }).map(literal)), { maxLength: 40 }) });
    await fc.assert(
        fc.asyncProperty(fc.oneof(numbers, texts), fc.integer({ min: 1, max: 6 }), async ({ type, values }, count) => {
            const conditions = await conditionsOn(type, values, count);
            expect(conditions.length).toBeLessThanOrEqual(count);
            const met = await database.rows<{ times: bigint }>(`select ${conditions.map((condition) => `coalesce((${condition})::integer, 0)`).join(' + ')} as times from cut`);
            expect(met.map(({ times }) => Number(times))).toEqual(values.map(() => 1));
        }),
        { numRuns: 150 },
    );
});

test('the pieces are of about the same size', async () => {
    const conditions = await conditionsOn('decimal(30, 0)', Array.from({ length: 400 }, (_, i) => String(i * i)), 4);
    for (const condition of conditions) {
        const { n } = await database.row<{ n: bigint }>(`select count(*) as n from cut where ${condition}`);
        expect(Math.abs(Number(n) - 100)).toBeLessThanOrEqual(1);
    }
});
