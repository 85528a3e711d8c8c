/** A run of the job: one phase, from its start to its end. */
export interface JobRun {
    readonly id: string;
    /** `--phase`; `none` where it was not given. */
    readonly phase: string;
    readonly state: string;
    readonly startedAt: Date;
    readonly endedAt?: Date;
    /** What a run that failed said. */
    readonly message?: string;
}

/** https://docs.aws.amazon.com/glue/latest/webapi/API_JobRun.html: EXPIRED waited for its turn too long. Stopped by hand is no failure. */
const FAILURES: readonly string[] = ['FAILED', 'TIMEOUT', 'ERROR', 'EXPIRED'];

export const hasSucceeded = (run: JobRun): boolean => run.state === 'SUCCEEDED';

export const hasFailed = (run: JobRun): boolean => FAILURES.includes(run.state);

/** The newest run of each phase that came to an end by itself. */
export function newestFinished(runs: readonly JobRun[]): readonly JobRun[] {
    const newest = new Map<string, JobRun>();
    for (const run of runs) {
        if (!hasSucceeded(run) && !hasFailed(run)) continue;
        const other = newest.get(run.phase);
        if (other === undefined || run.startedAt > other.startedAt) newest.set(run.phase, run);
    }
    return [...newest.values()];
}
