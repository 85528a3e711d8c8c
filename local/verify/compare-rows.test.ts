import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Database } from '../engine/database.js';
import { type CompareProps, compareRows, side } from './compare-rows.js';

let folder: string;
let database: Database;
beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lake-test-'));
    database = await Database.open(join(folder, 'rows.duckdb'), folder);
    await database.run(`create table one as select range as id, range * 7 % 13 as price from range(5000)`);
    await database.run(`create table same as select * from one order by hash(id)`);
    await database.run(`create table other as select id, case when id = 77 then 99 else price end as price from one where id <> 4000 union all select 7, 10`);
});
afterAll(() => {
    database.close();
    rmSync(folder, { recursive: true, force: true });
});

const compare = (after: string, more: Partial<CompareProps> = {}) =>
    compareRows({ database, comparison: 'raw = clean', table: 'events', key: ['id'], columns: { price: 'bigint' }, before: side('one'), after: side(after), most: 10, ...more });

it.each([
    ['at once', {}],
    ['in parts of all keys', { expected: 5000, rowsAtOnce: 700 }],
])('compares rows %s', async (_how, more) => {
    const { result, differences } = await compare('same', more);
    expect(result).toMatchObject({ rows: [5000, 5000], differences: 0 });
    expect(result.fingerprints[0]).toBe(result.fingerprints[1]);
    expect(result.fingerprints[0]).toBe((await compare('same')).result.fingerprints[0]);
    expect(differences).toEqual([]);
    const found = await compare('other', more);
    expect(found.result).toMatchObject({ rows: [5000, 5000], differences: 3 });
    expect(found.differences.map(({ key, column, before, after, afterRows }) => [key, column, before, after, afterRows])).toEqual([
        [{ id: '7' }, null, null, null, 2],
        [{ id: '77' }, 'price', '6', '99', 1],
        [{ id: '4000' }, null, null, null, 0],
    ]);
});
