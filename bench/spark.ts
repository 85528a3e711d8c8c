/**
 * The phases on Spark, on this machine: a generated month is taken to facts and dimensions, against the usual way of PySpark
 * (bench/original-way.py) over the same file; then an hour of events and what comes with them. Seconds of each phase and step,
 * and the bytes that each table's commits wrote and took away. At the end both engines' facts are compared.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ExpectedError } from '../local/errors.js';
import { hashKey } from '../local/engine/hash-key.js';
import { type Lake, openLake } from '../local/engine/lake.js';
import { lakePaths, makeScratch } from '../local/engine/lake-paths.js';
import { run } from '../local/engine/run.js';
import { importFile } from '../local/history/import-file.js';
import { MODULES, SCRIPT } from '../test/engines/both-lakes.js';
import { type Catalogue, catalogueConf, newCatalogue } from '../test/engines/catalogue.js';
import { prepareSpark, type Spark } from '../test/engines/prepare-spark.js';
import { runSparkProgram } from '../test/engines/spark-program.js';
import { startSparkServer } from '../test/engines/spark-server.js';
import { SparkSession } from '../test/engines/spark-session.js';
import { testPostgres } from '../test/oracle/test-postgres.js';
import { type Result, resultOf, type Turn } from './figures.js';
import { inWorkFolder, keptMonth } from './kept.js';
import { timed } from './measure.js';
import { originalWay, SPARK_CONF } from './pyspark.js';
import type { Measure } from './question.js';
import { prepareIncrements, writeIncrement } from './shop-increment.js';
import { sparkSteps } from './spark-steps.js';

const TABLES = ['clean.events', 'clean.sessions', 'clean.users', 'clean.products', 'model.fact_user_events', 'model.fact_sessions', 'model.dim_users', 'model.dim_products'];

/** `changes` of the hour. It is measured once, whatever the runs. */
export const measureSpark: Measure = async (trial) => {
    const { rows, folder, numbers, say } = trial;
    const month = await keptMonth(trial, rows);
    const spark = await prepareSpark(say);
    return await inWorkFolder(folder, async (work) => {
        const postgres = await testPostgres();
        try {
            mkdirSync(join(work, 'warehouse'));
            const catalogue = await newCatalogue(postgres, join(work, 'warehouse'));
            const at = lakePaths(join(work, 'lake'));
            makeScratch(at);
            const original = await originalWay(spark, month, join(work, 'original'));
            const imported = await timed(() => importFile(at, month));
            say(`the usual way ${original.seconds.toFixed(1)} s, lake import ${imported.seconds.toFixed(1)} s`);
            const lake = await openLake(at.folder);
            try {
                await run(lake);
                const result = (name: string, seconds: number, more: Partial<Turn> = {}) =>
                    resultOf({ name, rows, baseline: more.baselineSeconds == null ? null : 'the usual way of PySpark', turns: [{ seconds, baselineSeconds: null, megabytes: null, figures: {}, ...more }] });
                const phase = async (name: 'facts' | 'dimensions') => {
                    const took = await timed(() => runPhase(spark, catalogue, lake, name));
                    say(`${name} ${took.seconds.toFixed(1)} s`);
                    return { seconds: took.seconds, steps: sparkSteps(took.result) };
                };
                const ofMonth = { facts: await phase('facts'), dimensions: await phase('dimensions') };
                await prepareIncrements(lake);
                await writeIncrement({ database: lake.database, raw: at.raw }, 0, { changes: numbers['changes']! });
                const hour = { facts: await phase('facts'), dimensions: await phase('dimensions') };
                await run(lake);
                const bytes = await bytesAndEquality(spark, catalogue, lake);
                const results: Result[] = [
                    result('import, facts and dimensions of the month', imported.seconds + ofMonth.facts.seconds + ofMonth.dimensions.seconds, { baselineSeconds: original.seconds }),
                    result('import of the month', imported.seconds),
                    result('facts of the month', ofMonth.facts.seconds, { steps: ofMonth.facts.steps }),
                    result('dimensions of the month', ofMonth.dimensions.seconds, { steps: ofMonth.dimensions.steps }),
                    result('facts of an hour', hour.facts.seconds, { steps: hour.facts.steps, figures: bytes }),
                    result('dimensions of an hour', hour.dimensions.seconds, { steps: hour.dimensions.steps }),
                ];
                return results;
            } finally {
                lake.database.close();
            }
        } finally {
            await postgres.stop();
        }
    });
};

const runPhase = (spark: Spark, catalogue: Catalogue, { paths }: Lake, phase: string) =>
    runSparkProgram({
        spark,
        conf: { ...SPARK_CONF, ...catalogueConf(catalogue) },
        script: SCRIPT,
        args: { phase, catalog: catalogue.name, raw: pathToFileURL(paths.raw).href, hash_key: hashKey(paths.hashKey) },
        environment: { PYTHONPATH: MODULES.join(':') },
    });

/** What the hour wrote and took away, in MB by table. @throws ExpectedError if the facts of the two engines differ */
async function bytesAndEquality(spark: Spark, catalogue: Catalogue, { database }: Lake): Promise<Record<string, number>> {
    const server = await startSparkServer(spark);
    const session = await SparkSession.open(server.socket);
    try {
        await session.use(catalogue);
        const figures: [string, number][] = [];
        for (const table of TABLES) {
            const [bytes] = await session.rows(`
                select sum(cast(summary['added-files-size'] as bigint)) as added, sum(cast(summary['removed-files-size'] as bigint)) as removed, max(cast(summary['total-files-size'] as bigint)) as whole
                from ${table}.snapshots
                where summary['run_id'] = '2'`);
            const megabytes = (name: string) => Number(bytes![name] ?? 0) / 1e6;
            figures.push([`${table} MB`, megabytes('whole')], [`${table} written MB`, megabytes('added')], [`${table} taken away MB`, megabytes('removed')]);
        }
        const facts = `select count(*) as n, sum(cast(price as decimal(38, 4)) * quantity) as value, sum(event_id % 1000003) as ids, count(distinct session_id) as sessions, sum(case when brand = 'unknown' then 1 else 0 end) as unbranded from model.fact_user_events`;
        const [there] = (await session.ask(facts)).rows;
        const here = Object.values(await database.row<Record<string, unknown>>(facts)).map(String);
        if (!here.every((value, place) => Number(value) === Number(there![place]))) throw new ExpectedError(`The facts of the engines differ: ${here.join(' ')} on DuckDB, ${there!.join(' ')} on Spark.`);
        return Object.fromEntries(figures);
    } finally {
        session.close();
        await server.stop();
    }
}
