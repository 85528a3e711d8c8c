import { afterAll, beforeAll, expect, test } from 'vitest';
import { duckdbCreateTable } from '../../tables/derive/duckdb-ddl.js';
import { modelTables } from '../../tables/index.js';
import { Steps } from '../steps.js';
import { aggregateTables, areAggregatesMade, buildAggregates, keepAggregates } from './build-aggregates.js';
import { Database } from './database.js';
import { sqlFile } from './sql-files.js';

let database: Database;

beforeAll(async () => {
    database = await Database.open(':memory:', '.cache');
    await database.run(sqlFile('dialects/duckdb-spark.sql'));
    await database.run('create schema model; create schema state; create table state.aggregates (digest varchar not null)');
    for (const table of modelTables) await database.run(duckdbCreateTable(table));
});
afterAll(() => database.close());

const event = (id: number, session: number, type: string, product: number, brand = 'a', price = '2.5000', date = '2020-04-06') =>
    `(${id}, timestamp '${date} 10:00:00', '${type}', 7, ${product}, ${price}, 2, ${session}, 'c', '${brand}', 'mobile', 'email', 1, 10, date '${date}')`;
const session = (id: number, user: number | null, date: string, { carts = 0, purchases = 0, revenue = 0 } = {}) =>
    `(${id}, ${user}, 'mobile', 'email', timestamp '${date} 10:00:00', timestamp '${date} 10:00:00', date '${date}', 0, 1, 1, ${carts}, 0, ${purchases}, 0, 0, ${revenue}, 'view', false, 'view')`;

const answer = async (sql: string) => (await database.rows(`select cast(columns(*) as varchar) from (${sql})`)).map((row) => Object.values(row).join(' '));

/** Publishes rows in the place of those of the same keys, as a run does: noted before, built, and settled. */
async function publish({ events, goneEvents = [], sessions, goneSessions = [] }: { events: string[]; goneEvents?: number[]; sessions: string[]; goneSessions?: number[] }) {
    const built = (table: string, rows: string[]) => database.run(`create or replace temp table built_${table} as select * from model.${table} limit 0${rows.length === 0 ? '' : `; insert into built_${table} values ${rows.join(', ')}`}`);
    await built('fact_user_events', events);
    await built('fact_sessions', sessions);
    for (const [table, key, gone] of [['fact_user_events', 'event_id', goneEvents], ['fact_sessions', 'session_id', goneSessions]] as const) {
        await database.run(`create or replace temp table touched as select ${key} from built_${table} union select unnest([${gone.join(', ')}]::bigint[])`);
        await database.run(`create or replace temp table rows_of_${table} as select * from model.${table} where ${key} in (from touched); delete from model.${table} where ${key} in (from touched); insert into model.${table} from built_${table}`);
        if (table === 'fact_sessions') await database.run('create or replace temp table touched_sessions as from touched');
    }
    await database.run(`create or replace temp table events_of_touched_sessions as select * from model.fact_user_events where session_id in (select session_id from touched_sessions)`);
    await buildAggregates(database, new Steps(), false);
}

/** Prices of 2.50 are bought by twos: a purchase is 5.00. */
test('sums change by what a run touches, and are not there where nothing is left', async () => {
    await database.run(`insert into model.fact_user_events values ${[event(1, 1, 'view', 10), event(2, 1, 'purchase', 10), event(3, 2, 'view', 10), event(4, 3, 'view', 11, 'b')].join(', ')}`);
    await database.run(`insert into model.fact_sessions values ${[session(1, 7, '2020-04-06', { purchases: 1, revenue: 5 }), session(2, 8, '2020-04-13'), session(3, 8, '2020-04-20')].join(', ')}`);
    await buildAggregates(database, new Steps(), true);
    expect(await areAggregatesMade(database)).toBe(false);
    await keepAggregates(database);
    expect(await areAggregatesMade(database)).toBe(true);
    const products = 'select product_id, events, purchases, revenue, sessions_with_view, sessions_with_view_and_purchase from model.product_activity order by 1';
    const cohorts = "select cohort_start, period_start, users, buyers from model.visit_cohorts where period = 'week' order by 1, 2";
    const brands = 'select brand, events, revenue from model.daily_activity order by brand';
    expect(await answer(products)).toEqual(['10 3 1 5.0000 2 1', '11 1 0 0.0000 1 0']);
    expect(await answer(cohorts)).toEqual(['2020-04-06 2020-04-06 1 1', '2020-04-13 2020-04-13 1 0', '2020-04-13 2020-04-20 1 0']);
    expect(await answer(brands)).toEqual(['a 3 5.0000', 'b 1 0.0000']);

    // Session 2 buys what it saw; session 1, of which the purchase alone is called otherwise, is not touched; session 3 is gone with its event.
    await publish({ events: [event(5, 2, 'purchase', 10), event(2, 1, 'purchase', 10, 'z')], goneEvents: [4], sessions: [session(2, 8, '2020-04-13', { purchases: 1, revenue: 5 })], goneSessions: [3] });
    expect(await answer(products)).toEqual(['10 4 2 10.0000 2 2']);
    expect(await answer(cohorts)).toEqual(['2020-04-06 2020-04-06 1 1', '2020-04-13 2020-04-13 1 1']);
    expect(await answer(brands)).toEqual(['a 3 5.0000', 'z 1 5.0000']);
    expect(await answer('select user_id, session_date, sessions, revenue from model.customer_days order by 1')).toEqual(['7 2020-04-06 1 5.0000', '8 2020-04-13 1 5.0000']);
    expect(await answer('select event_id, product_id from model.fact_purchases order by 1')).toEqual(['2 10', '5 10']);

    // A visit before all others of user 8 moves the later ones to its cohort, though they are not touched.
    await publish({ events: [event(6, 4, 'view', 12, 'b', '1.0000', '2020-04-07')], sessions: [session(4, 8, '2020-04-07')] });
    expect(await answer(cohorts)).toEqual(['2020-04-06 2020-04-06 2 1', '2020-04-06 2020-04-13 1 1']);

    // By the difference or whole, it is the same.
    const all = async () => Object.fromEntries(await Promise.all(aggregateTables.map(async ({ name, key }) => [name, await answer(`from model.${name} order by ${key.join(', ')}`)] as const)));
    const added = await all();
    await database.run('delete from state.aggregates');
    await keepAggregates(database);
    expect(await all()).toEqual(added);
});

test('revenue beyond what an amount holds is no failure of the run', async () => {
    const most = (id: number) => event(id, id, 'purchase', 13, 'b', '99999999.9999').replace(', 2,', ', 1000000,');
    await publish({ events: [most(20), most(21)], sessions: [session(20, null, '2020-04-06', { purchases: 1 }), session(21, null, '2020-04-06', { purchases: 1 })] });
    expect(await answer('select revenue from model.product_activity where product_id = 13')).toEqual(['199999999999800.0000']);
});
