/**
 * How fast the page answers on a large lake: `npx tsx bench/page.ts [--rows 6658927] [--clients 10] [--rounds 12] [--folder DIR]`.
 * Clients filter at random, each asking for all visuals as a browser does, six at a time, then for the next choice without a
 * pause. Beside them stands what the same query takes over the views themselves, one at a time, without the page's copy.
 */
import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { LakeState } from '../dashboard/answers/answer.js';
import { readChoice } from '../dashboard/answers/choice.js';
import { periodOf } from '../dashboard/answers/period.js';
import { visualSql } from '../dashboard/answers/visual-sql.js';
import { visuals } from '../dashboard/visuals/index.js';
import { pageFiles } from '../cli/dashboard/page-files.js';
import { showPage } from '../cli/dashboard/run-dashboard.js';
import { openReadOnly } from '../local/engine/open-read-only.js';
import { writeShopMonth } from '../local/source/shop-month.js';
import { measure, median } from './measure.js';

const { values } = parseArgs({
    options: {
        rows: { type: 'string', default: '6658927' },
        clients: { type: 'string', default: '10' },
        rounds: { type: 'string', default: '12' },
        folder: { type: 'string', default: join(tmpdir(), 'lake-bench') },
    },
});
const root = join(import.meta.dirname, '..');
const lake = join(values.folder, `page-lake-${values.rows}`);
const month = join(values.folder, `month-${values.rows}.csv.gz`);
mkdirSync(values.folder, { recursive: true });
if (!existsSync(month)) await writeShopMonth(month, { rows: Number(values.rows) });
if (!existsSync(join(lake, 'lake.duckdb'))) await measure([join(root, 'lake'), 'import', month, '--lake', lake]);
// Also makes the views those of this program.
await measure([join(root, 'lake'), 'run', '--lake', lake]);

const weight = [...(await pageFiles()).values()].reduce((sum, { gzip }) => sum + gzip.length, 0) / 1000;
const began = performance.now();
const page = await showPage({ lake, port: 0, say: console.log });
const stateOf = async () => ((await (await fetch(`${page.address}api/lake`)).json()) as { lake: LakeState }).lake;
let state = await stateOf();
for (; state.state === 0 && state.trouble === null; state = await stateOf()) await new Promise((resolve) => setTimeout(resolve, 20));
if (state.trouble !== null) throw new Error(state.trouble);
const readSeconds = (performance.now() - began) / 1000;

const named = async (filter: string): Promise<string[]> => {
    const answers = await Promise.all(['', 'a', 'e', 'k', '1', '2'].map(async (like) => (await (await fetch(`${page.address}api/values/${filter}?like=${like}`)).json()) as { values: { value: string }[] }));
    return answers.flatMap(({ values: found }) => found.map(({ value }) => value));
};
const [categories, brands] = [await named('category'), await named('brand')];
const any = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)]!;
function anyChoice(): URLSearchParams {
    const link = new URLSearchParams();
    const { from, to } = state.span!;
    if (Math.random() < 0.3) link.set('last', any(['1', '3', '14', '28', 'all']));
    else if (Math.random() < 0.5) {
        const [first, last] = [any([0, 3, 9, 17]), any([18, 22, 27])];
        const day = (count: number) => new Date(Date.parse(from) + count * 86_400_000).toISOString().slice(0, 10);
        link.set('from', day(first));
        link.set('to', day(last) < to ? day(last) : to);
    }
    if (Math.random() < 0.6) link.set('category', any(categories));
    if (Math.random() < 0.4) link.set('brand', any(brands));
    return link;
}

const times = new Map<string, number[]>(visuals.map(({ name }) => [name, []]));
async function client(): Promise<void> {
    for (let round = 0; round < Number(values.rounds); round++) {
        const choice = anyChoice();
        const left = visuals.map(({ name }) => name);
        await Promise.all(
            Array.from({ length: 6 }, async () => {
                for (let name = left.shift(); name !== undefined; name = left.shift()) {
                    const asked = performance.now();
                    const response = await fetch(`${page.address}api/visual/${name}?${choice}`);
                    if (!response.ok) throw new Error(await response.text());
                    await response.arrayBuffer();
                    times.get(name)!.push(performance.now() - asked);
                }
            }),
        );
    }
}
const clientsBegan = performance.now();
await Promise.all(Array.from({ length: Number(values.clients) }, client));
const clientSeconds = (performance.now() - clientsBegan) / 1000;
await page.end();

const scratch = join(values.folder, 'page-scratch');
mkdirSync(scratch, { recursive: true });
const direct = await openReadOnly({ database: join(lake, 'lake.duckdb'), scratch });
const quantile = (list: readonly number[], share: number) => [...list].sort((a, b) => a - b)[Math.max(0, Math.ceil(list.length * share) - 1)]!;
console.log('visual                 p50 ms  p95 ms  over the views, ms');
for (const visual of visuals) {
    const views: number[] = [];
    for (let time = 0; time < 3; time++) {
        const choice = readChoice(anyChoice());
        const { sql, parameters } = visualSql(visual, choice, periodOf(choice, state.span!));
        const asked = performance.now();
        // The copy counts the rows of a group; of the views each is one.
        await direct.connection.runAndReadAll(sql.replaceAll('sum(rows)', 'count(*)'), { ...parameters });
        views.push(performance.now() - asked);
    }
    const own = times.get(visual.name)!;
    console.log(`${visual.name.padEnd(22)} ${quantile(own, 0.5).toFixed(0).padStart(6)}  ${quantile(own, 0.95).toFixed(0).padStart(6)}  ${median(views).toFixed(0).padStart(18)}`);
}
direct.close();
rmSync(scratch, { recursive: true, force: true });
const every = [...times.values()].flat();
console.log(
    JSON.stringify(
        {
            rows: Number(values.rows),
            machine: `${cpus().length} × ${cpus()[0]?.model}, ${(totalmem() / 1e9).toFixed(0)} GB, Node ${process.version}`,
            clients: Number(values.clients),
            answersPerSecond: every.length / clientSeconds,
            p50Milliseconds: quantile(every, 0.5),
            p95Milliseconds: quantile(every, 0.95),
            worstVisualP95Milliseconds: Math.max(...[...times.values()].map((list) => quantile(list, 0.95))),
            readSeconds,
            compressedKilobytes: weight,
            residentMegabytes: process.memoryUsage().rss / 1e6,
            databaseMegabytes: statSync(join(lake, 'lake.duckdb')).size / 1e6,
        },
        null,
        2,
    ),
);
