/**
 * How soon a change of the shop can be read in a view, and whether that stays so: `npx tsx bench/freshness.ts [--minutes 3]
 * [--rate 2000] [--every 5s] [--rows 400000] [--folder DIR]`. It runs the live demo as a process of its own, PostgreSQL and the
 * shop's simulator included, and reads its memory and the logs of its runs.
 */
import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { median } from './measure.js';
import { compareThirds, stepsOfRuns } from './run-steps.js';

const { values } = parseArgs({
    options: {
        minutes: { type: 'string', default: '3' },
        rate: { type: 'string', default: '2000' },
        every: { type: 'string', default: '5s' },
        rows: { type: 'string', default: '400000' },
        folder: { type: 'string', default: join(tmpdir(), 'lake-bench-freshness') },
    },
});
const { minutes, rate, every, rows, folder } = values;
const root = join(import.meta.dirname, '..');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
// Root's PostgreSQL runs as another user, who has to come through.
chmodSync(folder, 0o755);

const lake = join(folder, 'lake');
const args = [join(root, 'lake'), 'demo', '--lake', lake, '--rate', rate, '--every', every, '--rows', rows, '--seconds', String(Math.round(Number(minutes) * 60))];
const child = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] });
const megabytes: number[] = [];
const memory = setInterval(() => {
    try {
        megabytes.push(Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))![1]) / 1024);
    } catch {
        // It has just ended, or this is no Linux.
    }
}, 1000);
const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
clearInterval(memory);

/** The first run takes the history. */
const steps = stepsOfRuns(lake).slice(1);
const runs = steps.map((run) => run.get('ended') ?? 0);
const third = Math.max(1, Math.floor(runs.length / 3));
const tenth = Math.max(1, Math.floor(megabytes.length / 10));
console.log(
    JSON.stringify(
        {
            machine: `${cpus().length} × ${cpus()[0]?.model}, ${(totalmem() / 1e9).toFixed(0)} GB, Node ${process.version}`,
            code,
            runs: runs.length,
            medianSecondsOfTheFirstThird: median(runs.slice(0, third)),
            medianSecondsOfTheLastThird: median(runs.slice(-third)),
            longest: Math.max(...runs),
            megabytesAtHalf: Math.round(median(megabytes.slice(Math.floor(megabytes.length / 2) - tenth, Math.floor(megabytes.length / 2) + tenth))),
            megabytesAtTheEnd: Math.round(median(megabytes.slice(-tenth))),
            mostMegabytes: Math.round(Math.max(...megabytes)),
        },
        null,
        2,
    ),
);
console.log(compareThirds(steps));
rmSync(folder, { recursive: true, force: true });
