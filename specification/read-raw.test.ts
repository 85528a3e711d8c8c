import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../local/engine/database.js';
import { changeFile, loadFile } from '../tables/derive/raw-layout.js';
import { change, imported, loaded, marker, sequenceTime, START } from '../test/oracle/made-records.js';
import { happenings, replicate } from '../test/oracle/replicated-shop.js';
import { inFolder } from '../test/oracle/temporary-lake.js';
import { writeImport, writeMarker, writeRecords, writeReplicated } from '../test/oracle/write-raw.js';
import { applied } from './applied.js';
import { readRaw } from './read-raw.js';

let writer: Database;
beforeAll(async () => {
    writer = await Database.open(':memory:', '');
});
afterAll(() => writer.close());

const one = change('products', { product_id: 2, name: null, price: '1.5000', stock: 7 }, { op: 'U', before: 1, at: 4.25, number: 12 });
const two = loaded('products', { product_id: 3, name: "it's" }, 9);

describe('raw is read', () => {
    it('with changes, loads and markers of all generations, and only the imports that have a manifest', async () => {
        await inFolder(async (raw) => {
            const user = imported('users', { user_id: 5, created_at: '2019-05-01 00:00:00.01' }, Date.UTC(2019, 4, 1, 0, 0, 0, 10));
            const event = { event_id: '158570000000012345678901234567', session_id: '1234567890123456789012345', event_time: '2019-05-01 00:00:00' };
            const line = imported('events', event, Date.UTC(2019, 4, 1));
            const files = { change: changeFile(1, 'products', '2020/04/01/00', START), load: loadFile(12, 'products', 10) };
            await writeRecords(writer, join(raw, files.change), 'products', [one]);
            await writeRecords(writer, join(raw, files.load), 'products', [two]);
            await writeRecords(writer, join(raw, 'history/public/users/broken-off.parquet'), 'users', [user]);
            await writeRecords(writer, join(raw, 'scratch/public/users/other.parquet'), 'users', [user]);
            await writeImport(writer, raw, 'import', [user, line]);
            writeMarker(raw, marker('products', 9, 1, 12));
            writeMarker(raw, marker('users', 9, 0, 12));
            const { records, markers } = await readRaw(raw);
            expect(records).toEqual([
                { ...one, place: { file: files.change, row: 0 } },
                { ...two, place: { file: files.load, row: 0 } },
                { ...user, place: { file: 'history/public/users/import.parquet', row: 0 } },
                { ...line, place: { file: 'history/public/events/import.parquet', row: 0 } },
            ]);
            expect(records[0]!.sequence).toEqual({ time: 2020040100000425n, number: 12n });
            expect(records[1]).toMatchObject({ sequence: { time: 2020040100000900n, number: 0n }, loadStart: 2020040100000900n });
            expect(markers).toEqual([marker('products', 9, 1, 12), marker('users', 9, 0, 12)]);
        });
    });

    it('and applied: the load closes and deletes what is below', async () => {
        await inFolder(async (raw) => {
            await writeRecords(writer, join(raw, changeFile(1, 'products', '2020/04/01/00', START)), 'products', [one]);
            await writeRecords(writer, join(raw, loadFile(2, 'products', 1)), 'products', [two]);
            writeMarker(raw, marker('products', 9, 1, 2));
            const rows = [...applied(await readRaw(raw)).tables.get('products')!.values()];
            expect(rows.map(({ key, isDeleted, sequence }) => [key, isDeleted, sequence])).toEqual([
                ['2', true, { time: sequenceTime(9), number: -1n }],
                ['1', true, { time: sequenceTime(9), number: -1n }],
                ['3', false, { time: sequenceTime(9), number: 0n }],
            ]);
        });
    });

    it('as replication lays it out, to the same rows as its records have', async () => {
        await fc.assert(
            fc.asyncProperty(happenings, async (all) => {
                const shop = replicate(all);
                await inFolder(async (raw) => {
                    await writeReplicated(writer, raw, shop);
                    expect(applied(await readRaw(raw)).tables).toEqual(applied({ ...shop, acknowledgements: [] }).tables);
                });
            }),
            { numRuns: 5 },
        );
    });

    it('with all digits of a number that 64 bits hold, and is refused beyond', async () => {
        const read = async (number: bigint) =>
            await inFolder(async (raw) => {
                await writeImport(writer, raw, 'import', [{ ...one, sequence: { time: one.sequence.time, number } }]);
                return (await readRaw(raw)).records[0]!.sequence.number;
            });
        expect(await read(2n ** 63n - 1n)).toBe(9_223_372_036_854_775_807n);
        await expect(read(2n ** 63n)).rejects.toThrow('9223372036854775808');
    });

    it('with times cut to the millisecond', async () => {
        await inFolder(async (raw) => {
            await writeImport(writer, raw, 'import', [change('users', { user_id: 5, created_at: '2019-05-01 00:00:00.1209' }, { at: 1, number: 1 })]);
            expect((await readRaw(raw)).records[0]!.values['created_at']).toBe('2019-05-01 00:00:00.12');
        });
    });

    it('with the notes of records that were given up', async () => {
        await inFolder(async (raw) => {
            mkdirSync(join(raw, '_dropped'));
            const note = { table_name: 'events', record_key: '1', record_hash: 'ab', rule_name: 'price_positive', drop_reason: 'a test', dropped_at: '2020-04-01T00:00:00.000Z' };
            writeFileSync(join(raw, '_dropped', 'note.jsonl'), `${JSON.stringify(note)}\n`);
            expect(await readRaw(raw)).toEqual({
                records: [],
                markers: [],
                acknowledgements: [{ table: 'events', contentHash: 'ab', rule: 'price_positive', reason: 'a test', droppedAt: START }],
            });
        });
    });
});
