import { machineLine } from '../machine.js';
import { questions } from '../questions.js';
import type { Result } from '../figures.js';
import type { Recorded } from '../recorded.js';
import { moreTexts, short } from '../result-text.js';
import { REFRESH_RESULTS } from '../refresh-results.js';
import { isOfVisual, visualNames } from './growth-lines.js';
import { markdownTable } from './markdown-table.js';

/** One table of all that was recorded for a question, each size with its date and machine above it. */
export function questionTable(question: string, recorded: readonly Recorded[]): string {
    const own = recorded.filter((one) => one.question === question);
    if (own.length === 0) return `Nothing is recorded yet: \`npm run bench -- ${question} --record\`.`;
    return own.map(sizeTable).join('\n\n');
}

/** What of a result the table of its question shows; the rest has tables of its own. */
const shownOf: Readonly<Record<string, (result: Result) => Result | []>> = {
    page: (result) => (isOfVisual(result) ? [] : result),
    spark: (result) => (OF_REFRESH.includes(result.name) ? [] : { ...result, figures: {} }),
};
const OF_REFRESH: readonly string[] = Object.values(REFRESH_RESULTS);

function sizeTable({ question, rows, date, machine, load, results, numbers }: Recorded): string {
    const shown = results.flatMap(shownOf[question] ?? ((one) => one));
    const counts = shown.map(({ turns }) => turns.length);
    const [least, most] = [Math.min(...counts), Math.max(...counts)];
    const often = most === 1 ? 'once' : least === most ? `medians of ${most}` : `medians of up to ${most}`;
    const command = commandOf(question, rows, counts[0] ?? 1, numbers);
    const lines = shown.map((one) => [one.name, short(one.seconds), one.baseline ?? '', short(one.baselineSeconds), ratioText(one), short(one.megabytes)]);
    const figures = moreTexts(shown).map(({ name, text }) => `- ${name}: ${text}`);
    return [
        `${count(rows)} rows, ${date}, ${often}, load ${load.toFixed(1)} at the beginning, ${machineLine(machine)}, by \`${command}\`:`,
        markdownTable(['', 'seconds', 'against', 'seconds', 'ratio', 'peak MB'], [':', '-', ':', '-', '-', '-'], lines),
        ...(figures.length === 0 ? [] : [figures.join('\n')]),
    ].join('\n\n');
}

/** What measures the same again. */
function commandOf(question: string, rows: number, runs: number, numbers: Recorded['numbers']): string {
    const others = Object.entries(numbers).filter(([name, value]) => questions[question]?.numbers[name] !== value);
    return ['npm run bench --', question, ...[['rows', rows], ['runs', runs], ...others].map(([name, value]) => `--${name} ${value}`), '--record'].join(' ');
}

/** The median and, of several turns, each of them. */
function ratioText({ ratio, turns }: Result): string {
    if (ratio === null) return '';
    const each = turns.map(({ seconds, baselineSeconds }) => short(baselineSeconds === null ? null : seconds / baselineSeconds));
    return `**${short(ratio)}**${each.length === 1 ? '' : ` (${each.join(', ')})`}`;
}

/** Milliseconds of each visual, a column for each size. */
export function visualTable(recorded: readonly Recorded[]): string {
    const sizes = recorded.filter(({ question }) => question === 'page');
    if (sizes.length === 0) return 'Nothing is recorded yet: `npm run bench -- page --record`.';
    const of = (name: string) => sizes.map(({ results }) => short((results.find((one) => one.name === `${name}, p95`)?.seconds ?? NaN) * 1000).replace('NaN', ''));
    return markdownTable(['p95 in ms with rows', ...sizes.map(({ rows }) => count(rows))], [':', ...sizes.map(() => '-' as const)], visualNames(recorded).map((name) => [`\`${name}\``, ...of(name)]));
}

const count = (rows: number) => rows.toLocaleString('en-US');
