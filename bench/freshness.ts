/**
 * How soon a change of the shop can be read in a view, and whether that stays so: the live demo as a process of its own,
 * PostgreSQL and the shop's simulator included. The seconds are those from commit to view that 95 of 100 changes do not exceed;
 * they are told by the demo. Nothing is comparable; the first and the last third of the runs are compared with each other.
 */
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ExpectedError } from '../local/errors.js';
import { median, resultOf, type Turn } from './figures.js';
import { inWorkFolder, LAKE } from './kept.js';
import { endWithUs, peakMegabytes } from './measure.js';
import type { Measure } from './question.js';
import { stepsOfRuns } from './run-steps.js';

/** `minutes` of a shop with `rate` changes a second, run at most every `every` seconds. */
export const measureFreshness: Measure = ({ rows, runs, folder, numbers, say }) =>
    inWorkFolder(folder, async (work) => {
        const turns: Turn[] = [];
        for (let run = 0; run < runs; run++) {
            const lake = join(work, 'lake');
            const options = { '--rate': numbers['rate']!, '--every': `${numbers['every']!}s`, '--rows': rows, '--seconds': numbers['minutes']! * 60 };
            const { summary, megabytes } = await demo(lake, Object.entries(options).flatMap(([name, value]) => [name, String(value)]));
            const { p50, p95 } = freshnessOf(summary);
            // The first run takes the history.
            const took = stepsOfRuns(lake).slice(1).map((steps) => steps.get('ended') ?? 0);
            const third = Math.max(1, Math.floor(took.length / 3));
            const figures = { 'p50 s': p50, runs: took.length, 'run of the first third s': median(took.slice(0, third)), 'run of the last third s': median(took.slice(-third)), 'longest run s': Math.max(...took) };
            turns.push({ seconds: p95, baselineSeconds: null, megabytes, figures });
            say(summary.trim());
            rmSync(lake, { recursive: true, force: true });
        }
        return [resultOf({ name: 'from commit to view, p95', rows, turns })];
    });

async function demo(lake: string, options: readonly string[]): Promise<{ readonly summary: string; readonly megabytes: number | null }> {
    const child = spawn(process.execPath, [LAKE, 'demo', '--no-page', '--lake', lake, ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
    endWithUs(child);
    let summary = '';
    child.stdout.on('data', (text: Buffer) => (summary += text.toString()));
    let megabytes: number | null = null;
    const timer = setInterval(() => (megabytes = peakMegabytes(child.pid) ?? megabytes), 1000);
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
    clearInterval(timer);
    if (code !== 0) throw new ExpectedError(`The demo ended with ${code}.`);
    return { summary, megabytes };
}

/** What a demo's summary says of the time from commit to view, in seconds. @throws ExpectedError if it says nothing */
export function freshnessOf(summary: string): { readonly p50: number; readonly p95: number } {
    const [, p50, p95] = /From commit to funnel: p50 (.+?), p95 (.+?)\.?$/m.exec(summary) ?? [];
    if (p50 === undefined || p95 === undefined) throw new ExpectedError('The demo did not say how soon changes were seen: give it more minutes.');
    return { p50: secondsOf(p50), p95: secondsOf(p95) };
}

/** `0.42 s`, `4 min 05 s` or `2 h 10 min` in seconds. */
function secondsOf(text: string): number {
    const units = { h: 3600, min: 60, s: 1 } as const;
    return [...text.matchAll(/([\d.]+) (h|min|s)/g)].reduce((sum, [, count, unit]) => sum + Number(count) * units[unit as keyof typeof units], 0);
}
