/**
 * How long a month takes from csv.gz to published facts, and how much memory, against one hand-written DuckDB statement; and
 * against the least that parts of it take, each in turn as a process of its own.
 */
import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { resultOf, type Turn } from './figures.js';
import { inWorkFolder, keepLake, keptMonth, LAKE } from './kept.js';
import { higher, type Measured, measure, show } from './measure.js';
import type { Measure, Trial } from './question.js';
import { lastSteps } from './run-steps.js';

const here = import.meta.dirname;
const BASELINE = 'one statement';

/** The least that parts of a month take, by what they are called; `write` reads typed rows from Parquet. */
const FLOORS = { gunzip: 'gunzip alone', parse: 'parse alone', type: 'parse and type alone', write: 'write one table alone' } as const;

/** Runs the one statement over a month. @param table path of the database that it writes, which is made anew */
export async function oneStatement(month: string, table: string): Promise<Measured> {
    rmSync(table, { force: true });
    return await measure([join(here, 'one-statement.mjs'), month, table]);
}

/** `floors`: 0 leaves the floors out. */
export const measureMonth: Measure = async (trial) => {
    const { rows, runs, folder, numbers, say } = trial;
    const month = await keptMonth(trial, rows);
    const typed = numbers['floors'] === 0 ? null : await keptTypedRows(trial, month);
    return await inWorkFolder(folder, async (work) => {
        const [lake, table] = [join(work, 'lake'), join(work, 'one-statement.duckdb')];
        const turns: Record<'both' | 'import' | 'run' | keyof typeof FLOORS, Turn[]> = { both: [], import: [], run: [], gunzip: [], parse: [], type: [], write: [] };
        for (let run = 0; run < runs; run++) {
            rmSync(lake, { recursive: true, force: true });
            const baseline = await oneStatement(month, table);
            const imported = await measure([LAKE, 'import', month, '--lake', lake]);
            const published = await measure([LAKE, 'run', '--lake', lake]);
            const turn = ({ seconds, megabytes }: Measured, more: Partial<Turn> = {}): Turn => ({ seconds, baselineSeconds: baseline.seconds, megabytes, figures: {}, ...more });
            turns.import.push(turn(imported, { steps: lastSteps(lake, 'import') }));
            turns.run.push(turn(published, { steps: lastSteps(lake, 'run') }));
            const both = { seconds: imported.seconds + published.seconds, megabytes: higher(imported.megabytes, published.megabytes) };
            const figures = { 'csv.gz MB': size(month), 'database MB': size(join(lake, 'lake.duckdb')), ...(baseline.megabytes === null ? {} : { 'one statement MB': baseline.megabytes }) };
            turns.both.push(turn(both, { figures }));
            if (typed !== null) {
                for (const part of ['gunzip', 'parse', 'type'] as const) turns[part].push(turn(await measure([join(here, 'floors.mjs'), part, month])));
                rmSync(table, { force: true });
                turns.write.push(turn(await measure([join(here, 'floors.mjs'), 'write', typed, table])));
            }
            say(`one statement ${show(baseline)}; import ${show(imported)}; run ${show(published)}; ratio ${(both.seconds / baseline.seconds).toFixed(2)}`);
        }
        keepLake(lake, folder, rows);
        const result = (name: string, of: readonly Turn[]) => resultOf({ name, rows, baseline: BASELINE, turns: of });
        const floors = typed === null ? [] : Object.entries(FLOORS).map(([part, name]) => result(name, turns[part as keyof typeof FLOORS]));
        return [result('import and run', turns.both), result('import', turns.import), result('run', turns.run), ...floors];
    });
};

async function keptTypedRows({ rows, folder, say }: Trial, month: string): Promise<string> {
    const typed = join(folder, `typed-${rows}.parquet`);
    if (!existsSync(typed)) {
        say('typing the rows, for what writes them alone');
        await measure([join(here, 'floors.mjs'), 'keep', month, `${typed}.partial`]);
        renameSync(`${typed}.partial`, typed);
    }
    return typed;
}

const size = (file: string) => statSync(file).size / 1e6;
