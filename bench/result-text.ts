import { textTable } from '../cli/output/text-table.js';
import type { Result } from './figures.js';

/** A number with as many digits as are worth reading. */
export function short(value: number | null): string {
    if (value === null) return '';
    if (value === 0) return '0';
    const size = Math.abs(value);
    if (size >= 100) return Math.round(value).toLocaleString('en-US');
    return size >= 10 ? value.toFixed(1) : size >= 0.1 ? value.toFixed(2) : value.toFixed(3);
}

/** What a question came to, for a terminal: a line for each result, below it its further figures. */
export function resultText(results: readonly Result[]): string {
    const rows = results.map((one) => [one.name, short(one.seconds), short(one.baselineSeconds), short(one.ratio), one.megabytes === null ? '' : short(one.megabytes), one.baseline ?? '']);
    return [textTable(['', 'seconds', 'baseline s', 'ratio', 'peak MB', 'baseline'], rows), ...moreTexts(results).map(({ name, text }) => `${name}: ${text}`)].join('\n');
}

/** Steps that take less than this share of the whole are told together. */
const WORTH_TELLING = 0.02;

/** The further figures of each result that has some, and where its seconds go, in a line each. */
export const moreTexts = (results: readonly Result[]): { readonly name: string; readonly text: string }[] =>
    results.flatMap((one) => [
        ...(Object.keys(one.figures).length === 0 ? [] : [{ name: one.name, text: figuresText(one.figures) }]),
        ...(Object.keys(one.steps).length === 0 ? [] : [{ name: `${one.name}, its steps`, text: stepsText(one) }]),
    ]);

/** Where the seconds go, the most first; outside of them is the start of the program, the plan of a run, and the closing of the lake. */
function stepsText({ seconds, steps }: Result): string {
    const sorted = Object.entries(steps).sort(([, one], [, other]) => other - one);
    const told = sorted.filter(([, took]) => took >= WORTH_TELLING * seconds);
    const rest = sorted.slice(told.length).reduce((sum, [, took]) => sum + took, 0);
    const outside = Math.max(0, seconds - sorted.reduce((sum, [, took]) => sum + took, 0));
    const others = rest === 0 ? [] : [`${sorted.length - told.length} others ${short(rest)} s`];
    return [...told.map(([step, took]) => `${step} ${short(took)} s`), ...others, `outside of them ${short(outside)} s`].join(', ');
}

/** Further figures in one line: the unit, the last word of a name, stands behind the number. */
export function figuresText(figures: Readonly<Record<string, number>>): string {
    return Object.entries(figures)
        .map(([name, value]) => {
            const unit = /^(.*) (s|ms|MB|KB)$/.exec(name);
            return unit === null ? `${name} ${Number.isInteger(value) ? value.toLocaleString('en-US') : short(value)}` : `${unit[1]} ${short(value)} ${unit[2]}`;
        })
        .join(', ');
}
