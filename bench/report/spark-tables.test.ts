import { describe, expect, it } from 'vitest';
import { type Result, resultOf } from '../figures.js';
import type { Recorded } from '../recorded.js';
import { REFRESH_RESULTS } from '../refresh-results.js';
import { SPARK_RESULTS } from '../spark-results.js';
import { refreshTables } from './refresh-table.js';
import { speedPage } from './speed-page.js';
import { sparkTable } from './spark-tables.js';

const result = (name: string, ...turns: readonly { readonly seconds: number; readonly figures?: Readonly<Record<string, number>> }[]): Result =>
    resultOf({ name, rows: 2_000_000, turns: turns.map(({ seconds, figures = {} }) => ({ seconds, baselineSeconds: null, megabytes: null, figures })) });
const hour = (seconds: number, written: number) => ({ seconds, figures: { 'tasks CPU s': 12, 'opened MB': 90, 'read MB': 30, 'records of events': 100_000, 'written MB': written, 'taken away MB': 1, 'clean.events written MB': written, 'clean.events taken away MB': 1 } });
const files = { 'clean.events data files': 1_200, 'clean.events delete files': 3, 'clean.events MB': 60, 'clean.events files behind it': 30, 'clean.events behind it MB': 55 };
const facts = { 'model.fact_user_events data files': 300, 'model.fact_user_events delete files': 0, 'model.fact_user_events MB': 50, 'model.fact_user_events files behind it': 30, 'model.fact_user_events behind it MB': 45 };
const kept = { 'state.runs data files': 5, 'state.runs delete files': 0, 'state.runs MB': 0.01, 'state.runs files behind it': 1, 'state.runs behind it MB': 0.002 };

const recorded: Recorded = {
    question: 'spark',
    rows: 2_000_000,
    date: '2026-12-02',
    machine: { cpu: 'Some Processor', cores: 2, gigabytes: 25, node: '20.1.0', duckdb: '1.5.5' },
    load: 0.1,
    numbers: {},
    results: [
        result(SPARK_RESULTS.month, { seconds: 200 }),
        result(SPARK_RESULTS.hour, hour(144, 4), hour(144, 6), hour(180, 8)),
        result(SPARK_RESULTS.day, { seconds: 300, figures: { 'tasks CPU s': 50, 'opened MB': 200, 'read MB': 80, 'written MB': 9, 'taken away MB': 8, 'model.fact_user_events written MB': 9 } }),
        result(SPARK_RESULTS.maintenance, { seconds: 240, figures: { 'tasks CPU s': 70, ...files, ...facts, ...kept } }),
        result(REFRESH_RESULTS.visuals, { seconds: 1, figures: { 'revenue MB': 0.5, 'price-anomalies MB': 0.97, 'account MB': 0.01, 'quality MB': 0.02 } }),
        result(REFRESH_RESULTS.views, { seconds: 1, figures: { 'activity_by_day MB': 0.5, 'price_anomalies MB': 0.75 } }),
        result(REFRESH_RESULTS.columns, { seconds: 1, figures: { 'together MB': 0.25 } }),
    ],
};

describe('the tables of Spark', () => {
    it('have each hour, the daily phase and maintenance, and how hours grew', () => {
        expect(sparkTable('spark-hours', [recorded])).toBe(`2,000,000 rows, 2026-12-02:

|  | seconds | records of events | tasks CPU s | opened MB | read MB | written MB | taken away MB |
| --- | --: | --: | --: | --: | --: | --: | --: |
| hour 1 | 144 | 100,000 | 12.0 | 90.0 | 30.0 | 4.00 | 1.00 |
| hour 2 | 144 | 100,000 | 12.0 | 90.0 | 30.0 | 6.00 | 1.00 |
| hour 3 | 180 | 100,000 | 12.0 | 90.0 | 30.0 | 8.00 | 1.00 |
| daily phase | 300 |  | 50.0 | 200 | 80.0 | 9.00 | 8.00 |
| maintenance | 240 |  | 70.0 |  |  |  |  |

The last of 3 hours took 180 s, the first 144 s: 180 / 144 = **1.25**.`);
    });

    it('have the files of each table, those of the jobs themselves together', () => {
        expect(sparkTable('spark-files', [recorded]).split('\n').slice(4)).toEqual([
            '| `clean.events` | 6.00 | 1.00 | 0 | 1,200 | 3 | 60.0 | 30 | 55.0 |',
            '| `model.fact_user_events` | 0 | 0 | 9.00 | 300 | 0 | 50.0 | 30 | 45.0 |',
            '| state | 0 | 0 | 0 | 5 | 0 | 0.010 | 1 | 0.002 |',
            '| **together** | 6.00 | 1.00 | 9.00 | 1,505 | 3 | 110 | 61 | 100 |',
        ]);
    });

    it('have what each visual reads, the most first, as a share of the facts', () => {
        const text = "2,000,000 rows, 2026-12-02, Iceberg's files behind the phases on Spark:";
        expect(refreshTables([recorded]).split('\n')).toEqual([
            text,
            '',
            '|  | MB | of the 50.0 MB of `fact_user_events` |',
            '| --- | --: | --: |',
            '| `price-anomalies` | 0.97 | 1.94 % |',
            '| `revenue` | 0.50 | 1.00 % |',
            '| 2 others | 0.030 | 0.060 % |',
            '| **all visuals, each alone** | 1.50 | 3.00 % |',
            '| all views, each once for its visuals | 1.25 | 2.50 % |',
            '| each column once | 0.25 | 0.50 % |',
        ]);
    });

    it('have the price of the hour, with its formula', () => {
        const text = sparkTable('spark-cost', [recorded]);
        // 288 processor seconds are 0.02 hours of four processors, at 0.308 USD; a hundred thousand events are a tenth of a million.
        expect(text).toContain('144 s × 2 processors = 288 processor seconds; / 4 processors of a worker G.1X / 3,600 = 0.0200 worker hours;\n× 0.308 USD = 0.0062 USD for 100,000 events: 0.06 USD for a million.');
        // A million events of the month: 200 × 2 × 2 / 2 = 400 processor seconds. A tenth of it on 8 processors: 5 s. 1 + 2.4 + 0.083 minutes, 730 times 3 workers.
        expect(text).toContain('| such hours all month: 73,000,000 events a month |');
        expect(text).toContain('| facts | 730 × 3 × 3.48 / 60 = 127 | × 0.308 = 39.16 | 0.54 |');
        // 3.6 million events an hour: 180 s.
        expect(text).toContain('| as many as theirs: 2,628,000,000 events a month |');
        expect(text).toContain('| facts | 730 × 3 × 6.40 / 60 = 234 | × 0.308 = 71.95 | 0.03 |');
        expect(text).toContain('processing and modelling, hourly, of 2,628,000,000 |  | 1,014.00 | 0.39 |');
        expect(text).toContain('| Clickstream Analytics on AWS, all its parts |  | 2,437.70 | 0.93 |');
    });

    it('have a place on the page, and their figures do not stand in the table of the question too', () => {
        const page = speedPage('<!-- recorded: spark -->\n<!-- end -->\n\n<!-- recorded: spark-hours -->\n<!-- end -->\n', [recorded]);
        expect(page).toContain('2026-12-02, medians of up to 3, load 0.1');
        expect(page).toContain('| hour 3 | 180 |');
        expect(page).not.toContain('revenue');
        expect(page).not.toContain('clean.events');
        expect(speedPage('<!-- recorded: refresh -->\n<!-- end -->\n', [])).toContain('Nothing is recorded yet: `npm run bench -- refresh --record`.');
    });
});
