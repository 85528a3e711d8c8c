/** How long `./lake verify` takes over the lake of a month, and how much memory, against one statement that makes a table of its file. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { resultOf, type Turn } from './figures.js';
import { inWorkFolder, keptLake, keptMonth, LAKE } from './kept.js';
import { measure, show } from './measure.js';
import { oneStatement } from './month.js';
import type { Measure } from './question.js';

export const measureVerify: Measure = async (trial) => {
    const { rows, runs, folder, say } = trial;
    const [month, lake] = [await keptMonth(trial, rows), await keptLake(trial, rows)];
    return await inWorkFolder(folder, async (work) => {
        const turns: Turn[] = [];
        for (let run = 0; run < runs; run++) {
            const table = join(work, 'one-statement.duckdb');
            const baseline = await oneStatement(month, table);
            // It would take of the disk what verify sorts in.
            rmSync(table);
            // It ends with 1 where anything differs.
            const verified = await measure([LAKE, 'verify', '--lake', lake]);
            turns.push({ ...verified, baselineSeconds: baseline.seconds, figures: {} });
            say(`one statement ${show(baseline)}; verify ${show(verified)}`);
        }
        return [resultOf({ name: 'verify', rows, baseline: 'one statement', turns })];
    });
};
