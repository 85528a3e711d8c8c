import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { median } from './figures.js';

/** Seconds of each step of an import or a run, by its log; `ended` is the whole. */
export type RunSteps = ReadonlyMap<string, number>;

/** The steps of each run of a lake, in order. */
export const stepsOfRuns = (lake: string): RunSteps[] => stepsOf(lake, /^run-\d+\.jsonl$/);

/** Seconds of each step of a lake's last run, or of its only import, without the whole. */
export function lastSteps(lake: string, of: 'import' | 'run'): Record<string, number> {
    const steps = stepsOf(lake, new RegExp(`^${of}-\\w+\\.jsonl$`)).at(-1) ?? new Map<string, number>();
    return Object.fromEntries([...steps].filter(([step]) => step !== 'ended'));
}

const stepsOf = (lake: string, name: RegExp): RunSteps[] =>
    readdirSync(join(lake, 'logs'))
        .filter((one) => name.test(one))
        .sort()
        .map((one) => readSteps(readFileSync(join(lake, 'logs', one), 'utf8')));

const readSteps = (log: string): RunSteps =>
    new Map(
        log
            .trim()
            .split('\n')
            .map((line) => JSON.parse(line) as { event: string; step?: string; seconds?: number })
            .flatMap(({ event, step, seconds }) => (seconds === undefined ? [] : [[step ?? event, seconds] as const])),
    );

/** Median seconds of each step in the first and in the last third of the runs, as a table. */
export function compareThirds(runs: readonly RunSteps[]): string {
    const third = Math.max(1, Math.floor(runs.length / 3));
    const figure = (of: readonly RunSteps[], step: string) => median(of.map((run) => run.get(step) ?? 0)).toFixed(3).padStart(12);
    const steps = [...new Set(runs.flatMap((run) => [...run.keys()]))];
    return [
        `${'median seconds'.padEnd(24)} first third  last third`,
        ...steps.map((step) => `${step.padEnd(24)}${figure(runs.slice(0, third), step)}${figure(runs.slice(-third), step)}`),
    ].join('\n');
}
