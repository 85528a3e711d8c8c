import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { inFolder } from '../../test/oracle/temporary-lake.js';
import { type Database, literal } from './database.js';
import { openLake } from './lake.js';
import { run } from './run.js';

const GOOD = `select 'U' as Op, 1::bigint as brand_id, 'acme' as brand_name, null::bigint as BI_brand_id,
    '20261122100000000000000000000000001' as _dms_seq, '2026-11-22 10:00:00.000000' as _dms_commit_ts, '' as _dms_stream_position`;

/** Puts one file of brands into a new lake's raw, and gives the lake to the work. */
async function withFile(rows: string, work: (lake: { database: Database; again: () => ReturnType<typeof run>; file: string }) => Promise<void>): Promise<void> {
    await inFolder(async (folder) => {
        const lake = await openLake(folder);
        try {
            const file = join(folder, 'raw', 'v1', 'public', 'brands', '2026', '11', '22', '10', '20261122-100001000.parquet');
            mkdirSync(dirname(file), { recursive: true });
            await lake.database.run(`copy (${rows}) to ${literal(file)} (format parquet)`);
            await work({ database: lake.database, again: () => run(lake), file });
        } finally {
            lake.database.close();
        }
    });
}

test('a file as replication writes it is applied', async () => {
    await withFile(GOOD, async ({ database, again }) => {
        await again();
        expect(await database.rows('select brand_id, brand_name from clean.brands')).toEqual([{ brand_id: 1n, brand_name: 'acme' }]);
    });
});

test.each([
    [`select * replace (1.5::double as brand_id) from (${GOOD})`, 'has the column brand_id as double, which is not read as bigint'],
    [`select * exclude (brand_name) from (${GOOD})`, 'has no column brand_name'],
    [`select * exclude (Op) from (${GOOD})`, 'has no column Op'],
    [`select * exclude (BI_brand_id) from (${GOOD})`, 'has no column BI_brand_id'],
    [`select * replace (timestamp '2026-11-22 10:00:00' as _dms_commit_ts) from (${GOOD})`, 'has the column _dms_commit_ts as timestamp, which is not read as varchar'],
    [`select * replace ('d' as Op) from (${GOOD})`, 'has a record with "d" in Op'],
    [`select * replace ('2026112210000000' as _dms_seq) from (${GOOD})`, 'has a record with "2026112210000000" in _dms_seq'],
    [`select * replace ('2026-11-22 10:00:00' as _dms_commit_ts) from (${GOOD})`, 'has a record with "2026-11-22 10:00:00" in _dms_commit_ts'],
    [`select * replace (null::varchar as _dms_seq) from (${GOOD})`, 'has a record with no value in _dms_seq'],
])('%s: the file is refused by name, before a run is planned', async (rows, what) => {
    await withFile(rows, async ({ database, again, file }) => {
        await expect(again()).rejects.toThrow(`${JSON.stringify(file)} ${what}, so that it is no file of brands`);
        expect(await database.rows('select * from state.runs')).toEqual([]);
        rmSync(file);
        expect(await again()).toBe(null);
    });
});
