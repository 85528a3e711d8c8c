/** How long a month takes by `./lake import` and `./lake run`, against the usual way of PySpark (bench/original-way.py) over the same file. */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { prepareSpark, type Spark } from '../test/engines/prepare-spark.js';
import { startSparkProgram } from '../test/engines/spark-program.js';
import { ExpectedError } from '../local/errors.js';
import { resultOf, type Turn } from './figures.js';
import { inWorkFolder, keepLake, keptMonth, LAKE } from './kept.js';
import { higher, type Measured, measure, show } from './measure.js';
import type { Measure } from './question.js';

/** As a small worker has it, whose statements are worth compiling. */
export const SPARK_CONF = { 'spark.driver.memory': '8g', 'spark.driver.extraJavaOptions': '', 'spark.sql.shuffle.partitions': '8' };

export const measurePyspark: Measure = async (trial) => {
    const { rows, runs, folder, say } = trial;
    const month = await keptMonth(trial, rows);
    const spark = await prepareSpark(say);
    return await inWorkFolder(folder, async (work) => {
        const lake = join(work, 'lake');
        const turns: Record<'both' | 'import' | 'run', Turn[]> = { both: [], import: [], run: [] };
        for (let run = 0; run < runs; run++) {
            rmSync(lake, { recursive: true, force: true });
            const original = await originalWay(spark, month, join(work, 'original'));
            const imported = await measure([LAKE, 'import', month, '--lake', lake]);
            const published = await measure([LAKE, 'run', '--lake', lake]);
            const turn = ({ seconds, megabytes }: Measured): Turn => ({ seconds, baselineSeconds: original.seconds, megabytes, figures: original.megabytes === null ? {} : { 'PySpark MB': original.megabytes } });
            turns.import.push(turn(imported));
            turns.run.push(turn(published));
            turns.both.push(turn({ seconds: imported.seconds + published.seconds, megabytes: higher(imported.megabytes, published.megabytes) }));
            say(`the usual way ${show(original)}; import ${show(imported)}; run ${show(published)}`);
        }
        keepLake(lake, folder, rows);
        const result = (name: string, of: readonly Turn[]) => resultOf({ name, rows, baseline: 'the usual way of PySpark', turns: of });
        return [result('import and run', turns.both), result('import', turns.import), result('run', turns.run)];
    });
};

/**
 * Takes a month the usual way. Memory is the sum of its processes', which share next to nothing: Java and Python.
 *
 * @param to folder that it writes, made anew
 * @throws ExpectedError if it fails
 */
export async function originalWay(spark: Spark, month: string, to: string): Promise<Measured> {
    rmSync(to, { recursive: true, force: true });
    const started = performance.now();
    const program = startSparkProgram({ spark, conf: SPARK_CONF, script: join(import.meta.dirname, 'original-way.py'), args: { file: month, to } });
    let megabytes: number | null = null;
    const timer = setInterval(() => (megabytes = higher(megabytes, groupMegabytes(program.pid))), 250);
    const code = await program.ended;
    clearInterval(timer);
    if (code !== 0) throw new ExpectedError(`The usual way of PySpark ended with ${code}: ${program.output().split('\n').slice(-20).join('\n')}`);
    return { seconds: (performance.now() - started) / 1000, megabytes };
}

/** Resident memory of a group of processes, MB; null where this is no Linux. */
function groupMegabytes(group: number | undefined): number | null {
    try {
        const kilobytes = readdirSync('/proc')
            .filter((name) => /^\d+$/.test(name))
            .map((pid) => {
                try {
                    // After the name, which may have spaces: state, parent, group.
                    if (Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')[2]) !== group) return 0;
                    return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
                } catch {
                    return 0;
                }
            });
        return kilobytes.reduce((sum, one) => sum + one, 0) / 1024;
    } catch {
        return null;
    }
}
