import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { duckdbCreateTable } from '../../tables/derive/duckdb-ddl.js';
import { cleanTables, sourceTables } from '../../tables/index.js';
import { accountOfAppended, isBeyond, survey } from './append.js';
import { Database } from './database.js';

const brands = sourceTables.find(({ name }) => name === 'brands')!;

let database: Database;
beforeEach(async () => {
    database = await Database.open(':memory:', '');
    await database.run(`
        create schema clean;
        ${duckdbCreateTable(cleanTables.find(({ name }) => name === 'brands')!)};
        create temp macro run_id() as cast(7 as bigint);
        create temp table repeated_brands as select 30 as brand_id`);
});
afterEach(() => database.close());

/** Records with the keys 10, 20 (which breaks a rule), 30 twice and none; beside them what the clean table has. */
async function appended(options: { rows: string; before?: string }) {
    await database.run(`
        create temp table raw_brands as
            select * from (values (10, null, 1, 0), (20, null, 2, 0), (30, null, 3, 0), (30, null, 4, 0), (null, null, 5, 0))
                as records(brand_id, _before_brand_id, _change_time, _change_number);
        update raw_brands set _before_brand_id = ${options.before ?? 'null'} where brand_id = 10;
        create temp view judged_brands as select *, case when brand_id is null then 'key_present' when brand_id = 20 then 'some_rule' end as _broken_rule from raw_brands`);
    const piece = await survey(database, brands);
    const isNew = await isBeyond(database, brands, piece);
    const row = (text: string) => {
        const [key, time, isHidden, runId] = text.split(' ');
        return `insert into clean.brands values (${key}, 'a', ${time}, 0, timestamp '2020-01-01', false, ${isHidden === 'hidden'}, ${runId ?? 7})`;
    };
    for (const text of options.rows.split(', ')) await database.run(row(text));
    return { isNew, outcomes: await accountOfAppended(database, brands, piece) };
}

describe('records that were appended', () => {
    it('are accounted for by the rows that they became, but for keys of several records', async () => {
        const { isNew, outcomes } = await appended({ rows: '10 1 shown, 20 2 hidden, 30 4 shown' });
        expect(isNew).toBe(true);
        expect(outcomes).toEqual(
            expect.arrayContaining([
                { outcome: 'applied', _broken_rule: null, records: 1n },
                { outcome: 'quarantined', _broken_rule: 'some_rule', records: 1n },
                { outcome: 'quarantined', _broken_rule: 'key_present', records: 1n },
            ]),
        );
        expect(outcomes).toHaveLength(3);
    });

    it.each([
        ['a row is absent', '20 2 hidden, 30 4 shown'],
        ['a row has another key', '11 1 shown, 20 2 hidden, 30 4 shown'],
        ['a row has another place in the order', '10 9 shown, 20 2 hidden, 30 4 shown'],
        ['a row is of another run', '10 1 shown 6, 20 2 hidden, 30 4 shown'],
        ['a broken record is shown', '10 1 shown, 20 2 shown, 30 4 shown'],
        ['a row is there twice', '10 1 shown, 10 1 shown, 20 2 hidden, 30 4 shown'],
    ])('are lost where %s', async (_what, rows) => {
        const { outcomes } = await appended({ rows });
        expect(outcomes.map(({ outcome }) => outcome)).toEqual(['lost']);
    });

    it('are not appended where a key changes', async () => {
        expect((await appended({ rows: '10 1 shown', before: '5' })).isNew).toBe(false);
    });
});
