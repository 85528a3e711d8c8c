import { expect, test } from 'vitest';
import { duckdbCreateTable } from '../../tables/derive/duckdb-ddl.js';
import { stateTables } from '../../tables/index.js';
import { inFolder } from '../../test/oracle/temporary-lake.js';
import { Database } from './database.js';
import { openLoads, readFloors } from './floors.js';

/** A ledger of files (path, table, rows, run) and markers (generation, table, start, rows, run). */
async function withLedger(files: string, markers: string, work: (database: Database) => Promise<void>): Promise<void> {
    await inFolder(async (folder) => {
        const database = await Database.open(':memory:', folder);
        try {
            await database.run('create schema state');
            for (const table of stateTables) await database.run(duckdbCreateTable(table));
            await database.run(`insert into state.ledger (path, checksum, table_name, bytes, rows, run_id) select path, path, table_name, 1, rows, run_id from (values ${files}) as files (path, table_name, rows, run_id)`);
            await database.run(`insert into state.loads select generation, table_name, start_time, timestamp '2026-11-22 10:00:00.12', rows, run_id from (values ${markers}) as markers (generation, table_name, start_time, rows, run_id)`);
            await work(database);
        } finally {
            database.close();
        }
    });
}

const START = '2026112210000012';

test('a load is a floor from the run on that has its marker and all of its rows', async () => {
    const files = `('v1/public/users/LOAD00000001.parquet', 'users', 2, 1), ('v1/public/users/LOAD00000002.parquet', 'users', 3, 2), ('v1/public/users/2026/11/22/10/20261122-100001000.parquet', 'users', 9, 1)`;
    await withLedger(files, `(1, 'users', ${START}, 5, 1)`, async (database) => {
        const floor = { time: START, at: `timestamp_ntz '2026-11-22 10:00:00.120'` };
        expect(await readFloors(database, 2)).toEqual(new Map([['users', { ...floor, isNew: true }]]));
        expect(await readFloors(database, 3)).toEqual(new Map([['users', { ...floor, isNew: false }]]));
        expect(await openLoads(database)).toEqual([]);
    });
});

test('a load of which rows are missing is no floor, and is told; an earlier whole one stays the floor', async () => {
    const files = `('v1/public/users/LOAD00000001.parquet', 'users', 2, 1), ('v2/public/users/LOAD00000001.parquet', 'users', 2, 2)`;
    await withLedger(files, `(1, 'users', ${START}, 2, 1), (2, 'users', ${START}::bigint + 5, 3, 2)`, async (database) => {
        expect([...(await readFloors(database, 2)).values()].map(({ time }) => time)).toEqual([START]);
        expect(await openLoads(database)).toEqual([{ table: 'users', generation: 2, found: 2, rows: 3 }]);
    });
});

test('the load of an empty table is a floor by its marker alone', async () => {
    await withLedger(`('v1/public/users/LOAD00000001.parquet', 'users', 2, 1)`, `(2, 'brands', ${START}, 0, 1)`, async (database) => {
        expect([...(await readFloors(database, 1)).keys()]).toEqual(['brands']);
    });
});
