/**
 * How long a month takes from csv.gz to published facts, and how much memory, against one hand-written DuckDB statement:
 * `npm run bench -- [--rows 6658927] [--runs 3] [--folder DIR]`. The two take turns; medians and the ratio are printed.
 */
import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeShopMonth } from '../local/source/shop-month.js';
import { type Measured, measure, median, show } from './measure.js';

const { values } = parseArgs({
    options: { rows: { type: 'string', default: '6658927' }, runs: { type: 'string', default: '3' }, folder: { type: 'string', default: join(tmpdir(), 'lake-bench') } },
});
const rows = Number(values.rows);
const folder = values.folder;
const root = join(import.meta.dirname, '..');

const month = join(folder, `month-${rows}.csv.gz`);
mkdirSync(folder, { recursive: true });
if (!existsSync(month)) {
    const started = performance.now();
    await writeShopMonth(month, { rows });
    console.log(`generated ${month} in ${((performance.now() - started) / 1000).toFixed(0)} s`);
}

const lake = join(folder, 'lake');
const table = join(folder, 'one-statement.duckdb');
const results: { baseline: Measured; imported: Measured; run: Measured }[] = [];
for (let run = 0; run < Number(values.runs); run++) {
    rmSync(table, { force: true });
    rmSync(lake, { recursive: true, force: true });
    const baseline = await measure([join(root, 'bench', 'one-statement.mjs'), month, table]);
    const imported = await measure([join(root, 'lake'), 'import', month, '--lake', lake]);
    const published = await measure([join(root, 'lake'), 'run', '--lake', lake]);
    results.push({ baseline, imported, run: published });
    const ratio = (imported.seconds + published.seconds) / baseline.seconds;
    console.log(`one statement ${show(baseline)}; import ${show(imported)}; run ${show(published)}; ratio ${ratio.toFixed(2)}`);
}

const size = (file: string) => statSync(file).size / 1e6;
console.log(
    JSON.stringify(
        {
            rows,
            machine: `${cpus().length} × ${cpus()[0]?.model}, ${(totalmem() / 1e9).toFixed(0)} GB, Node ${process.version}`,
            runs: results.length,
            baselineSeconds: median(results.map(({ baseline }) => baseline.seconds)),
            importSeconds: median(results.map(({ imported }) => imported.seconds)),
            runSeconds: median(results.map(({ run }) => run.seconds)),
            ratio: median(results.map(({ baseline, imported, run }) => (imported.seconds + run.seconds) / baseline.seconds)),
            peakMegabytes: Math.max(...results.flatMap(({ imported, run }) => [imported.megabytes ?? 0, run.megabytes ?? 0])),
            csvGzMegabytes: size(month),
            databaseMegabytes: size(join(lake, 'lake.duckdb')),
        },
        null,
        2,
    ),
);
