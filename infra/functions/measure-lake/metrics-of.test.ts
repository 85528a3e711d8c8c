import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { METRICS, type MetricName } from '../../lake-metrics.js';
import type { JobRun } from './job-run.js';
import { failedPhases, type Measured, metricsOfModel, metricsOfRuns, type TableAccount } from './metrics-of.js';

const NOW = new Date('2026-11-28T12:00:00Z');
const before = (minutes: number): Date => new Date(NOW.getTime() - minutes * 60_000);
const run = (phase: string, state: string, minutes: number, message?: string): JobRun => ({ id: `${phase}-${minutes}`, phase, state, startedAt: before(minutes), endedAt: before(minutes - 5), message });
const valueOf = (measured: readonly Measured[], name: MetricName): number | undefined => measured.find((one) => one.name === name)?.value;
const ofRuns = (runs: readonly JobRun[], name: MetricName) => valueOf(metricsOfRuns(runs, NOW), name);
const ofModel = (accounts: readonly TableAccount[], name: MetricName, runs: readonly JobRun[] = []) => valueOf(metricsOfModel(accounts, undefined, runs, NOW), name);

const LOST = 'SystemExit: 5 records of events cannot be accounted for among 3 files (first v1/public/events/LOAD00000001.parquet). This is a fault of the program: please report it.';
const UNEQUAL = 'SystemExit: The lake is not what it has to be. Differences: 2, the first ones: …';

describe('minutes behind', () => {
    it('are those since the newest facts that succeeded began, whatever began later', () => {
        expect(ofRuns([run('facts', 'SUCCEEDED', 130), run('facts', 'SUCCEEDED', 70), run('facts', 'RUNNING', 3), run('facts', 'FAILED', 10), run('dimensions', 'SUCCEEDED', 1)], METRICS.minutesBehind)).toBe(70);
    });

    it('are not there where facts never succeeded', () => {
        expect(ofRuns([run('facts', 'FAILED', 10), run('dimensions', 'SUCCEEDED', 1)], METRICS.minutesBehind)).toBeUndefined();
    });

    it('are none where a clock is ahead', () => {
        expect(ofRuns([run('facts', 'SUCCEEDED', -2)], METRICS.minutesBehind)).toBe(0);
    });
});

describe('failed phases', () => {
    it.each(['FAILED', 'TIMEOUT', 'ERROR', 'EXPIRED'])('count a phase whose newest run ended as %s', (state) => {
        expect(ofRuns([run('facts', state, 10), run('facts', 'SUCCEEDED', 70)], METRICS.failedPhases)).toBe(1);
    });

    it('do not count one that succeeded since, or was stopped by hand, or goes on', () => {
        expect(ofRuns([run('facts', 'FAILED', 70), run('facts', 'SUCCEEDED', 10), run('verify', 'STOPPED', 5), run('dimensions', 'RUNNING', 5)], METRICS.failedPhases)).toBe(0);
    });

    it('count one that failed and runs again', () => {
        expect(ofRuns([run('facts', 'FAILED', 70), run('facts', 'RUNNING', 10)], METRICS.failedPhases)).toBe(1);
    });

    it('count a weekly one until it succeeds, one started by hand for a day', () => {
        const days = 24 * 60;
        expect(failedPhases([run('verify', 'FAILED', 6 * days), run('import', 'FAILED', 2 * days), run('backfill', 'FAILED', 60)], NOW).map(({ phase }) => phase).sort()).toEqual(['backfill', 'verify']);
    });

    it('do not depend on the order in which runs are listed', () => {
        const some = fc.record({ phase: fc.constantFrom('facts', 'verify', 'import'), state: fc.constantFrom('SUCCEEDED', 'FAILED', 'RUNNING', 'STOPPED'), minutes: fc.integer({ min: 0, max: 3000 }) });
        fc.assert(
            fc.property(fc.uniqueArray(some, { selector: ({ minutes }) => minutes }).chain((runs) => fc.tuple(fc.constant(runs), fc.shuffledSubarray(runs, { minLength: runs.length }))), ([runs, shuffled]) => {
                const made = (these: typeof runs) => metricsOfRuns(these.map(({ phase, state, minutes }) => run(phase, state, minutes)), NOW);
                expect(made(shuffled)).toEqual(made(runs));
            }),
        );
    });
});

describe('an unequal verification', () => {
    it('is told until one finds nothing', () => {
        expect(ofRuns([run('verify', 'FAILED', 10, UNEQUAL)], METRICS.verifyUnequal)).toBe(1);
        expect(ofRuns([run('verify', 'FAILED', 70, UNEQUAL), run('verify', 'SUCCEEDED', 10)], METRICS.verifyUnequal)).toBe(0);
    });

    it('is told on where the next one was broken off, and not where none came to an end', () => {
        expect(ofRuns([run('verify', 'FAILED', 70, UNEQUAL), run('verify', 'TIMEOUT', 10)], METRICS.verifyUnequal)).toBe(1);
        expect(ofRuns([run('verify', 'TIMEOUT', 10)], METRICS.verifyUnequal)).toBeUndefined();
        expect(ofRuns([run('verify', 'RUNNING', 10)], METRICS.verifyUnequal)).toBeUndefined();
    });
});

describe('the quarantined share', () => {
    it('is the biggest of any table, in its last run with records', () => {
        expect(ofModel([{ table: 'events', lost: 0, lastRecords: 1000, lastQuarantined: 10 }, { table: 'users', lost: 0, lastRecords: 8, lastQuarantined: 2 }, { table: 'brands', lost: 0, lastRecords: 0, lastQuarantined: 0 }], METRICS.quarantineShare)).toBe(0.25);
    });

    it('is not there where no table had records', () => {
        expect(ofModel([{ table: 'brands', lost: 0, lastRecords: 0, lastQuarantined: 0 }], METRICS.quarantineShare)).toBeUndefined();
    });
});

describe('lost records', () => {
    it('are those of accounts that do not close, and those that a run could not account for', () => {
        expect(ofModel([{ table: 'events', lost: 2, lastRecords: 1, lastQuarantined: 0 }, { table: 'users', lost: 1, lastRecords: 1, lastQuarantined: 0 }], METRICS.lostRecords, [run('facts', 'FAILED', 10, LOST)])).toBe(8);
    });

    it('are none where the same run, taken up, succeeded', () => {
        expect(ofModel([], METRICS.lostRecords, [run('facts', 'FAILED', 70, LOST), run('facts', 'SUCCEEDED', 10)])).toBe(0);
    });

    it('are told by nothing else that a run fails with', () => {
        expect(ofModel([], METRICS.lostRecords, [run('facts', 'FAILED', 10, 'SystemExit: 5 files are gone.'), run('dimensions', 'TIMEOUT', 10)])).toBe(0);
    });
});
