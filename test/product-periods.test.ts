import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Database } from '../local/engine/database.js';
import { sqlFile } from '../local/engine/sql-files.js';
import { duckdbCreateTable } from '../tables/derive/duckdb-ddl.js';
import { cleanTables, modelTables } from '../tables/index.js';

// At any time the version of the highest sequence among those changed by then holds; before the first of them that of the
// lowest sequence. A source's clock may step back, so that sequence and time of change need not go together.
const VERSIONS: readonly [product: number, sequence: number, changedAt: string, brand: number | null, category: number][] = [
    [1, 10, '2020-01-02', 1, 7],
    [1, 20, '2020-01-05', 2, 7],
    [1, 30, '2020-01-03', 3, 7],
    [2, 10, '2020-03-01', 1, 7],
    [3, 10, '2020-02-10', 1, 7],
    [3, 20, '2020-02-05', 2, 7],
    [4, 10, '2020-01-01', 1, 7],
    [4, 20, '2020-01-02', 1, 7],
    [4, 30, '2020-01-03', 1, 8],
    [4, 40, '2020-01-03', null, 9],
];

let database: Database;
beforeAll(async () => {
    database = await Database.open(':memory:', tmpdir());
    await database.run(sqlFile('dialects/duckdb-spark.sql'));
    for (const schema of ['clean', 'model']) await database.run(`create schema ${schema}`);
    for (const table of [...cleanTables, ...modelTables]) await database.run(duckdbCreateTable(table));
    for (const [id, name] of [[1, 'A'], [2, 'B'], [3, 'C']]) {
        await database.run(`insert into clean.brands values (${id}, '${name}', 1, 0, timestamp '2020-01-01', false, false, 1)`);
    }
    await database.run('create temp view touched_events as select product_id from clean.product_versions');
    await database.run(`insert into model.dim_categories values (7, null, 'seven', 'seven', 1), (8, null, 'eight', 'eight', 1)`);
    for (const [product, sequence, changedAt, brand, category] of VERSIONS) {
        await database.run(`insert into clean.product_versions (product_id, brand_id, category_id, _change_time, _change_number, _changed_at, _run_id)
            values (${product}, ${brand}, ${category}, ${sequence}, 0, timestamp '${changedAt}', 1)`);
    }
});
afterAll(() => database.close());

const periods = (product: number) =>
    database.rows(`
        select brand, category_name, cast(cast(valid_from as date) as varchar) as since, cast(cast(valid_until as date) as varchar) as until
        from (${sqlFile('model/product_periods.sql')})
        where product_id = ${product} and valid_from < valid_until
        order by valid_from`);

describe('the periods of a product', () => {
    test('follow the sequence and not the clock, which stepped back', async () => {
        expect(await periods(1)).toEqual([
            { brand: 'A', category_name: 'seven', since: '0001-01-01', until: '2020-01-03' },
            { brand: 'C', category_name: 'seven', since: '2020-01-03', until: '9999-12-31' },
        ]);
    });

    test('reach back before its only change, and on for ever', async () => {
        expect(await periods(2)).toEqual([{ brand: 'A', category_name: 'seven', since: '0001-01-01', until: '9999-12-31' }]);
    });

    test('begin with the lowest sequence, though another was changed first', async () => {
        expect(await periods(3)).toEqual([
            { brand: 'A', category_name: 'seven', since: '0001-01-01', until: '2020-02-05' },
            { brand: 'B', category_name: 'seven', since: '2020-02-05', until: '9999-12-31' },
        ]);
    });

    test('end only where brand or category change; what is not known is unknown', async () => {
        expect(await periods(4)).toEqual([
            { brand: 'A', category_name: 'seven', since: '0001-01-01', until: '2020-01-03' },
            { brand: 'unknown', category_name: 'unknown', since: '2020-01-03', until: '9999-12-31' },
        ]);
    });
});

describe('events are restated', () => {
    const event = (id: number, product: number, day: string) => `(${id}, 1, ${product}, 'view', timestamp '${day}', 1, 1, 1, 0, timestamp '${day}', false, false, 1)`;
    const version = (product: number, sequence: number, changedAt: string, brand: number) =>
        database.run(`insert into clean.product_versions (product_id, brand_id, category_id, _change_time, _change_number, _changed_at, _run_id)
            values (${product}, ${brand}, 7, ${sequence}, 0, timestamp '${changedAt}', 2)`);
    const restated = async () => {
        await database.run(`create or replace temp table restated_products as ${sqlFile('model/restated_products.sql')}`);
        return (await database.rows<{ id: number }>(`select cast(event_id as integer) as id from (${sqlFile('model/restated_events.sql')}) order by id`)).map(({ id }) => id);
    };

    beforeAll(async () => {
        await database.run('create temp macro run_id() as cast(2 as bigint)');
        for (const name of ['events_by_session', 'events_by_product']) await database.run(`create temp view ${name} as select * from clean.events`);
        await database.run('create temp table renamed_categories (category_id bigint)');
        await database.run(`insert into clean.events (event_id, session_id, product_id, event_type, event_time, price, quantity, _change_time, _change_number, _changed_at, _is_deleted, _is_hidden, _run_id)
            values ${[event(1, 2, '2020-01-01'), event(2, 2, '2020-03-05'), event(3, 4, '2020-01-01'), event(4, 4, '2020-03-01'), event(5, 1, '2020-03-01')].join(', ')}`);
    });

    test('from the time of a late version on', async () => {
        await version(4, 50, '2020-02-01', 2);
        expect(await restated()).toEqual([4]);
    });

    test('also before all versions, by one that becomes the lowest', async () => {
        await version(2, 5, '2020-02-20', 3);
        expect(await restated()).toEqual([1, 2, 4]);
    });
});
