import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetMetadataAsync } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database, literal } from '../local/engine/database.js';
import { columnBytes, eachOnce, scannedBytes } from './scanned-bytes.js';

let folder: string;
let database: Database;
beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lake-scanned-'));
    database = await Database.open(':memory:', '');
});
afterAll(() => {
    database.close();
    rmSync(folder, { recursive: true, force: true });
});

describe('the bytes of a column', () => {
    it('are those of its chunks in all row groups of all files', async () => {
        const files = [1, 2].map((number) => join(folder, `${number}.parquet`));
        for (const file of files) await database.run(`copy (select n, md5(cast(n as varchar)) as digest, 7 as seven from range(5000) as numbers(n)) to ${literal(file)} (format parquet, row_group_size 2048)`);
        const found = await columnBytes(database, files);
        // Another reader of footers.
        const expected: Record<string, number> = {};
        for (const file of files) {
            const { row_groups: groups } = await parquetMetadataAsync(await asyncBufferFromFile(file));
            expect(groups.length).toBeGreaterThan(1);
            for (const { meta_data: chunk } of groups.flatMap(({ columns }) => columns)) expected[chunk!.path_in_schema.join('.')] = (expected[chunk!.path_in_schema.join('.')] ?? 0) + Number(chunk!.total_compressed_size);
        }
        expect(Object.fromEntries(found)).toEqual(expected);
        // 10,000 digests of 32 letters that do not compress well.
        expect(found.get('digest')).toBeGreaterThan(160_000);
    });

    it('are none without files', async () => {
        expect(await columnBytes(database, [])).toEqual(new Map());
    });
});

describe('what scans read', () => {
    const tables = new Map([
        ['model.visits', new Map([['day', 10], ['visits', 200]])],
        ['model.empty', new Map()],
    ]);
    const scans = [
        { table: 'model.visits', columns: ['day', 'visits'] },
        { table: 'model.visits', columns: ['day'] },
        { table: 'model.visits', columns: [] },
        { table: 'model.empty', columns: ['day'] },
    ];

    it('is each column as often as it is scanned, and nothing of a table that has no files', () => {
        expect(scannedBytes(scans, tables)).toBe(220);
    });

    it('is less if each column is read once', () => {
        expect(eachOnce(scans)).toEqual([{ table: 'model.visits', columns: ['day', 'visits'] }, { table: 'model.empty', columns: ['day'] }]);
        expect(scannedBytes(eachOnce(scans), tables)).toBe(210);
    });
});
