import { GetJobRunsCommand, type GlueClient, type JobRun as GlueRun } from '@aws-sdk/client-glue';
import type { JobRun } from './job-run.js';

/** A weekly phase has to be among them. */
const DAYS = 10;
/** Ten days of an hourly, two daily and a weekly phase, each started again as often as may be, and some by hand. */
const MOST_PAGES = 20;

/** The runs of the job that began within the last ten days. */
export async function listRuns(glue: GlueClient, jobName: string, now: Date): Promise<readonly JobRun[]> {
    const since = new Date(now.getTime() - DAYS * 24 * 60 * 60 * 1000);
    const runs: JobRun[] = [];
    let token: string | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
        const answer = await glue.send(new GetJobRunsCommand({ JobName: jobName, MaxResults: 200, NextToken: token }));
        const recent = (answer.JobRuns ?? []).map(runOf).filter(({ startedAt }) => startedAt >= since);
        runs.push(...recent);
        token = answer.NextToken;
        // They come newest first, which is said nowhere: before the first that is recent, all pages are read.
        if (token === undefined || (runs.length > 0 && recent.length === 0)) break;
    }
    return runs;
}

const runOf = ({ Id = 'without id', Arguments, JobRunState, StartedOn, CompletedOn, ErrorMessage }: GlueRun): JobRun => ({
    id: Id,
    phase: Arguments?.['--phase'] ?? 'none',
    state: JobRunState ?? 'UNKNOWN',
    startedAt: StartedOn ?? new Date(0),
    endedAt: CompletedOn,
    message: ErrorMessage,
});
