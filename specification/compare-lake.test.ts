import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { Database } from '../local/engine/database.js';
import { openLake, type Lake } from '../local/engine/lake.js';
import { run } from '../local/engine/run.js';
import { dropRecords } from '../local/quarantine/drop.js';
import { arbitraryRecords } from '../test/oracle/arbitrary-raw.js';
import { contiguousFiles } from '../test/oracle/arbitrary-lines.js';
import { writeCsvFiles } from '../test/oracle/kaggle-file.js';
import { change, imported, START } from '../test/oracle/made-records.js';
import { importAll, inFolder, withLake } from '../test/oracle/temporary-lake.js';
import { writeImport } from '../test/oracle/write-raw.js';
import { applied } from './applied.js';
import { compareLake } from './compare-lake.js';
import { differences } from './differences.js';
import { readRaw } from './read-raw.js';
import type { RawRecord, Row } from './raw-record.js';
import { inTexts } from '../test/oracle/text-rows.js';

/** From how many rows on tables are read in parts, as those of a lake of many events are. */
const parts = vi.hoisted(() => ({ largeFrom: undefined as number | undefined }));
vi.mock('../local/engine/rows-at-hand.js', async (importOriginal) => {
    const original = await importOriginal<typeof import('../local/engine/rows-at-hand.js')>();
    return {
        ...original,
        keepRows: (props: Parameters<typeof original.keepRows>[0]) => original.keepRows({ ...props, largeFrom: parts.largeFrom }),
        deleteRows: (database: Database, table: string, rows: string) => original.deleteRows(database, table, rows, parts.largeFrom),
    };
});
afterEach(() => {
    parts.largeFrom = undefined;
});

let writer: Database;
beforeAll(async () => {
    writer = await Database.open(':memory:', '');
});
afterAll(() => writer.close());

/** How the lake that DuckDB made differs from the specification. */
const compared = ({ paths, database }: Lake) =>
    compareLake({ folder: paths.folder, rows: async (table) => database.rows<Row>(await inTexts({ ask: (sql) => database.rows(sql), sql: `from ${table}` })), most: 3 });

/** How the sums of the accounts of all runs differ from the account of the records as a set. */
async function comparedAccounts({ paths, database }: Lake) {
    const { accounts } = applied(await readRaw(paths.raw));
    const expected = [...accounts].map(([table, { records, quarantined, inForce, supersededOrDuplicate }]) => ({
        table_name: table,
        records: String(records),
        quarantined: String(quarantined),
        others: String(inForce + supersededOrDuplicate),
    }));
    const found = await database.rows<Row>(`
        select cast(columns(*) as varchar)
        from (
            select table_name, sum(records) as records, sum(quarantined) as quarantined, sum(applied) + sum(superseded) + sum(duplicate) as others
            from model.run_accounts
            group by table_name
        )`);
    return differences({ table: 'model.run_accounts', key: ['table_name'], expected, found });
}

/** The records as files that come one after another, with a run after each. */
async function inRuns<T>(folder: string, batches: readonly (readonly RawRecord[])[], work: (lake: Lake) => Promise<T>): Promise<T> {
    mkdirSync(join(folder, 'raw'), { recursive: true });
    const lake = await openLake(folder);
    try {
        for (const [place, batch] of batches.entries()) {
            if (batch.length === 0) continue;
            await writeImport(writer, join(folder, 'raw'), `batch-${place}`, batch);
            await run(lake);
        }
        return await work(lake);
    } finally {
        lake.database.close();
    }
}

/** Records in any order, some of them again, cut into runs. */
const arrivals = arbitraryRecords(120).chain((records) =>
    fc.tuple(fc.shuffledSubarray(records, { minLength: records.length }), fc.subarray(records, { maxLength: Math.min(8, records.length) }), fc.uniqueArray(fc.nat(160), { maxLength: 2 })).map(([all, again, cuts]) => {
        const arrived = [...all, ...again];
        const bounds = [0, ...cuts.filter((cut) => cut < arrived.length).sort((one, other) => one - other), arrived.length];
        return bounds.slice(1).map((until, place) => arrived.slice(bounds[place], until));
    }),
);

describe('a lake on DuckDB', () => {
    test.each([
        ['small', undefined],
        ['large', 0],
    ])('of %s tables has the rows that the specification tells, of any changes in any order, repeated and cut into any runs', async (_, largeFrom) => {
        parts.largeFrom = largeFrom;
        await fc.assert(
            fc.asyncProperty(arrivals, (batches) =>
                inFolder(async (folder) => {
                    expect(await inRuns(folder, batches, async (lake) => [...(await compared(lake)), ...(await comparedAccounts(lake))])).toEqual([]);
                }),
            ),
            { numRuns: 2 },
        );
    });

    test('has them after records were given up, in a run that follows and when it is built anew', async () => {
        await inFolder(async (folder) => {
            const bad = { event_id: 1, session_id: 2, product_id: 3, event_type: 'look', event_time: '2020-04-01 00:00:00.5', price: '1.5000', quantity: 1 };
            const first = [change('events', bad, { at: 1, number: 1 }), change('events', { ...bad, event_id: 4, event_type: 'a"b\\u00ab\n\u001f' }, { at: 1, number: 2 }), imported('events', { ...bad, event_id: '158570000000012345678901234567' }, START)];
            const copy = [first[0]!, change('events', { event_id: 4 }, { op: 'D', at: 2, number: 3 }), change('brands', { brand_name: 'no key' }, { at: 1, number: 4 })];
            const found = await inRuns(join(folder, 'lake'), [first], async (lake) => {
                expect(await dropRecords(lake, 'true', 'a test')).toBe(3);
                return await compared(lake);
            });
            expect(found).toEqual([]);
            await writeImport(writer, join(folder, 'lake', 'raw'), 'copy', copy);
            expect(await inRuns(join(folder, 'lake'), [], async (lake) => (await run(lake), compared(lake)))).toEqual([]);
            rmSync(join(folder, 'lake', 'lake.duckdb'));
            expect(await inRuns(join(folder, 'lake'), [], async (lake) => (await run(lake), compared(lake)))).toEqual([]);
        });
    });

    test('is as fresh as its rows, also when the newest is replaced by one that is older by the clock, or nothing of a table changes', async () => {
        const brand = (number: number, committed: number) => change('brands', { brand_id: 1, brand_name: `n${number}` }, { at: number, number, committed });
        const newestOf = async ({ database }: Lake) => database.rows(`select table_name, epoch_ms(changed_at)::double as at, run_id::integer as run from model.freshness order by table_name`);
        const runs = [[brand(1, 90)], [brand(2, 30)], [change('users', { user_id: 1 }, { at: 5, number: 5 })], [brand(6, 60)]];
        await inFolder(async (folder) => {
            expect(await inRuns(folder, runs.slice(0, 1), newestOf)).toEqual([{ table_name: 'brands', at: START + 90_000, run: 1 }]);
        });
        await inFolder(async (folder) => {
            expect(await inRuns(folder, runs.slice(0, 3), newestOf)).toEqual([
                { table_name: 'brands', at: START + 30_000, run: 2 },
                { table_name: 'users', at: START + 5000, run: 3 },
            ]);
        });
        await inFolder(async (folder) => {
            const found = await inRuns(folder, runs, async (lake) => [await newestOf(lake), await compared(lake)]);
            expect(found).toEqual([[{ table_name: 'brands', at: START + 60_000, run: 4 }, { table_name: 'users', at: START + 5000, run: 3 }], []]);
        });
        // Another row stays the newest.
        await inFolder(async (folder) => {
            const other = change('brands', { brand_id: 2, brand_name: 'm' }, { at: 1, number: 2, committed: 50 });
            expect(await inRuns(folder, [[brand(1, 90), other], [brand(2, 30)]], newestOf)).toEqual([{ table_name: 'brands', at: START + 50_000, run: 2 }]);
        });
    });

    test('is told to differ where it does', async () => {
        await inFolder(async (folder) => {
            const brand = change('brands', { brand_id: 1, brand_name: 'acme' }, { at: 1, number: 1 });
            const found = await inRuns(folder, [[brand]], async (lake) => {
                await lake.database.run(`update clean.brands set brand_name = 'acne'; delete from model.freshness`);
                return await compared(lake);
            });
            expect(found).toEqual([
                { table: 'clean.brands', key: ['1'], column: 'brand_name', expected: 'acme', found: 'acne' },
                { table: 'model.freshness', key: ['brands'], column: null, expected: 'a row', found: 'no row' },
                { table: 'data_freshness', key: ['brands'], column: null, expected: 'a row', found: 'no row' },
            ]);
        });
    });

    test('has them of any imported files', async () => {
        await fc.assert(
            fc.asyncProperty(contiguousFiles, (files) =>
                inFolder(async (folder) => {
                    expect(await withLake(join(folder, 'lake'), importAll(writeCsvFiles(folder, files)), compared)).toEqual([]);
                }),
            ),
            { numRuns: 1 },
        );
    });
});
