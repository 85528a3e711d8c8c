/**
 * Does a run take longer the more history there is? `npx tsx bench/increments.ts [--rows 400000] [--increments 10]
 * [--changes 10000] [--renames 0] [--statements 0] [--folder DIR]`: a lake of a generated month, then so many runs over
 * changes made as replication writes them, five seconds of the shop each. Prints the seconds of each step, and with
 * `--statements` the SQL that took most CPU seconds, in the first and in the last third.
 */
import { readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Database } from '../local/engine/database.js';
import { openLake } from '../local/engine/lake.js';
import { lakePaths } from '../local/engine/lake-paths.js';
import { run } from '../local/engine/run.js';
import { copyLake, keptLake } from './kept.js';
import { compareThirds, type RunSteps, stepsOfRuns } from './run-steps.js';
import { inFolder } from './folder.js';
import { prepareIncrements, writeIncrement } from './shop-increment.js';

const { values } = parseArgs({
    options: {
        rows: { type: 'string', default: '400000' },
        increments: { type: 'string', default: '10' },
        changes: { type: 'string', default: '10000' },
        renames: { type: 'string', default: '0' },
        statements: { type: 'string', default: '0' },
        folder: { type: 'string', default: join(tmpdir(), 'lake-bench') },
    },
});
const [rows, increments, changes, renames, statements] = [values.rows, values.increments, values.changes, values.renames, values.statements].map(Number) as [number, number, number, number, number];
if (![rows, increments, changes, renames, statements].every((number) => Number.isSafeInteger(number) && number >= 0)) {
    console.error('--rows, --increments, --changes, --renames and --statements are whole numbers.');
    process.exit(2);
}

interface Traced {
    readonly sql: string;
    /** CPU seconds of the process meanwhile. */
    readonly cpu: number;
    readonly run: number;
}

/** Notes what each statement takes; DuckDB answers when it is done. */
function trace(database: Database, traced: Traced[], run: () => number): void {
    const connection = database.connection as unknown as Record<'run' | 'runAndReadAll', (sql: string) => Promise<unknown>>;
    for (const method of ['run', 'runAndReadAll'] as const) {
        const original = connection[method].bind(connection);
        connection[method] = async (sql) => {
            const before = process.cpuUsage();
            try {
                return await original(sql);
            } finally {
                const { user, system } = process.cpuUsage(before);
                traced.push({ sql: sql.replaceAll(/\s+/g, ' '), cpu: (user + system) / 1e6, run: run() });
            }
        };
    }
}

/** The lake of the month alone is kept, and copied for each call. */
const folder = join(values.folder, 'increments-lake');
rmSync(folder, { recursive: true, force: true });
const say = (text: string) => console.error(text);
copyLake(await inFolder(values.folder, say, () => keptLake({ folder: values.folder, say }, rows)), folder);
let current = -1;
const traced: Traced[] = [];
const around: RunSteps[] = [];
for (let number = 0; number < increments; number++) {
    // As a run on its own: what was changed is written into the tables when the lake is closed.
    const lake = await openLake(folder);
    if (statements > 0) trace(lake.database, traced, () => current);
    current = -1;
    await prepareIncrements(lake);
    await writeIncrement({ database: lake.database, raw: lake.paths.raw }, number, { changes, renames });
    current = number;
    const started = performance.now();
    const cpu = process.cpuUsage();
    await run(lake);
    lake.database.close();
    const seconds = (performance.now() - started) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    around.push(new Map([['with plan and close', seconds], ['CPU', (user + system) / 1e6]]));
}
const runs = stepsOfRuns(folder).slice(-increments).map((steps, i) => new Map([...steps, ...around[i]!]));
console.log(`${rows} rows of history, ${increments} × ${changes} changes\n${compareThirds(runs)}`);
if (statements > 0) {
    const third = Math.max(1, Math.floor(increments / 3));
    const sums = new Map<string, { first: number; last: number }>();
    for (const { sql, cpu, run } of traced) {
        const sum = sums.get(sql) ?? { first: 0, last: 0 };
        if (run >= 0 && run < third) sum.first += cpu / third;
        if (run >= increments - third) sum.last += cpu / third;
        sums.set(sql, sum);
    }
    console.log('CPU seconds of a run, first third and last third, by statement');
    const slowest = [...sums].sort(([, one], [, other]) => other.last - one.last).slice(0, statements);
    for (const [sql, { first, last }] of slowest) console.log(`${first.toFixed(3)}  ${last.toFixed(3)}  ${sql.slice(0, 220)}`);
}
console.log(`database ${(statSync(lakePaths(folder).database).size / 1e6).toFixed(0)} MB, ${readdirSync(join(folder, 'raw'), { recursive: true }).length} paths in raw`);
rmSync(folder, { recursive: true, force: true });
