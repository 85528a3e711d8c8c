/**
 * How long predictions of a million customers take: `npx tsx bench/million.ts [--customers 1000000] [--runs 3] [--folder DIR]`.
 * Each customer has bought on two days at least, five on average, three products a day, over two years. Beside it stands the count of
 * the same purchases by customer and product, which is the least that any prediction of products has to do.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makePredictions, predictionTables } from '../local/engine/build-predictions.js';
import { Database } from '../local/engine/database.js';
import { sqlFile } from '../local/engine/sql-files.js';
import { Steps } from '../local/steps.js';
import { duckdbCreateTable } from '../tables/derive/duckdb-ddl.js';
import { median } from './measure.js';

const { values } = parseArgs({
    options: {
        customers: { type: 'string', default: '1000000' },
        runs: { type: 'string', default: '3' },
        folder: { type: 'string', default: join(tmpdir(), 'lake-bench') },
    },
});
const file = join(values.folder, `million-${values.customers}.duckdb`);
mkdirSync(values.folder, { recursive: true });
rmSync(file, { force: true });
const database = await Database.open(file, values.folder);
try {
    await database.run(sqlFile('dialects/duckdb-spark.sql'));
    await database.run('create schema model');
    for (const table of predictionTables) await database.run(duckdbCreateTable(table));
    await database.run('select setseed(0.5)');
    await database.run(`create table model.fact_user_events as
        with customers as (
            select i as user_id, 2 + cast(floor(-4 * ln(random() + 1e-9)) as integer) as days, exp(3.2 + 1.4 * (random() + random() + random() - 1.5)) as typical, cast(floor(random() * 150) as integer) as first_day
            from range(${Number(values.customers)}) as customers(i)
        ),
        numbered as (select *, unnest(range(days)) as number from customers),
        dated as (select user_id, least(700, first_day + cast(sum(1 + floor(-typical * ln(random() + 1e-9))) over (partition by user_id order by number) as integer)) as day from numbered)
        select user_id, date '2019-01-01' + day as event_date, 'purchase' as event_type, cast(pow(random(), 3) * 20000 as bigint) as product_id
        from dated, range(3)`);
    await database.run('checkpoint');
    const { rows, customers } = await database.row<{ rows: bigint; customers: bigint }>('select count(*) as rows, count(distinct user_id) as customers from model.fact_user_events');
    console.log(`${rows} lines of ${customers} customers; ${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 1e9)} GB, Node ${process.versions.node}`);
    const times = { predictions: [] as number[], counted: [] as number[] };
    for (let run = 0; run < Number(values.runs); run++) {
        times.counted.push(await seconds(() => database.run('create or replace temp table counted as select user_id, product_id, count(distinct event_date) as days from model.fact_user_events group by all')));
        await database.run('drop table counted');
        const isLast = run === Number(values.runs) - 1;
        const steps = new Steps({ ended: ({ step, seconds: took, rows: made }) => isLast && console.log(`  ${step.padEnd(28)} ${took.toFixed(1).padStart(5)} s ${made}`) });
        times.predictions.push(await seconds(() => database.transaction(() => makePredictions({ database, steps }))));
    }
    const [predictions, counted] = [median(times.predictions), median(times.counted)];
    console.log(`predictions ${predictions.toFixed(1)} s (${times.predictions.map((one) => one.toFixed(1)).join(', ')}), purchases counted ${counted.toFixed(1)} s, ratio ${(predictions / counted).toFixed(1)}; ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`);
} finally {
    database.close();
    rmSync(file, { force: true });
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
    const started = performance.now();
    await work();
    return (performance.now() - started) / 1000;
}
