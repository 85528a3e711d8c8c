import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openLake } from '../local/engine/lake.js';
import { lakePaths } from '../local/engine/lake-paths.js';
import { run } from '../local/engine/run.js';
import { verify } from '../local/verify/verify.js';
import { ReplicatedLake, WAS_NOT_REFUSED } from './oracle/replicated-lake.js';
import { inFolder } from './oracle/temporary-lake.js';
import { testPostgres, type TestPostgres } from './oracle/test-postgres.js';

let postgres: TestPostgres;

beforeAll(async () => {
    postgres = await testPostgres();
});
afterAll(async () => {
    await postgres?.stop();
});

/** Runs what has arrived and compares all layers with the source; what the lake has of ids of other systems. */
async function proven(lake: ReplicatedLake): Promise<unknown[]> {
    const opened = await openLake(lake.folder);
    try {
        await run(opened);
    } finally {
        opened.database.close();
    }
    const outcome = await verify({ paths: lakePaths(lake.folder), source: async () => lake.source, catchUp: async () => (await lake.replicate(), true) });
    expect(outcome.differences).toEqual([]);
    expect(outcome.tables.filter(({ comparison }) => comparison === 'source = raw').map(({ table }) => table).sort()).toContain('users');
    const { database } = await openLake(lake.folder);
    try {
        return await database.rows(`select user_id::varchar as id, external_id from model.dim_users union all select product_id::varchar, external_id from model.dim_products order by id`);
    } finally {
        database.close();
    }
}

async function withOlderSource(work: (lake: ReplicatedLake) => Promise<void>): Promise<void> {
    await inFolder(async (folder) => {
        const lake = await ReplicatedLake.open(join(folder, 'lake'), await postgres.newDatabase());
        try {
            await lake.sql('alter table users drop column external_id', 'alter table products drop column external_id', "insert into users (user_id, name) values (1, 'Ann')", 'insert into products (product_id, price) values (2, 5)');
            await lake.replicate();
            await work(lake);
        } finally {
            await lake.close();
        }
    });
}

test('a source without the columns for ids of other systems is replicated, run and proven, and goes on when it gets them', async () => {
    await withOlderSource(async (lake) => {
        expect(await proven(lake)).toEqual([
            { id: '1', external_id: null },
            { id: '2', external_id: null },
        ]);
        await lake.sql("update users set name = 'Anne'", 'alter table users add column external_id varchar(200)', 'alter table products add column external_id varchar(200)', "insert into users (user_id, external_id) values (3, 'crm-3')", "update products set external_id = 'sku-2'");
        expect(await lake.refusal()).toBe(WAS_NOT_REFUSED);
        expect(await proven(lake)).toEqual([
            { id: '1', external_id: null },
            { id: '2', external_id: 'sku-2' },
            { id: '3', external_id: 'crm-3' },
        ]);
    });
});

test('a column that comes with values of its own asks for a reload, since they are not sent', async () => {
    await withOlderSource(async (lake) => {
        await lake.sql("alter table users add column external_id varchar(200) default 'none'");
        expect(await lake.refusal()).toContain("The source's table public.users has columns that were dropped and added again");
        lake.reload('users');
        await lake.replicate();
        expect(await proven(lake)).toEqual([
            { id: '1', external_id: 'none' },
            { id: '2', external_id: null },
        ]);
        await lake.sql('alter table users drop column external_id');
        expect(await lake.refusal()).toContain("The source's table public.users has columns that were dropped and added again");
    });
});
