/** What a deployment wants of replication at one of its moments. */
export type Wanted = 'anything' | 'standing still' | 'running';

/** A task of AWS DMS, or a replication of DMS Serverless, as DMS describes it. */
export interface Replication {
    /** https://docs.aws.amazon.com/dms/latest/APIReference/API_ReplicationTask.html, API_Replication.html */
    readonly status: string;
    /** Was it ever started? */
    readonly hasRun: boolean;
    /** Was every table loaded? */
    readonly isLoaded: boolean;
    /** What DMS says of its last failure. */
    readonly failure?: string;
    /** From the instance to either end, each to be tested before a start; none where DMS does that itself. */
    readonly connections: readonly Connection[];
}

export interface Connection {
    readonly endpointArn: string;
    readonly status: 'untested' | 'testing' | 'successful' | 'failed';
    readonly failure?: string;
}

export type Step =
    | { readonly do: 'nothing'; readonly why?: string }
    | { readonly do: 'wait'; readonly why: string }
    | { readonly do: 'stop' }
    | { readonly do: 'test'; readonly endpointArns: readonly string[] }
    | { readonly do: 'start'; readonly how: 'start-replication' | 'resume-processing' }
    | { readonly do: 'fail'; readonly why: string };

/** States in which CloudFormation may change or delete it, and in which it may be started. */
const STANDING = ['ready', 'created', 'stopped', 'failed', 'failed-move', 'deprovisioned'];

/** The moment before the task is stopped for a change; the one behind it starts it, or stops it before it is deleted. */
export function wanted(moment: 'before' | 'after', request: 'Create' | 'Update' | 'Delete'): Wanted {
    if (moment === 'after') return request === 'Delete' ? 'standing still' : 'running';
    return request === 'Update' ? 'standing still' : 'anything';
}

export interface Situation {
    /** Name of the replication. */
    readonly identifier: string;
    /** Was nothing done yet? What failed before is tried again, what fails then is not. */
    readonly isFirst: boolean;
    /** Where it would load to, if that has files already. @default - none */
    readonly takenFolder?: string;
}

/** What to do next so that replication comes to be as it is wanted. Every state that is not named here passes. */
export function nextStep(goal: Wanted, replication: Replication | null, { identifier, isFirst, takenFolder }: Situation): Step {
    if (goal === 'anything') return { do: 'nothing' };
    const wait: Step = { do: 'wait', why: `Replication ${identifier} is ${replication?.status}: it is waited for until it is ${goal}.` };
    if (goal === 'standing still') {
        if (replication === null || STANDING.includes(replication.status)) return { do: 'nothing' };
        return replication.status === 'running' ? { do: 'stop' } : wait;
    }
    if (replication === null) return { do: 'fail', why: `There is no replication ${identifier} that could be started: deploy again.` };
    if (replication.status === 'running') return { do: 'nothing' };
    if (replication.status === 'deleting') return { do: 'fail', why: `Replication ${identifier} is being deleted and cannot be started: deploy again when it is gone.` };
    if (!STANDING.includes(replication.status)) return wait;
    if (replication.status === 'failed' && !isFirst) {
        return { do: 'fail', why: `Replication ${identifier} was started and failed: ${replication.failure ?? 'DMS says no reason'}. Mend that, which its log may say more about, and deploy again.` };
    }
    if (!replication.hasRun && takenFolder !== undefined) {
        // Names of files come again, and markers there would say of this load what they said of that.
        return { do: 'fail', why: `Replication ${identifier} would load into ${takenFolder}, which has files of an earlier load: raise the setting generation (infra/environments.ts) and deploy again.` };
    }
    if (replication.hasRun && !replication.isLoaded && takenFolder !== undefined) {
        // What it loads now would carry the start of then. To fail would only make CloudFormation go back, and fail again.
        return { do: 'nothing', why: `Replication ${identifier} was stopped while it loaded and is left so, as a load that is taken up may keep rows that are gone: raise the setting generation (infra/environments.ts) and deploy again.` };
    }
    // One that failed had connections; to test them first would hide whether it fails again.
    return (replication.status === 'failed' ? undefined : connect(replication.connections, identifier, isFirst)) ?? { do: 'start', how: replication.hasRun ? 'resume-processing' : 'start-replication' };
}

/** DMS starts a task only when the connections from its instance have been tested. */
function connect(connections: readonly Connection[], identifier: string, isFirst: boolean): Step | undefined {
    const failed = connections.find(({ status }) => status === 'failed');
    if (failed !== undefined && !isFirst) {
        return { do: 'fail', why: `The DMS instance does not reach ${failed.endpointArn}, so that replication ${identifier} cannot start: ${failed.failure ?? 'DMS says no reason'}. Mend that and deploy again.` };
    }
    const untested = connections.filter(({ status }) => status === 'untested' || status === 'failed');
    if (untested.length > 0) return { do: 'test', endpointArns: untested.map(({ endpointArn }) => endpointArn) };
    if (connections.some(({ status }) => status === 'testing')) return { do: 'wait', why: `The connections of replication ${identifier} are being tested.` };
    return undefined;
}
