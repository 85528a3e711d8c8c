import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Result, resultOf } from '../figures.js';
import { type Recorded, readRecorded } from '../recorded.js';
import { growthChart } from './growth-chart.js';
import { growthCharts } from './growth-lines.js';
import { speedPage } from './speed-page.js';
import { PICTURES_FOLDER, SPEED_PAGE } from './write-report.js';

const machine = { cpu: 'Some Processor', cores: 2, gigabytes: 25, node: '20.1.0', duckdb: '1.5.5' };
const result = (name: string, rows: number, seconds: number, megabytes: number | null = 100): Result =>
    resultOf({ name, rows, baseline: 'one statement', turns: [1, 2, 3].map(() => ({ seconds, baselineSeconds: 2, megabytes, figures: {} })) });
const recorded = (question: string, rows: number, results: readonly Result[]): Recorded => ({ question, rows, date: '2026-12-02', machine, load: 0.1, numbers: {}, results });
const place = (name: string, text = '') => `<!-- recorded: ${name} -->\n${text}<!-- end -->`;

describe('the page of speed', () => {
    it('has a table for each recorded size', () => {
        const all = [recorded('month', 1_000_000, [result('import and run', 1_000_000, 7)]), recorded('month', 2_000_000, [result('import and run', 2_000_000, 15)])];
        expect(speedPage(`# Speed\n\n${place('month', 'of before\n')}\n\nThe rest.\n`, all)).toBe(
            `# Speed

<!-- recorded: month -->

1,000,000 rows, 2026-12-02, medians of 3, load 0.1 at the beginning, 2 × Some Processor, 25 GB, Node 20.1.0, DuckDB 1.5.5, by \`npm run bench -- month --rows 1000000 --runs 3 --record\`:

|  | seconds | against | seconds | ratio | peak MB |
| --- | --: | --- | --: | --: | --: |
| import and run | 7.00 | one statement | 2.00 | **3.50** (3.50, 3.50, 3.50) | 100 |

2,000,000 rows, 2026-12-02, medians of 3, load 0.1 at the beginning, 2 × Some Processor, 25 GB, Node 20.1.0, DuckDB 1.5.5, by \`npm run bench -- month --rows 2000000 --runs 3 --record\`:

|  | seconds | against | seconds | ratio | peak MB |
| --- | --: | --- | --: | --: | --: |
| import and run | 15.0 | one statement | 2.00 | **7.50** (7.50, 7.50, 7.50) | 100 |

<!-- end -->

The rest.
`,
        );
    });

    it('says which numbers were others than usual', () => {
        const page = (numbers: Record<string, number>) => speedPage(`${place('page')}\n`, [{ ...recorded('page', 1_000_000, [result('all answers, p95', 1_000_000, 0.1)]), numbers }]);
        expect(page({ clients: 10, rounds: 2, pause: 2 })).toContain('--rows 1000000 --runs 3 --rounds 2 --record`:');
        expect(page({ clients: 10, rounds: 12, pause: 2 })).toContain('--rows 1000000 --runs 3 --record`:');
    });

    it('stays the same when it is written again', () => {
        const all = [recorded('verify', 1_000_000, [result('verify', 1_000_000, 7)])];
        const once = speedPage(`${place('verify')}\n${place('hour')}\n`, all);
        expect(speedPage(once, all)).toBe(once);
        expect(once).toContain('Nothing is recorded yet: `npm run bench -- hour --record`.');
    });

    it('has the visuals in a table of their own, a column for each size', () => {
        const all = [1_000_000, 2_000_000].map((rows) => recorded('page', rows, [result('all answers, p95', rows, 0.1), result('carts-left, p95', rows, rows / 1e7, null)]));
        const page = speedPage(`${place('page')}\n${place('visuals')}\n`, all);
        expect(page).toContain('| p95 in ms with rows | 1,000,000 | 2,000,000 |\n| --- | --: | --: |\n| `carts-left` | 100 | 200 |');
        expect(page.match(/carts-left/g)).toHaveLength(1);
    });

    it('is refused where a place has no end', () => {
        expect(() => speedPage(`<!-- recorded: month -->\n\n${place('hour')}\n`, [])).toThrow('needs its <!-- end -->');
    });

    it('in docs/ is what the report writes, and its pictures are', () => {
        const page = readFileSync(SPEED_PAGE, 'utf8');
        expect(speedPage(page, readRecorded())).toBe(page);
        const charts = growthCharts(readRecorded());
        for (const [file, chart] of Object.entries(charts)) expect(readFileSync(join(PICTURES_FOLDER, file), 'utf8')).toBe(growthChart(chart));
        expect(['growth-time.svg', 'growth-memory.svg', 'growth-visuals.svg'].filter((file) => existsSync(join(PICTURES_FOLDER, file)))).toEqual(Object.keys(charts));
    });
});

describe('the plots of growth', () => {
    const sizes = [1_000_000, 10_000_000];

    it('have a line for what was recorded with two sizes', () => {
        const month = sizes.map((rows) => recorded('month', rows, [result('import and run', rows, 7), result('import', rows, rows / 1e6), result('run', rows, rows / 5e5)]));
        const charts = growthCharts([...month, recorded('hour', 1_000_000, [result('an hour into it', 1_000_000, 3)])]);
        expect(Object.keys(charts)).toEqual(['growth-time.svg', 'growth-memory.svg']);
        expect(charts['growth-time.svg']!.lines).toEqual([
            { name: 'one statement', points: [{ rows: 1_000_000, value: 2 }, { rows: 10_000_000, value: 2 }] },
            { name: 'import', points: [{ rows: 1_000_000, value: 1 }, { rows: 10_000_000, value: 10 }] },
            { name: 'run', points: [{ rows: 1_000_000, value: 2 }, { rows: 10_000_000, value: 20 }] },
            { name: 'in proportion to rows', isGuide: true, points: [{ rows: 1_000_000, value: 2 }, { rows: 10_000_000, value: 20 }] },
        ]);
        expect(charts['growth-memory.svg']!.lines.map(({ name }) => name)).toEqual(['import', 'run', 'in proportion to rows']);
    });

    it('begin the line of proportion within the picture', () => {
        const hours = [200, 250].map((seconds, size) => recorded('hour', sizes[size]!, [result('an hour into it', sizes[size]!, seconds)]));
        expect(growthCharts(hours)['growth-time.svg']!.lines.at(-1)!.points).toEqual([{ rows: 4_000_000, value: 100 }, { rows: 10_000_000, value: 250 }]);
    });

    it('name the slowest visuals only', () => {
        const names = ['a', 'b', 'c', 'd', 'e', 'f'];
        const page = sizes.map((rows) => recorded('page', rows, names.map((name, number) => result(`${name}, p95`, rows, (number + 1) / 100, null))));
        const lines = growthCharts(page)['growth-visuals.svg']!.lines;
        expect(lines.map(({ name, isFaint }) => [name, isFaint])).toEqual([['f', false], ['e', false], ['d', false], ['c', false], ['b', false], ['a', true], ['in proportion to rows', undefined]]);
    });

    it('are pictures of their own, the same each time', () => {
        const chart = { lines: [{ name: 'import', points: [{ rows: 1e6, value: 1 }, { rows: 1e7, value: 10 }] }], unit: 'seconds', label: 'What grows.' };
        const svg = growthChart(chart);
        expect(growthChart(chart)).toBe(svg);
        expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" [^>]*aria-label="What grows\."/);
        for (const text of ['1 M', '10 M', 'import', 'seconds', 'rows of the file']) expect(svg).toContain(`>${text}<`);
    });
});
