import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Database } from '../engine/database.js';
import { type CompareProps, compareRows, type Side, side } from './compare-rows.js';

let folder: string;
let database: Database;
beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lake-test-'));
    database = await Database.open(join(folder, 'rows.duckdb'), folder);
    await database.run(`create table one as select range as id, range * 7 % 13 as price from range(5000)`);
    await database.run(`create table same as select * from one order by hash(id)`);
    await database.run(`create table changes as
        select id, place, if(place = 1, price, -1) as price from one, (select unnest([0, 1]) as place)
        union all select id, place, null from (select 6000 + range as id from range(300)), (select unnest([0, 1]) as place)`);
    await database.run(`create table other as select id, case when id = 77 then 99 else price end as price from one where id <> 4000 union all select 7, 10`);
});
afterAll(() => {
    database.close();
    rmSync(folder, { recursive: true, force: true });
});

const compare = (after: string, more: Partial<CompareProps> = {}) =>
    compareRows({ database, comparison: 'raw = clean', table: 'events', key: ['id'], columns: { price: 'bigint' }, before: side('one'), after: side(after), most: 10, ...more });

const prices = (ids: readonly number[]) => ids.reduce((sum, id) => sum + ((id * 7) % 13), 0);
const IDS = Array.from({ length: 5000 }, (_, id) => id);
/** 77 has another price, 4000 is not there and 7 twice. */
const SUMS = [prices(IDS), prices(IDS) + 99 - prices([77]) - prices([4000]) + 10].map(String);

/** The newest change of each id is its row, and one without a price deletes it. The row of zeros is there too, whose hash is 0. */
const newest: Side = {
    rows: (condition) => `select id, price from changes where place = 1 and price is not null and ${condition}`,
    hashes: (condition, rowHash) =>
        `select id, row_hash from (select id, arg_max(if(price is null, 0, ${rowHash}), place) as row_hash from changes where ${condition} group by id) where row_hash <> 0`,
};

it.each<[string, Partial<CompareProps>]>([
    ['as they are', {}],
    ['by hashes of their own', { before: newest }],
    ['by hashes of their own, two keys at a time for the sums', { before: newest, mostChosen: 2 }],
])('compares rows %s', async (_how, more) => {
    const { result, differences } = await compare('same', more);
    expect(result).toMatchObject({ rows: [5000, 5000], differences: 0 });
    expect(result.fingerprints[0]).toBe(result.fingerprints[1]);
    expect(result.fingerprints[0]).toBe((await compare('same')).result.fingerprints[0]);
    expect(differences).toEqual([]);
    const found = await compare('other', more);
    expect(found.result).toMatchObject({ rows: [5000, 5000], differences: 3, sums: { price: SUMS } });
    expect(found.differences.map(({ key, column, before, after, afterRows }) => [key, column, before, after, afterRows])).toEqual([
        [{ id: '7' }, null, null, null, 2],
        [{ id: '77' }, 'price', '6', '99', 1],
        [{ id: '4000' }, null, null, null, 0],
    ]);
});

it('finds each of many keys that differ', async () => {
    const { result, differences } = await compare('(select id, price + 1 as price from one where id >= 10)', { most: 12 });
    expect(result).toMatchObject({ rows: [5000, 4990], differences: 5000 });
    expect(differences.map(({ key, column }) => [key.id, column])).toEqual(Array.from({ length: 12 }, (_, id) => [String(id), id < 10 ? null : 'price']));
});

it('has no sum of a column without values, whichever side it is told from', async () => {
    const empty: Side = { rows: (condition) => `select id, cast(null as bigint) as price from one where ${condition}`, hashes: (condition, rowHash) => `select id, ${rowHash} as row_hash from (select id, cast(null as bigint) as price from one where ${condition})` };
    expect((await compare('(select id, if(id < 3, 5, null) as price from one)', { before: empty })).result).toMatchObject({ differences: 3, sums: { price: [null, '15'] } });
    expect((await compare('one', { before: side('(select id, if(id < 3, 5, null) as price from one)'), after: empty })).result).toMatchObject({ differences: 3, sums: { price: ['15', null] } });
});

it('is not equal where the rows of one side change from look to look', async () => {
    await database.run('create or replace sequence looks');
    const { result } = await compare('(select id, if(id = 5, price + nextval(\'looks\') % 2, price) as price from one)');
    expect(result.differences).toBe(1);
});
