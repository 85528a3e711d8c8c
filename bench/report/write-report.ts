import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRecorded } from '../recorded.js';
import { growthChart } from './growth-chart.js';
import { growthCharts } from './growth-lines.js';
import { speedPage } from './speed-page.js';

const docs = join(import.meta.dirname, '..', '..', 'docs');
export const SPEED_PAGE = join(docs, 'speed.md');
export const PICTURES_FOLDER = join(docs, 'pictures');
const PICTURES = ['growth-time.svg', 'growth-memory.svg', 'growth-visuals.svg'];

/** Writes docs/speed.md and the pictures of growth anew from what is recorded. @returns their paths */
export function writeReport(): string[] {
    const recorded = readRecorded();
    writeFileSync(SPEED_PAGE, speedPage(readFileSync(SPEED_PAGE, 'utf8'), recorded));
    for (const file of PICTURES) rmSync(join(PICTURES_FOLDER, file), { force: true });
    const charts = Object.entries(growthCharts(recorded)).map(([file, chart]) => [join(PICTURES_FOLDER, file), growthChart(chart)] as const);
    for (const [file, picture] of charts) writeFileSync(file, picture);
    return [SPEED_PAGE, ...charts.map(([file]) => file)];
}
