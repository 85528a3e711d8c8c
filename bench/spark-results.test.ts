import { describe, expect, it } from 'vitest';
import { REFRESH_RESULTS } from './refresh-results.js';
import { SPARK_RESULTS, type SparkPhase, sparkResults } from './spark-results.js';

const phase = (seconds: number, ...lines: readonly object[]): SparkPhase => ({ seconds, output: lines.map((line) => JSON.stringify(line).replace('{"event":', '{"event": ')).join('\n'), work: { scans: [{ table: 'clean.events', columns: ['event_id'], bytes: 10_000_000 * seconds }], cpuSeconds: seconds / 2 } });
const built = (table: string) => ({ event: 'built', table, at_second: 1 });
const commit = (table: string, run: number, writtenMb: number, takenAwayMb: number) => ({ table, run, writtenMb, takenAwayMb });

const results = sparkResults({
    rows: 1000,
    originalSeconds: 4,
    importSeconds: 1,
    month: { facts: phase(6), dimensions: phase(3) },
    hours: [phase(20, built('fact_user_events')), phase(30, built('fact_user_events'))],
    daily: phase(40, built('daily_activity')),
    maintenance: phase(50, { event: 'maintained', table: 'clean.events', files: [9, 2], bytes: [8_000_000, 7_000_000], at_second: 3 }),
    // The month is the first run; the daily phase belongs to the last.
    commits: [commit('clean.events', 1, 100, 0), commit('clean.events', 2, 3, 1), commit('clean.events', 3, 5, 2), commit('model.fact_user_events', 3, 7, 4), commit('model.daily_activity', 1, 50, 0), commit('model.daily_activity', 3, 60, 55)],
    files: [
        { table: 'clean.events', dataFiles: 8, deleteFiles: 1, megabytes: 8, paths: [] },
        { table: 'clean.users', dataFiles: 0, deleteFiles: 0, megabytes: 0, paths: [] },
    ],
    columns: new Map([['clean.events', new Map([['event_id', 25], ['price', 75]])]]),
    refresh: { seconds: 0.5, visuals: new Map([['revenue', 2_000_000]]), views: new Map([['activity_by_day', 3_000_000]]), eachOnce: 1_500_000 },
    records: new Map([[1, 900], [2, 70], [3, 90]]),
});
const named = (name: string) => results.find((one) => one.name === name)!;

describe('the results of the phases on Spark', () => {
    it('have the month against the usual way, import and both phases together', () => {
        expect(named('import, facts and dimensions of the month')).toMatchObject({ seconds: 10, baselineSeconds: 4, ratio: 2.5 });
    });

    it('have a turn for each hour, with what its run did to tables that the daily phase does not build', () => {
        expect(named(SPARK_RESULTS.hour).turns.map(({ seconds, figures }) => ({ seconds, figures }))).toEqual([
            { seconds: 20, figures: { 'tasks CPU s': 10, 'opened MB': 200, 'read MB': 50, 'records of events': 70, 'written MB': 3, 'taken away MB': 1, 'clean.events written MB': 3, 'clean.events taken away MB': 1 } },
            {
                seconds: 30,
                figures: {
                    'tasks CPU s': 15,
                    'opened MB': 300,
                    'read MB': 75,
                    'records of events': 90,
                    'written MB': 12,
                    'taken away MB': 6,
                    'clean.events written MB': 5,
                    'clean.events taken away MB': 2,
                    'model.fact_user_events written MB': 7,
                    'model.fact_user_events taken away MB': 4,
                },
            },
        ]);
        expect(named(SPARK_RESULTS.hour).seconds).toBe(25);
    });

    it('have of the daily phase what it did to the tables that it builds', () => {
        expect(named(SPARK_RESULTS.day).figures).toMatchObject({ 'written MB': 60, 'taken away MB': 55, 'model.daily_activity written MB': 60 });
        expect(named(SPARK_RESULTS.day).figures).not.toHaveProperty('clean.events written MB');
    });

    it('have of each table that has files how many, before and behind maintenance', () => {
        expect(named(SPARK_RESULTS.maintenance)).toMatchObject({ seconds: 50 });
        expect(named(SPARK_RESULTS.maintenance).figures).toEqual({
            'tasks CPU s': 25,
            'clean.events data files': 8,
            'clean.events delete files': 1,
            'clean.events MB': 8,
            'clean.events files behind it': 2,
            'clean.events behind it MB': 7,
        });
    });

    it('have what visuals and views read', () => {
        expect([REFRESH_RESULTS.visuals, REFRESH_RESULTS.views, REFRESH_RESULTS.columns].map((name) => named(name).figures)).toEqual([{ 'revenue MB': 2 }, { 'activity_by_day MB': 3 }, { 'together MB': 1.5 }]);
    });
});
