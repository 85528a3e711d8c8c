import { resultOf, type Result } from './figures.js';
import type { RefreshBytes } from './refresh-bytes.js';

/** Names of results, by which the report finds them. */
export const REFRESH_RESULTS = {
    files: 'tables of model written as Parquet',
    visuals: 'read by the visuals, each alone',
    views: 'read by the views, each once',
    columns: 'read if each column is read once',
} as const;

/** What a refresh reads, of a month of so many rows. */
export function refreshResults(rows: number, { seconds, visuals, views, eachOnce }: RefreshBytes): Result[] {
    const result = (name: string, figures: Readonly<Record<string, number>>) => resultOf({ name, rows, turns: [{ seconds, baselineSeconds: null, megabytes: null, figures }] });
    return [result(REFRESH_RESULTS.visuals, megabytes(visuals)), result(REFRESH_RESULTS.views, megabytes(views)), result(REFRESH_RESULTS.columns, { 'together MB': eachOnce / 1e6 })];
}

const megabytes = (bytes: ReadonlyMap<string, number>): Record<string, number> => Object.fromEntries([...bytes].map(([name, one]) => [`${name} MB`, one / 1e6]));
