import type { Result } from '../figures.js';
import type { Recorded } from '../recorded.js';
import { type GrowthChartProps, type GrowthLine, rangeOf } from './growth-chart.js';

/** So many visuals are named in their picture. */
const NAMED = 5;
const OF_VISUAL = /^([\w-]+), p95$/;

/** The pictures of growth, by the name of their file; those of which fewer than two sizes were recorded are left out. */
export function growthCharts(recorded: readonly Recorded[]): Record<string, GrowthChartProps> {
    const seconds = ({ seconds: value }: Result): number | null => value;
    const megabytes = ({ megabytes: value }: Result): number | null => value;
    const time = [
        line('one statement', recorded, 'month', 'import and run', ({ baselineSeconds }) => baselineSeconds),
        line('import', recorded, 'month', 'import', seconds),
        line('run', recorded, 'month', 'run', seconds),
        line('an hour into it', recorded, 'hour', 'an hour into it', seconds),
        line('verify', recorded, 'verify', 'verify', seconds),
        line('page: all answers, p95', recorded, 'page', 'all answers, p95', seconds),
    ];
    const memory = [
        line('one statement', recorded, 'month', 'import and run', ({ figures }) => figures['one statement MB'] ?? null),
        line('import', recorded, 'month', 'import', megabytes),
        line('run', recorded, 'month', 'run', megabytes),
        line('an hour into it', recorded, 'hour', 'an hour into it', megabytes),
        line('verify', recorded, 'verify', 'verify', megabytes),
        line('page', recorded, 'page', 'all answers, p95', megabytes),
    ];
    const charts: Record<string, GrowthChartProps> = {
        'growth-time.svg': { lines: time, unit: 'seconds', label: 'Seconds of import, run, an hour, verify and the page against the rows of the file, beside those of one statement.' },
        'growth-memory.svg': { lines: memory, unit: 'peak MB', label: 'Peak memory of import, run, an hour, verify and the page against the rows of the file, beside that of one statement.' },
        'growth-visuals.svg': { lines: visualLines(recorded), unit: 'seconds, p95', label: `Seconds of each visual of the page against the rows of the file; the ${NAMED} slowest are named.` },
    };
    const drawable = Object.entries(charts).map(([file, chart]) => [file, { ...chart, lines: chart.lines.filter(({ points }) => points.length > 1) }] as const);
    return Object.fromEntries(drawable.filter(([, { lines }]) => lines.length > 0).map(([file, chart]) => [file, { ...chart, lines: [...chart.lines, ...inProportion(chart.lines)] }]));
}

/** Where the highest line would lie, if it had ten times as much for ten times as many rows: steeper than it bends upwards. It begins where the picture does. */
function inProportion(lines: readonly GrowthLine[]): GrowthLine[] {
    const { points } = [...lines].sort((one, other) => other.points.at(-1)!.value - one.points.at(-1)!.value)[0]!;
    const [first, last] = [points[0]!, points.at(-1)!];
    const rows = Math.max(first.rows, (last.rows * rangeOf(lines, 'value').min) / last.value);
    return [{ name: 'in proportion to rows', isGuide: true, points: [{ rows, value: (last.value * rows) / last.rows }, last] }];
}

/** Is this a result of a visual alone? */
export const isOfVisual = ({ name }: Result): boolean => OF_VISUAL.test(name);

/** The names of the visuals of which something was recorded. */
export function visualNames(recorded: readonly Recorded[]): string[] {
    const results = recorded.filter(({ question }) => question === 'page').flatMap((one) => one.results);
    return [...new Set(results.flatMap(({ name }) => OF_VISUAL.exec(name)?.[1] ?? []))];
}

/** The slowest with the most rows are named, the others are faint. */
function visualLines(recorded: readonly Recorded[]): GrowthLine[] {
    const lines = visualNames(recorded).map((name) => line(name, recorded, 'page', `${name}, p95`, ({ seconds }) => seconds));
    const last = ({ points }: GrowthLine) => points.at(-1)?.value ?? 0;
    return [...lines].sort((one, other) => last(other) - last(one)).map((one, place) => ({ ...one, isFaint: place >= NAMED }));
}

/** What is null or 0 has no place on a scale of powers. */
function line(name: string, recorded: readonly Recorded[], question: string, result: string, valueOf: (result: Result) => number | null): GrowthLine {
    const points = recorded
        .filter((one) => one.question === question)
        .flatMap(({ rows, results }) => {
            const value = results.filter((one) => one.name === result).map(valueOf)[0] ?? null;
            return value === null || value <= 0 ? [] : [{ rows, value }];
        });
    return { name, points: points.sort((one, other) => one.rows - other.rows) };
}
