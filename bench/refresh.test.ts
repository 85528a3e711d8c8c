import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { modelTables } from '../tables/index.js';
import { keptLake } from './kept.js';
import { measureRefresh } from './refresh.js';
import { REFRESH_RESULTS } from './refresh-results.js';

const ROWS = 3000;
let folder: string;
beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'lake-test-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('finds what visuals read of each table, and leaves the lake and its folder as they were', async () => {
    const trial = { rows: ROWS, runs: 1, folder, numbers: {}, say: () => {} };
    const database = join(await keptLake(trial, ROWS), 'lake.duckdb');
    const [before, names] = [statSync(database).mtimeMs, readdirSync(folder)];
    const results = await measureRefresh(trial);
    const figures = (name: string) => results.find((one) => one.name === name)!.figures;
    const sum = (name: string) => Object.values(figures(name)).reduce((total, one) => total + one, 0);
    expect(Object.keys(figures(REFRESH_RESULTS.files))).toEqual(modelTables.map(({ name }) => `model.${name} MB`));
    // Three columns of integers for each event, and some more, lie in the facts; no visual reads them.
    expect(figures(REFRESH_RESULTS.files)['model.fact_user_events MB']).toBeGreaterThan((3 * ROWS) / 1e6);
    expect(figures(REFRESH_RESULTS.visuals)['funnel MB']).toBeLessThanOrEqual(figures(REFRESH_RESULTS.files)['model.daily_visits MB']!);
    expect(figures(REFRESH_RESULTS.visuals)['funnel MB']).toBeGreaterThan(0);
    // All columns of daily prices, and two of them once more.
    const prices = figures(REFRESH_RESULTS.files)['model.daily_prices MB']!;
    expect(figures(REFRESH_RESULTS.views)['price_anomalies MB']).toBeGreaterThan(prices);
    expect(sum(REFRESH_RESULTS.columns)).toBeLessThan(sum(REFRESH_RESULTS.views));
    expect(sum(REFRESH_RESULTS.views)).toBeLessThan(sum(REFRESH_RESULTS.visuals));
    expect(statSync(database).mtimeMs).toBe(before);
    expect(readdirSync(folder)).toEqual(names);
});
