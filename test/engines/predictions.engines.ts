import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { predictionTables } from '../../local/engine/build-predictions.js';
import type { RawRecord } from '../../specification/raw-record.js';
import { changeFile } from '../../tables/derive/raw-layout.js';
import { change, imported } from '../oracle/made-records.js';
import { purchaseHistory, steadyHistory } from '../oracle/purchase-history.js';
import { testPostgres, type TestPostgres } from '../oracle/test-postgres.js';
import { writeImport, writeRecords } from '../oracle/write-raw.js';
import { type BothLakes, MODULES, SCRIPT } from './both-lakes.js';
import { sharedSpark } from './shared-spark.js';
import { succeed, withBoth } from './with-both.js';

const spark = sharedSpark();
/** The same in each call, so that what is red is red again; others by LAKE_SEED. */
const SEED = Number(process.env['LAKE_SEED'] ?? 7);
const TABLES = predictionTables.map(({ name }) => name);

let postgres: TestPostgres;

beforeAll(async () => {
    postgres = await testPostgres();
    console.log(`LAKE_SEED=${SEED} makes this history again.`);
});

afterAll(async () => {
    await postgres?.stop();
});

async function expectEqual(both: BothLakes): Promise<Record<string, number>> {
    const [expected, found] = [await both.ofDuckdb(), await both.ofSpark()];
    for (const table of TABLES) expect(found[`model.${table}`], table).toEqual(expected[`model.${table}`]);
    expect(found).toEqual(expected);
    return Object.fromEntries(TABLES.map((table) => [table, found[`model.${table}`]!.rows.length]));
}

/** Takes records through the hourly phase, on both. */
async function takeIn(both: BothLakes, records: readonly RawRecord[]): Promise<void> {
    await writeImport(both.writer, both.raw, 'ab', records);
    await both.onDuckdb();
    await succeed(both, 'facts');
}

/** On the day after the eight months somebody buys. */
async function buyTheDayAfter(both: BothLakes): Promise<void> {
    const values = { event_id: 9_000_001, session_id: 1, product_id: 1, event_type: 'purchase', event_time: '2020-06-01 12:00:00', price: '5.0000', quantity: 1 };
    await writeRecords(both.writer, join(both.raw, changeFile(1, 'events', '2020/06/01/12', Date.UTC(2020, 5, 1, 12))), 'events', [change('events', values, { op: 'I', at: 5_313_600, number: 1 })]);
    await both.onDuckdb();
    await succeed(both, 'facts');
}

/** Runs the daily phase until it has written a table. */
const brokenOffBehind = async (both: BothLakes, table: string) => {
    const args = { script: SCRIPT, what: 'broken-off', text: `append to model.${table}`, phase: 'dimensions', ...both.args };
    const { output } = await both.inSession((session) => session.run({ script: join(import.meta.dirname, 'accident.py'), args, modules: MODULES }));
    expect(output).toContain(`BrokenOff: behind append to model.${table}`);
};

/** What a verification says of each prediction: how many rows there should be and are, and how many differ. */
const comparisonsOf = (output: string): Record<string, string> =>
    Object.fromEntries(
        output
            .split('\n')
            .filter((line) => line.startsWith('{"event": "compared"'))
            .map((line) => JSON.parse(line) as { table: string; rows: readonly number[]; differences: number })
            .filter(({ table }) => TABLES.includes(table))
            .map(({ table, rows, differences }) => [table, `${rows.join(' and ')}, ${differences} differ`]),
    );

describe('the predictions on Spark', () => {
    test('are to the last digit what DuckDB predicts of eight months of purchases, and of the day after, also after they were broken off', async () => {
        await withBoth(postgres, spark.socket, async (both) => {
            await takeIn(both, purchaseHistory(300, SEED));
            await brokenOffBehind(both, 'return_curves');
            await succeed(both, 'dimensions');
            const rows = await expectEqual(both);
            expect(rows).toMatchObject({ customer_predictions: 300, product_predictions: 900 });
            expect(rows['return_curves']! % 60).toBe(0);
            expect(rows['purchase_factors']).toBeGreaterThan(50);
            await buyTheDayAfter(both);
            await brokenOffBehind(both, 'customer_predictions');
            await succeed(both, 'dimensions');
            await expectEqual(both);
        });
    });

    test('are not verified where they were broken off, and afterwards as of the facts that they were made of', async () => {
        await withBoth(postgres, spark.socket, async (both) => {
            await takeIn(both, purchaseHistory(30, SEED));
            await brokenOffBehind(both, 'return_curves');
            const undone = await succeed(both, 'verify');
            expect(undone).toContain('"event": "not compared"');
            expect(comparisonsOf(undone)).toEqual({});
            await succeed(both, 'dimensions');
            // The predictions are as they were until the daily phase comes.
            const rows = await expectEqual(both);
            await buyTheDayAfter(both);
            expect(comparisonsOf(await succeed(both, 'verify'))).toEqual(Object.fromEntries(TABLES.map((table) => [table, `${rows[table]} and ${rows[table]}, 0 differ`])));
        });
    });

    test('are named by a verification where they were changed', async () => {
        await withBoth(postgres, spark.socket, async (both) => {
            await takeIn(both, purchaseHistory(30, SEED));
            await succeed(both, 'dimensions');
            await both.inSession(async (session) => {
                await session.ask('update model.customer_predictions set interval_step = interval_step + 1 where user_id = 7');
                await session.ask('delete from model.product_predictions where user_id = 7 and place = 2');
            });
            const { output, code } = await both.phase('verify');
            expect(code).toBe(1);
            expect(output).toContain('{"event": "difference", "layers": "clean = model", "table": "customer_predictions", "key": {"user_id": "7"}, "column": "interval_step"');
            expect(output).toContain('{"event": "difference", "layers": "clean = model", "table": "product_predictions", "key": {"user_id": "7", "place": "2"}, "expected_rows": 1, "found_rows": 0');
        });
    });

    // round(1000 ln 18) is 2890: twenty-fold steps meet in its middle, where the last digit of a double would decide.
    test('are what DuckDB predicts where every customer comes every 18 days, where nobody is known, and where nothing is', async () => {
        await withBoth(postgres, spark.socket, async (both) => {
            const time = Date.UTC(2019, 8, 1);
            await writeImport(both.writer, both.raw, 'aa', [imported('brands', { brand_id: 1, brand_name: 'a' }, time)]);
            await both.onDuckdb();
            await succeed(both, 'facts');
            await succeed(both, 'dimensions');
            expect(await expectEqual(both)).toEqual(Object.fromEntries(TABLES.map((table) => [table, 0])));
            await takeIn(both, steadyHistory(60, 18));
            await succeed(both, 'dimensions');
            expect(await expectEqual(both)).toMatchObject({ customer_predictions: 60, product_predictions: 60 });
        });
    });
});
