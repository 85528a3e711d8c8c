/**
 * How long a run takes over an hour of the shop, as replication writes it, into the lake of a month: the whole process, its start
 * and the closing of the lake included. Of its changes some are events that come days late, and corrections and deletions of old
 * ones. The baseline is the same into the lake of a tenth of the rows: equal times are a run that does not look at history.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openLake } from '../local/engine/lake.js';
import { lakePaths } from '../local/engine/lake-paths.js';
import { resultOf, type Turn } from './figures.js';
import { codeDigest, copyLake, inWorkFolder, keptLake, LAKE, linkFiles } from './kept.js';
import { measure, show } from './measure.js';
import type { Measure, Trial } from './question.js';
import { lastSteps } from './run-steps.js';
import { prepareIncrements, writeIncrement } from './shop-increment.js';

const MINUTES = 60;
const MINUTE = 60_000;
/** Of 1,000 changes. */
const LATE = 20;
const OLD = 10;

/** `changes`: of the whole hour, in a file a minute and table. */
export const measureHour: Measure = async (trial) => {
    const { rows, runs, folder, say } = trial;
    const sizes = { large: rows, small: Math.max(1000, Math.round(rows / 10)) };
    const prepared = { large: await prepareHour(trial, sizes.large), small: await prepareHour(trial, sizes.small) };
    return await inWorkFolder(folder, async (work) => {
        const turns: Turn[] = [];
        for (let run = 0; run < runs; run++) {
            const into = async ({ lake, hour }: Prepared) => {
                const copy = join(work, 'lake');
                rmSync(copy, { recursive: true, force: true });
                copyLake(lake, copy);
                linkFiles(join(hour, 'raw'), join(copy, 'raw'));
                const measured = await measure([LAKE, 'run', '--lake', copy]);
                return { measured, steps: lastSteps(copy, 'run'), figures: { 'database MB': statSync(join(copy, 'lake.duckdb')).size / 1e6 } };
            };
            const small = await into(prepared.small);
            const large = await into(prepared.large);
            turns.push({ ...large.measured, baselineSeconds: small.measured.seconds, figures: large.figures, steps: large.steps });
            say(`an hour into ${sizes.small} rows ${show(small.measured)}; into ${sizes.large} ${show(large.measured)}`);
        }
        return [resultOf({ name: 'an hour into it', rows, baseline: `the same into ${sizes.small.toLocaleString('en-US')} rows`, turns })];
    });
};

interface Prepared {
    readonly lake: string;
    /** A folder whose `raw` has the files of the hour. */
    readonly hour: string;
}

/** The hour depends on the lake, whose sessions and old events it goes on with. */
async function prepareHour(trial: Trial, rows: number): Promise<Prepared> {
    const lake = await keptLake(trial, rows);
    const changes = trial.numbers['changes']!;
    const hour = join(trial.folder, `hour-${changes}-into-${rows}`);
    const mark = join(hour, 'made-for.txt');
    const of = `${codeDigest()} ${readFileSync(join(import.meta.dirname, 'shop-increment.ts'), 'utf8')}`;
    if (existsSync(mark) && readFileSync(mark, 'utf8') === of) return { lake, hour };
    trial.say(`making an hour of ${changes} changes for the lake of ${rows} rows`);
    const making = `${hour}.making`;
    for (const folder of [making, hour]) rmSync(folder, { recursive: true, force: true });
    mkdirSync(making, { recursive: true });
    const { database } = await openLake(lake);
    try {
        const increment = { changes: changes / MINUTES, milliseconds: MINUTE, late: LATE, old: OLD };
        await prepareIncrements({ database }, increment);
        for (let minute = 0; minute < MINUTES; minute++) await writeIncrement({ database, raw: lakePaths(making).raw }, minute, increment);
    } finally {
        database.close();
    }
    writeFileSync(join(making, 'made-for.txt'), of);
    renameSync(making, hour);
    return { lake, hour };
}
