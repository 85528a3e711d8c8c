import type { Result } from '../figures.js';
import type { Recorded } from '../recorded.js';
import { short } from '../result-text.js';
import { SPARK_RESULTS } from '../spark-results.js';
import { markdownTable } from './markdown-table.js';
import { resultNamed } from './result-named.js';
import { sparkCost } from './spark-cost.js';

/** What was measured of the phases on Spark, by the name of its place in docs/speed.md: for each size that was recorded a table. */
const TABLES = { 'spark-hours': hoursTable, 'spark-files': filesTable, 'spark-cost': sparkCost } as const;

export type SparkTable = keyof typeof TABLES;

export const isSparkTable = (name: string): name is SparkTable => Object.hasOwn(TABLES, name);

export function sparkTable(name: SparkTable, recorded: readonly Recorded[]): string {
    const own = recorded.filter((one) => one.question === 'spark' && one.results.some((result) => result.name === SPARK_RESULTS.hour));
    if (own.length === 0) return 'Nothing is recorded yet: `npm run bench -- spark --record`.';
    return own.map((one) => `${one.rows.toLocaleString('en-US')} rows, ${one.date}:\n\n${TABLES[name](one)}`).join('\n\n');
}

/** Each hour, then the daily phase and maintenance. */
function hoursTable(recorded: Recorded): string {
    const columns = ['records of events', 'tasks CPU s', 'opened MB', 'read MB', 'written MB', 'taken away MB'];
    const { turns } = resultNamed(recorded, SPARK_RESULTS.hour);
    const line = (name: string, { seconds, figures }: Pick<Result, 'seconds' | 'figures'>) => [name, short(seconds), ...columns.map((column) => short(figures[column] ?? null))];
    const lines = [
        ...turns.map((turn, place) => line(`hour ${place + 1}`, turn)),
        line('daily phase', resultNamed(recorded, SPARK_RESULTS.day)),
        line('maintenance', resultNamed(recorded, SPARK_RESULTS.maintenance)),
    ];
    const [first, last] = [turns[0]!.seconds, turns.at(-1)!.seconds];
    const grown = `The last of ${turns.length} hours took ${short(last)} s, the first ${short(first)} s: ${short(last)} / ${short(first)} = **${short(last / first)}**.`;
    return `${markdownTable(['', 'seconds', ...columns], [':', '-', ...columns.map(() => '-' as const)], lines)}\n\n${grown}`;
}

/** Each table of clean and model with what hours and the daily phase did to its files, and maintenance then; what jobs keep for themselves together. */
function filesTable(recorded: Recorded): string {
    const { figures } = resultNamed(recorded, SPARK_RESULTS.maintenance);
    const [hour, day] = [SPARK_RESULTS.hour, SPARK_RESULTS.day].map((name) => resultNamed(recorded, name).figures);
    const names = Object.keys(figures).flatMap((name) => /^(.*) data files$/.exec(name)?.[1] ?? []);
    const columns = ['data files', 'delete files', 'MB', 'files behind it', 'behind it MB'];
    const sum = (tables: readonly string[], column: string, of = figures) => tables.reduce((total, table) => total + (of[`${table} ${column}`] ?? 0), 0);
    const line = (title: string, tables: readonly string[]) => [
        title,
        ...['written MB', 'taken away MB'].map((column) => short(sum(tables, column, hour))),
        short(sum(tables, 'written MB', day)),
        ...columns.map((column) => (column.endsWith('MB') ? short(sum(tables, column)) : sum(tables, column).toLocaleString('en-US'))),
    ];
    const shown = names.filter((name) => !name.startsWith('state.'));
    const lines = [...shown.map((name) => line(`\`${name}\``, [name])), line('state', names.filter((name) => name.startsWith('state.'))), line('**together**', names)];
    const header = ['', 'an hour writes MB', 'and takes away MB', 'a day writes MB', 'data files', 'delete files', 'MB', 'files behind maintenance', 'MB behind it'];
    return markdownTable(header, [':', ...header.slice(1).map(() => '-' as const)], lines);
}
