import { type MetricName, METRICS } from '../../lake-metrics.js';
import { hasFailed, hasSucceeded, type JobRun, newestFinished } from './job-run.js';
import { recordsLostIn, saysUnequal } from './sentences.js';

/** A value of a metric. */
export interface Measured {
    readonly name: MetricName;
    readonly value: number;
}

/** What the model says of the records of one source table. */
export interface TableAccount {
    readonly table: string;
    /** Records of all runs that their accounts do not have. */
    readonly lost: number;
    /** Of the last run that was given records; 0 if none was. */
    readonly lastRecords: number;
    readonly lastQuarantined: number;
}

/** These come again by themselves. What somebody started by hand perhaps never does: its failure is told for a day. */
const SCHEDULED: readonly string[] = ['facts', 'dimensions', 'maintenance', 'verify'];
const TOLD_MS = 24 * 60 * 60 * 1000;
const MINUTE_MS = 60 * 1000;

/** What the runs of the job tell. */
export function metricsOfRuns(runs: readonly JobRun[], now: Date): readonly Measured[] {
    // One that was broken off has said nothing of the lake.
    const verification = newestFinished(runs.filter((run) => run.phase === 'verify' && (hasSucceeded(run) || foundDifferences(run))))[0];
    const behind = minutesBehind(runs, now);
    return [
        ...(behind === undefined ? [] : [{ name: METRICS.minutesBehind, value: behind }]),
        ...(verification === undefined ? [] : [{ name: METRICS.verifyUnequal, value: foundDifferences(verification) ? 1 : 0 }]),
        { name: METRICS.failedPhases, value: failedPhases(runs, now).length },
    ];
}

/** What the model tells, and how many records its runs have lost. */
export function metricsOfModel(accounts: readonly TableAccount[], newestChange: Date | undefined, runs: readonly JobRun[], now: Date): readonly Measured[] {
    const shares = accounts.filter(({ lastRecords }) => lastRecords > 0).map(({ lastRecords, lastQuarantined }) => lastQuarantined / lastRecords);
    return [
        ...(newestChange === undefined ? [] : [{ name: METRICS.minutesSinceNewestChange, value: minutesFrom(newestChange, now) }]),
        ...(shares.length === 0 ? [] : [{ name: METRICS.quarantineShare, value: Math.max(...shares) }]),
        { name: METRICS.lostRecords, value: accounts.reduce((sum, { lost }) => sum + lost, 0) + recordsLostInRuns(runs) },
    ];
}

/** The failures that are not made good yet: the newest finished run of a phase decides. */
export function failedPhases(runs: readonly JobRun[], now: Date): readonly JobRun[] {
    return newestFinished(runs).filter((run) => {
        if (!hasFailed(run)) return false;
        return SCHEDULED.includes(run.phase) || now.getTime() - (run.endedAt ?? run.startedAt).getTime() <= TOLD_MS;
    });
}

/** Records that the newest finished runs could not account for: a later run of the phase that succeeds has accounted for them. */
export const recordsLostInRuns = (runs: readonly JobRun[]): number => newestFinished(runs).filter(hasFailed).reduce((sum, { message = '' }) => sum + recordsLostIn(message), 0);

function minutesBehind(runs: readonly JobRun[], now: Date): number | undefined {
    const starts = runs.filter((run) => run.phase === 'facts' && hasSucceeded(run)).map(({ startedAt }) => startedAt.getTime());
    return starts.length === 0 ? undefined : minutesFrom(new Date(Math.max(...starts)), now);
}

const foundDifferences = (run: JobRun): boolean => hasFailed(run) && saysUnequal(run.message ?? '');

/** Clocks differ: what lies ahead is now. */
const minutesFrom = (then: Date, now: Date): number => Math.max(0, (now.getTime() - then.getTime()) / MINUTE_MS);
