/**
 * How long predictions of a million customers take. Each customer has bought on two days at least, five on average, three
 * products a day, over two years. Beside it stands the count of the same purchases by customer and product, which is the least
 * that any prediction of products has to do. Memory is that of this process, as the predictions are made in it.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { makePredictions, predictionTables } from '../local/engine/build-predictions.js';
import { Database } from '../local/engine/database.js';
import { sqlFile } from '../local/engine/sql-files.js';
import { Steps } from '../local/steps.js';
import { duckdbCreateTable } from '../tables/derive/duckdb-ddl.js';
import { resultOf, type Turn } from './figures.js';
import { inWorkFolder } from './kept.js';
import { peakMegabytes, timed } from './measure.js';
import type { Measure } from './question.js';

export const measureMillion: Measure = ({ rows: customers, runs, folder, say }) =>
    inWorkFolder(folder, async (work) => {
        mkdirSync(join(work, 'spill'), { recursive: true });
        const database = await Database.open(join(work, 'million.duckdb'), join(work, 'spill'));
        try {
            await database.run(sqlFile('dialects/duckdb-spark.sql'));
            await database.run('create schema model');
            for (const table of predictionTables) await database.run(duckdbCreateTable(table));
            await makePurchases(database, customers);
            const { lines } = await database.row<{ lines: bigint }>('select count(*) as lines from model.fact_user_events');
            say(`${lines} lines of ${customers} customers`);
            const turns: Turn[] = [];
            for (let run = 0; run < runs; run++) {
                const counted = await timed(() => database.run('create or replace temp table counted as select user_id, product_id, count(distinct event_date) as days from model.fact_user_events group by all'));
                await database.run('drop table counted');
                const took: [string, number][] = [];
                const steps = new Steps({ ended: ({ step, seconds }) => took.push([step, seconds]) });
                const predicted = await timed(() => database.transaction(() => makePredictions({ database, steps })));
                turns.push({ seconds: predicted.seconds, baselineSeconds: counted.seconds, megabytes: peakMegabytes('self'), figures: { lines: Number(lines) }, steps: Object.fromEntries(took) });
                say(`predictions ${predicted.seconds.toFixed(1)} s, purchases counted ${counted.seconds.toFixed(1)} s`);
            }
            return [resultOf({ name: 'predictions of so many customers', rows: customers, baseline: 'their lines counted by customer and product', turns })];
        } finally {
            database.close();
        }
    });

async function makePurchases(database: Database, customers: number): Promise<void> {
    await database.run('select setseed(0.5)');
    await database.run(`create table model.fact_user_events as
        with customers as (
            select i as user_id, 2 + cast(floor(-4 * ln(random() + 1e-9)) as integer) as days, exp(3.2 + 1.4 * (random() + random() + random() - 1.5)) as typical, cast(floor(random() * 150) as integer) as first_day
            from range(${customers}) as customers(i)
        ),
        numbered as (select *, unnest(range(days)) as number from customers),
        dated as (select user_id, least(700, first_day + cast(sum(1 + floor(-typical * ln(random() + 1e-9))) over (partition by user_id order by number) as integer)) as day from numbered)
        select user_id, date '2019-01-01' + day as event_date, 'purchase' as event_type, cast(pow(random(), 3) * 20000 as bigint) as product_id
        from dated, range(3)`);
    await database.run('checkpoint');
}
