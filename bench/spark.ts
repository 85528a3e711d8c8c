/**
 * The phases on Spark, on this machine: a generated month is taken to facts and dimensions, against the usual way of PySpark
 * (bench/original-way.py) over the same file; then hours of events and what comes with them, one behind the other, the daily
 * phase, and maintenance. Seconds of each phase and step, what their scans read, what each table's commits wrote and took away, in how
 * many files that lies, and what of it the visuals read. Before maintenance both engines' facts are compared.
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
import { cleanTables, modelTables } from '../tables/index.js';
import { MODULES, SCRIPT } from '../test/engines/both-lakes.js';
import { type Catalogue, catalogueConf, newCatalogue } from '../test/engines/catalogue.js';
import { prepareSpark, type Spark } from '../test/engines/prepare-spark.js';
import { runSparkProgram } from '../test/engines/spark-program.js';
import { startSparkServer } from '../test/engines/spark-server.js';
import { SparkSession } from '../test/engines/spark-session.js';
import { testPostgres } from '../test/oracle/test-postgres.js';
import { commitsOf, filesOf } from './iceberg-sizes.js';
import { inWorkFolder, keptMonth } from './kept.js';
import { timed } from './measure.js';
import { originalWay, SPARK_CONF } from './pyspark.js';
import type { Measure } from './question.js';
import { refreshBytes } from './refresh-bytes.js';
import { columnBytes, type ColumnBytes } from './scanned-bytes.js';
import { prepareIncrements, writeIncrement } from './shop-increment.js';
import { type SparkMeasured, type SparkPhase, sparkResults } from './spark-results.js';
import { eventLogConf, openedBytes, sparkWork } from './spark-work.js';

const HOUR = 3_600_000;

/** `changes` of each of the `hours`, of which of 1,000 so many are `late` and `old`. It is measured once, whatever the runs. */
export const measureSpark: Measure = async (trial) => {
    const { rows, folder, numbers, say } = trial;
    const increment = { changes: numbers['changes']!, milliseconds: HOUR, late: numbers['late']!, old: numbers['old']! };
    const month = await keptMonth(trial, rows);
    const spark = await prepareSpark(say);
    return await inWorkFolder(folder, async (work) => {
        const postgres = await testPostgres();
        try {
            mkdirSync(join(work, 'warehouse'));
            const catalogue = await newCatalogue(postgres, join(work, 'warehouse'));
            const at = lakePaths(join(work, 'lake'));
            makeScratch(at);
            const { seconds: originalSeconds } = await originalWay(spark, month, join(work, 'original'));
            const { seconds: importSeconds } = await timed(() => importFile(at, month));
            say(`the usual way ${originalSeconds.toFixed(1)} s, lake import ${importSeconds.toFixed(1)} s`);
            const lake = await openLake(at.folder);
            try {
                await run(lake);
                const phase = phaseRunner({ spark, catalogue, lake, logs: join(work, 'logs'), say });
                const ofMonth = { facts: await phase('facts'), dimensions: await phase('dimensions') };
                await prepareIncrements(lake, increment);
                const hours: SparkPhase[] = [];
                for (let hour = 0; hour < numbers['hours']!; hour++) {
                    await writeIncrement({ database: lake.database, raw: at.raw }, hour, increment);
                    hours.push(await phase('facts'));
                }
                const daily = await phase('dimensions');
                await run(lake);
                const looked = await look(spark, catalogue, lake);
                const columns = new Map<string, ColumnBytes>();
                for (const { table, paths } of looked.files) columns.set(table, await columnBytes(lake.database, paths));
                const refresh = await refreshBytes(columns);
                return sparkResults({ rows, originalSeconds, importSeconds, month: ofMonth, hours, daily, ...looked, columns, refresh, maintenance: await phase('maintenance') });
            } finally {
                lake.database.close();
            }
        } finally {
            await postgres.stop();
        }
    });
};

interface PhaseRunnerProps {
    readonly spark: Spark;
    readonly catalogue: Catalogue;
    readonly lake: Lake;
    /** Folder for what Spark tells of its tasks. */
    readonly logs: string;
    readonly say: (text: string) => void;
}

/** What runs a phase as a program of its own, and measures it. */
function phaseRunner({ spark, catalogue, lake: { paths }, logs, say }: PhaseRunnerProps): (name: 'facts' | 'dimensions' | 'maintenance') => Promise<SparkPhase> {
    let started = 0;
    return async (name) => {
        const log = join(logs, String(started++));
        mkdirSync(log, { recursive: true });
        const { result: output, seconds } = await timed(() =>
            runSparkProgram({
                spark,
                conf: { ...SPARK_CONF, ...eventLogConf(log), ...catalogueConf(catalogue) },
                script: SCRIPT,
                args: { phase: name, catalog: catalogue.name, raw: pathToFileURL(paths.raw).href, hash_key: hashKey(paths.hashKey) },
                environment: { PYTHONPATH: MODULES.join(':') },
            }),
        );
        const work = await sparkWork(log);
        say(`${name} ${seconds.toFixed(1)} s, ${(openedBytes(work.scans) / 1e6).toFixed(1)} MB of files opened, ${work.cpuSeconds.toFixed(1)} CPU s of tasks`);
        return { seconds, output, work };
    };
}

/** Beside those that jobs keep for themselves. */
const TABLES = [...cleanTables, ...modelTables].map(({ layer, name }) => `${layer}.${name}`);

/** What the runs did to the tables, and how these lie in files. @throws ExpectedError if the facts of the two engines differ */
async function look(spark: Spark, catalogue: Catalogue, { database }: Lake): Promise<Pick<SparkMeasured, 'commits' | 'files' | 'records'>> {
    const server = await startSparkServer(spark);
    const session = await SparkSession.open(server.socket);
    try {
        await session.use(catalogue);
        const accounts = await session.rows(`select run_id, records from model.run_accounts where table_name = 'events'`);
        const kept = (await session.rows('show tables in state')).map(({ tableName }) => `state.${String(tableName)}`);
        const tables = [...TABLES, ...kept];
        const looked = { commits: await commitsOf(session, tables), files: await filesOf(session, tables), records: new Map(accounts.map(({ run_id, records }) => [Number(run_id), Number(records)])) };
        const facts = `select count(*) as n, sum(cast(price as decimal(38, 4)) * quantity) as value, sum(event_id % 1000003) as ids, count(distinct session_id) as sessions, sum(case when brand = 'unknown' then 1 else 0 end) as unbranded from model.fact_user_events`;
        const [there] = (await session.ask(facts)).rows;
        const here = Object.values(await database.row<Record<string, unknown>>(facts)).map(String);
        if (!here.every((value, place) => Number(value) === Number(there![place]))) throw new ExpectedError(`The facts of the engines differ: ${here.join(' ')} on DuckDB, ${there!.join(' ')} on Spark.`);
        return looked;
    } finally {
        session.close();
        await server.stop();
    }
}
