/**
 * The phases on Spark, on this machine: `npx tsx bench/spark.ts [--rows 6658927] [--changes 104000] [--folder DIR]`. A generated
 * month is taken to facts and dimensions, against the usual way of PySpark (bench/original-way.py) over the same file; then an
 * hour of 92,000 events and what comes with them. Seconds of each phase and step, and the bytes that each table's commits wrote
 * and took away. At the end both engines' facts are compared.
 */
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { openLake } from '../local/engine/lake.js';
import { hashKey } from '../local/engine/hash-key.js';
import { lakePaths, makeScratch } from '../local/engine/lake-paths.js';
import { run } from '../local/engine/run.js';
import { importFile } from '../local/history/import-file.js';
import { writeShopMonth } from '../local/source/shop-month.js';
import { MODULES, SCRIPT } from '../test/engines/both-lakes.js';
import { catalogueConf, newCatalogue } from '../test/engines/catalogue.js';
import { prepareSpark } from '../test/engines/prepare-spark.js';
import { runSparkProgram } from '../test/engines/spark-program.js';
import { startSparkServer } from '../test/engines/spark-server.js';
import { SparkSession } from '../test/engines/spark-session.js';
import { testPostgres } from '../test/oracle/test-postgres.js';
import { prepareIncrements, writeIncrement } from './shop-increment.js';

const { values } = parseArgs({
    options: { rows: { type: 'string', default: '6658927' }, changes: { type: 'string', default: '104000' }, folder: { type: 'string', default: join(tmpdir(), 'lake-bench-spark') } },
});
const rows = Number(values.rows);
const { folder } = values;
/** As a small worker has it, whose statements are worth compiling. */
const CONF = { 'spark.driver.memory': '8g', 'spark.driver.extraJavaOptions': '', 'spark.sql.shuffle.partitions': '8' };

const month = join(folder, `month-${rows}.csv.gz`);
mkdirSync(folder, { recursive: true });
if (!existsSync(month)) await writeShopMonth(month, { rows });
for (const name of ['lake', 'warehouse', 'original']) rmSync(join(folder, name), { recursive: true, force: true });
mkdirSync(join(folder, 'warehouse'));

const spark = await prepareSpark(console.error);
const postgres = await testPostgres();
try {
    const catalogue = await newCatalogue(postgres, join(folder, 'warehouse'));
    const at = lakePaths(join(folder, 'lake'));
    makeScratch(at);

    const original = await timed(() => runSparkProgram({ spark, conf: CONF, script: join(import.meta.dirname, 'original-way.py'), args: { file: month, to: join(folder, 'original') } }));
    console.log(`the usual way ${original.seconds.toFixed(1)} s`);
    const imported = await timed(() => importFile(at, month));
    console.log(`lake import ${imported.seconds.toFixed(1)} s`);
    const lake = await openLake(join(folder, 'lake'));
    const onDuckdb = await timed(() => run(lake));
    console.log(`lake run ${onDuckdb.seconds.toFixed(1)} s`);

    const phase = async (name: string) => {
        const { result, seconds } = await timed(() =>
            runSparkProgram({
                spark,
                conf: { ...CONF, ...catalogueConf(catalogue) },
                script: SCRIPT,
                args: { phase: name, catalog: catalogue.name, raw: pathToFileURL(at.raw).href, hash_key: hashKey(at.hashKey) },
                environment: { PYTHONPATH: MODULES.join(':') },
            }),
        );
        console.log(`${name} ${seconds.toFixed(1)} s`);
        for (const line of result.split('\n').filter((one) => one.startsWith('{"event"'))) console.log(`    ${line}`);
        return seconds;
    };
    const backfill = { facts: await phase('facts'), dimensions: await phase('dimensions') };
    await prepareIncrements(lake);
    await writeIncrement(lake, 0, { changes: Number(values.changes) });
    const hour = { facts: await phase('facts'), dimensions: await phase('dimensions') };
    await run(lake);

    const server = await startSparkServer(spark);
    const session = await SparkSession.open(server.socket);
    try {
        await session.use(catalogue);
        for (const table of ['clean.events', 'clean.sessions', 'clean.users', 'clean.products', 'model.fact_user_events', 'model.fact_sessions', 'model.dim_users', 'model.dim_products']) {
            const [bytes] = await session.rows(`
                select sum(cast(summary['added-files-size'] as bigint)) as added, sum(cast(summary['removed-files-size'] as bigint)) as removed, max(cast(summary['total-files-size'] as bigint)) as whole
                from ${table}.snapshots
                where summary['run_id'] = '2'`);
            console.log(`the hour in ${table}: ${megabytes(bytes!['added'])} MB written, ${megabytes(bytes!['removed'])} MB taken away, of ${megabytes(bytes!['whole'])} MB`);
        }
        const facts = `select count(*) as n, sum(cast(price as decimal(38, 4)) * quantity) as value, sum(event_id % 1000003) as ids, count(distinct session_id) as sessions, sum(case when brand = 'unknown' then 1 else 0 end) as unbranded from model.fact_user_events`;
        const [there] = (await session.ask(facts)).rows;
        const here = Object.values((await lake.database.rows<Record<string, unknown>>(facts))[0]!).map(String);
        const isEqual = here.every((value, place) => Number(value) === Number(there![place]));
        console.log(`facts on both engines: ${isEqual ? 'equal' : `DIFFERENT: ${here.join(' ')} / ${there!.join(' ')}`}`);
    } finally {
        session.close();
        await server.stop();
    }
    lake.database.close();
    console.log(
        JSON.stringify(
            {
                machine: `${cpus().length} × ${cpus()[0]?.model}, ${(totalmem() / 1e9).toFixed(0)} GB, Node ${process.version}`,
                rows,
                changes: Number(values.changes),
                usualWaySeconds: original.seconds,
                importSeconds: imported.seconds,
                backfillSeconds: backfill,
                backfillRatio: (imported.seconds + backfill.facts + backfill.dimensions) / original.seconds,
                hourSeconds: hour,
            },
            null,
            2,
        ),
    );
} finally {
    await postgres.stop();
}

async function timed<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly seconds: number }> {
    const started = performance.now();
    const result = await work();
    return { result, seconds: (performance.now() - started) / 1000 };
}

function megabytes(bytes: unknown): string {
    return (Number(bytes ?? 0) / 1e6).toFixed(1);
}
