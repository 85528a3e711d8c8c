import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EXAMPLE_SHOP } from '../local/example-answers.js';
import { aggregateTables } from '../local/engine/build-aggregates.js';
import { predictionTables } from '../local/engine/build-predictions.js';
import { type Lake, openLake, upgradeLake } from '../local/engine/lake.js';
import { makeScratch } from '../local/engine/lake-paths.js';
import { run } from '../local/engine/run.js';
import { importFile } from '../local/history/import-file.js';
import { BACK_TO_VERSION_4, BACK_TO_VERSION_5 } from './oracle/earlier-lakes.js';

let folder: string;
beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'upgrade-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function inLake<T>(work: (lake: Lake) => Promise<T>): Promise<T> {
    const lake = await openLake(folder);
    try {
        return await work(lake);
    } finally {
        lake.database.close();
    }
}

/** The tables that version 4 changed, with their columns, rows and what the views say of them. */
const contents = () =>
    inLake(async ({ database }) => [
        await database.rows('select * from (describe model.fact_sessions)'),
        await database.rows('from model.fact_sessions order by session_id'),
        await database.rows('select * from (describe model.recurrence_policies)'),
        await database.rows('from model.recurrence_policies order by policy'),
        await database.rows('from funnel_daily order by session_date'),
        await database.rows('from recurrent_customers order by policy, user_id'),
    ]);


test('a lake of version 3 learns how far sessions came in order, and what a recurrent customer is', async () => {
    await inLake(async (lake) => {
        makeScratch(lake.paths);
        await importFile(lake.paths, EXAMPLE_SHOP);
        await run(lake);
    });
    const asNew = await contents();
    // The views are as they were made then: they go with what they read.
    await inLake(({ database }) =>
        database.run(`${BACK_TO_VERSION_4}; alter table model.fact_sessions drop column furthest_stage_in_order; drop table model.recurrence_policies; update state.version set version = 3`),
    );
    await expect(openLake(folder)).rejects.toThrow('has version 3, this program writes 6; call upgrade first.');
    expect(await upgradeLake(folder)).toBe(3);
    expect(await contents()).toEqual(asNew);
});

/** The columns of the tables that version 5 changed and added. */
const shapes = () =>
    inLake(({ database }) =>
        Promise.all(['clean.users', 'clean.products', 'model.dim_users', 'model.dim_products', ...predictionTables.map(({ name }) => `model.${name}`)].map((table) => database.rows(`select * from (describe ${table})`))),
    );

/** The rows of the tables that version 5 added, in the order of their keys. */
const predictions = () => inLake(({ database }) => Promise.all(predictionTables.map(({ name, key }) => database.rows(`from model.${name} order by ${key.join(', ')}`))));

test('a lake of version 4 has tables for predictions, which the next run fills, though nothing has arrived', async () => {
    await inLake((lake) => run(lake));
    const [asNew, predicted] = [await shapes(), await predictions()];
    for (const rows of predicted) expect(rows).not.toEqual([]);
    await inLake(({ database }) => database.run(`${BACK_TO_VERSION_4}; update state.version set version = 4`));
    await expect(openLake(folder)).rejects.toThrow('has version 4, this program writes 6; call upgrade first.');
    expect(await upgradeLake(folder)).toBe(4);
    expect(await shapes()).toEqual(asNew);
    expect(await predictions()).toEqual(predictionTables.map(() => []));
    expect(await inLake((lake) => run(lake))).toBeNull();
    expect(await predictions()).toEqual(predicted);
});

test('a lake of version 4 has room for the ids of other systems, where a new lake has it, and is as raw says', async () => {
    const tables = ['clean.users', 'clean.products', 'model.dim_users', 'model.dim_products'];
    const found = () =>
        inLake(async ({ database }) => {
            const all = [];
            for (const table of tables) all.push(await database.rows(`select column_name, column_type, "null" from (describe ${table})`), await database.rows(`from ${table} order by 1`));
            return all;
        });
    const asNew = await found();
    await inLake(({ database }) => database.run(`${BACK_TO_VERSION_4}; update state.version set version = 4`));
    expect(await upgradeLake(folder)).toBe(4);
    expect(await found()).toEqual(asNew);
    await inLake(async (lake) => {
        const purchases = join(folder, 'purchases.csv');
        writeFileSync(purchases, 'time,customer,product,price,quantity\n2024-04-02 10:00:00,ann,x-1,2.50,2\n');
        await importFile(lake.paths, purchases, { purchases: {} });
        await run(lake);
        expect(await lake.database.rows('select external_id from model.dim_users where external_id is not null')).toEqual([{ external_id: 'ann' }]);
        expect(await lake.database.rows('select external_id, price::varchar as price from model.dim_products where external_id is not null')).toEqual([{ external_id: 'x-1', price: '2.5000' }]);
    });
});

test('a lake of version 5 gets the sums of its facts at once, as a new lake has them', async () => {
    const sums = () =>
        inLake(async ({ database }) => {
            const all = [];
            for (const { name, key } of aggregateTables) all.push(await database.rows(`select * from (describe model.${name})`), await database.rows(`from model.${name} order by ${key.join(', ')}`));
            return all;
        });
    const asNew = await sums();
    for (const rows of asNew) expect(rows).not.toEqual([]);
    await inLake(({ database }) => database.run(`${BACK_TO_VERSION_5}; update state.version set version = 5`));
    expect(await upgradeLake(folder)).toBe(5);
    expect(await sums()).toEqual(asNew);
});

test('a run makes the views those of this program, where another one has made them, or somebody replaced or dropped one', async () => {
    const described = () => inLake(({ database }) => database.rows(`select view_name, sql, comment from duckdb_views() where schema_name = 'main' and not internal order by 1`));
    const asNew = await described();
    let file = 0;
    for (const edit of ['create or replace view funnel_daily as select 1 as other', 'drop view funnel_daily', "comment on view record_account is 'of another program'"]) {
        await inLake(({ database }) => database.run(edit));
        expect(await described()).not.toEqual(asNew);
        await inLake(async (lake) => {
            // With something new, and without.
            const more = join(folder, `more-${(file += 1)}.csv`);
            writeFileSync(more, `event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session\n2024-04-01 00:00:0${file} UTC,view,1,1,a,b,1.00,1,x\n`);
            if (file !== 2) await importFile(lake.paths, more);
            await run(lake);
        });
        expect(await described(), edit).toEqual(asNew);
    }
});
