import type { Question } from './question.js';

/** Rows of a tenth of the public month, and of the whole. */
const TENTH = 6_658_927;
/** Seconds for so many million rows and runs. */
const each = (perMillion: number, fixed: number) => ({ rows, runs }: { readonly rows: number; readonly runs: number }) => runs * (fixed + (perMillion * rows) / 1e6);

const MOST = 1e9;
const COUNT = [1, MOST] as const;
const YES_OR_NO = [0, 1] as const;

/** What can be measured, by name. */
export const questions: Readonly<Record<string, Question>> = {
    month: {
        asks: 'import and run of a month, against one DuckDB statement and against the least that its parts take',
        rows: TENTH,
        runs: 3,
        numbers: { floors: 1 },
        bounds: { floors: YES_OR_NO },
        seconds: each(12.5, 4),
        load: async () => (await import('./month.js')).measureMonth,
    },
    pyspark: {
        asks: 'import and run of a month, against the usual way of PySpark',
        rows: TENTH,
        runs: 3,
        numbers: {},
        seconds: each(23, 15),
        load: async () => (await import('./pyspark.js')).measurePyspark,
    },
    hour: {
        asks: 'a run over an hour of changes into the lake of a month, against the same into a tenth of it',
        rows: TENTH,
        runs: 3,
        numbers: { changes: 92_000 },
        // A tenth of them is a month, too, and each minute has changes.
        fewestRows: 10_000,
        bounds: { changes: [6000, MOST] },
        seconds: each(1, 15),
        load: async () => (await import('./hour.js')).measureHour,
    },
    verify: {
        asks: 'verify over the lake of a month, against one DuckDB statement over its file',
        rows: TENTH,
        runs: 3,
        numbers: {},
        seconds: each(10, 5),
        load: async () => (await import('./verify.js')).measureVerify,
    },
    page: {
        asks: 'the visuals of the page for clients that filter at random, against the same queries over the views',
        rows: TENTH,
        runs: 3,
        numbers: { clients: 10, rounds: 12, pause: 2 },
        bounds: { clients: COUNT, rounds: COUNT },
        seconds: ({ rows, runs, numbers }) => runs * (5 + numbers['rounds']! * (numbers['pause']! + 0.5) + (10 * rows) / 1e6),
        load: async () => (await import('./page.js')).measurePage,
    },
    refresh: {
        asks: 'bytes that a refresh of all visuals reads of the model of a month written as Parquet, of how many the facts have',
        rows: TENTH,
        runs: 1,
        numbers: {},
        seconds: each(1, 2),
        load: async () => (await import('./refresh.js')).measureRefresh,
    },
    replication: {
        asks: 'full load against COPY to nowhere, a backlog against decoding alone, who took the time of both, lag, and with --memory 1 memory',
        rows: 3_000_000,
        runs: 3,
        numbers: { changes: 2_000_000, load: 1, drain: 1, profile: 1, lag: 1, memory: 0 },
        bounds: { changes: [100_000, MOST], load: YES_OR_NO, drain: YES_OR_NO, profile: YES_OR_NO, lag: YES_OR_NO, memory: YES_OR_NO },
        seconds: ({ rows, runs, numbers }) => 90 + (runs + numbers['profile']!) * (8 * rows + 14 * numbers['changes']!) / 1e6 + (25 * (rows + numbers['changes']!)) / 1e6,
        load: async () => (await import('./replication.js')).measureReplication,
    },
    million: {
        asks: 'the predictions of a million customers (--rows), against a count of the same lines',
        rows: 1_000_000,
        runs: 3,
        numbers: {},
        seconds: each(60, 2),
        load: async () => (await import('./million.js')).measureMillion,
    },
    freshness: {
        asks: 'from the commit of a change to the view that shows it, in the live demo',
        rows: 400_000,
        runs: 1,
        numbers: { minutes: 10, rate: 2000, every: 5 },
        bounds: { minutes: COUNT, rate: COUNT, every: COUNT },
        seconds: ({ runs, numbers }) => runs * (numbers['minutes']! * 60 + 40),
        load: async () => (await import('./freshness.js')).measureFreshness,
    },
    'first-chart': {
        asks: 'from the start of the demo in an empty folder to the first chart, against the month alone',
        rows: 400_000,
        runs: 3,
        numbers: {},
        seconds: each(0, 35),
        load: async () => (await import('./first-chart.js')).measureFirstChart,
    },
    spark: {
        asks: 'the phases on Spark over a month, hours into it, a day and maintenance, against the usual way of PySpark; what visuals read',
        rows: TENTH,
        runs: 1,
        numbers: { changes: 104_000, hours: 6, late: 0, old: 0 },
        bounds: { changes: [6000, MOST], hours: COUNT, late: [0, 400], old: [0, 400] },
        seconds: ({ rows, numbers }) => 600 + numbers['hours']! * 160 + (80 * rows) / 1e6,
        load: async () => (await import('./spark.js')).measureSpark,
    },
};
