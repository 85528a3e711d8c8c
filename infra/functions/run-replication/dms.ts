import {
    DatabaseMigrationService,
    InvalidResourceStateFault,
    ResourceNotFoundFault,
    type ReplicationTask,
} from '@aws-sdk/client-database-migration-service';
import type { Connection, Replication, Step } from './next-step.js';

export type Engine = 'provisioned' | 'serverless';

/** One replication, whichever way DMS runs it. */
export interface Dms {
    /** @returns null if there is none of this name */
    look(identifier: string): Promise<Replication | null>;
    take(identifier: string, step: Step): Promise<void>;
}

export const dmsOf = (engine: Engine, client = new DatabaseMigrationService({})): Dms => (engine === 'provisioned' ? tasks(client) : configs(client));

function tasks(client: DatabaseMigrationService): Dms {
    const find = (identifier: string) =>
        orNone(async () => (await client.describeReplicationTasks({ Filters: [{ Name: 'replication-task-id', Values: [identifier] }], WithoutSettings: true })).ReplicationTasks?.[0]);
    const connectionOf = async ({ ReplicationInstanceArn }: ReplicationTask, endpointArn: string): Promise<Connection> => {
        const found = await orNone(
            async () =>
                (
                    await client.describeConnections({
                        Filters: [
                            { Name: 'endpoint-arn', Values: [endpointArn] },
                            { Name: 'replication-instance-arn', Values: [ReplicationInstanceArn!] },
                        ],
                    })
                ).Connections?.[0],
        );
        return { endpointArn, status: connectionStatus(found?.Status), failure: found?.LastFailureMessage };
    };
    return {
        async look(identifier) {
            const task = await find(identifier);
            if (task === null) return null;
            const connections = await Promise.all([task.SourceEndpointArn!, task.TargetEndpointArn!].map((arn) => connectionOf(task, arn)));
            const { StartDate, FreshStartDate } = task.ReplicationTaskStats ?? {};
            return { status: task.Status!, isLoaded: isLoaded(task.Status!, task.ReplicationTaskStats), hasRun: hasRun(task.Status!, StartDate ?? FreshStartDate), failure: task.LastFailureMessage ?? task.StopReason, connections };
        },
        async take(identifier, step) {
            if (step.do === 'nothing' || step.do === 'wait' || step.do === 'fail') return;
            const { ReplicationTaskArn, ReplicationInstanceArn } = (await find(identifier))!;
            if (step.do === 'stop') await unlessItChanges(() => client.stopReplicationTask({ ReplicationTaskArn }));
            else if (step.do === 'start') await unlessItChanges(() => client.startReplicationTask({ ReplicationTaskArn, StartReplicationTaskType: step.how }));
            else for (const EndpointArn of step.endpointArns) await unlessItChanges(() => client.testConnection({ ReplicationInstanceArn, EndpointArn }));
        },
    };
}

function configs(client: DatabaseMigrationService): Dms {
    const find = (identifier: string) => orNone(async () => (await client.describeReplications({ Filters: [{ Name: 'replication-config-id', Values: [identifier] }] })).Replications?.[0]);
    return {
        async look(identifier) {
            const found = await find(identifier);
            if (found === null) return null;
            const { StartDate, FreshStartDate } = found.ReplicationStats ?? {};
            const failure = found.FailureMessages?.join(' ') || found.StopReason;
            return { status: found.Status!, isLoaded: isLoaded(found.Status!, found.ReplicationStats), hasRun: hasRun(found.Status!, StartDate ?? FreshStartDate), failure, connections: [] };
        },
        async take(identifier, step) {
            if (step.do !== 'stop' && step.do !== 'start') return;
            const { ReplicationConfigArn } = (await find(identifier))!;
            if (step.do === 'stop') await unlessItChanges(() => client.stopReplication({ ReplicationConfigArn }));
            else await unlessItChanges(() => client.startReplication({ ReplicationConfigArn, StartReplicationType: step.how }));
        },
    };
}

/** Statistics of a replication whose capacity was taken away are lost. */
const hasRun = (status: string, started: Date | undefined): boolean => ['stopped', 'deprovisioned'].includes(status) || started !== undefined;

const isLoaded = (status: string, stats: { readonly FullLoadFinishDate?: Date; readonly FullLoadProgressPercent?: number } | undefined): boolean =>
    status === 'deprovisioned' || stats?.FullLoadFinishDate !== undefined || stats?.FullLoadProgressPercent === 100;

async function orNone<T>(find: () => Promise<T | undefined>): Promise<T | null> {
    try {
        return (await find()) ?? null;
    } catch (error) {
        // DMS has no empty answer for a filter that fits nothing.
        if (error instanceof ResourceNotFoundFault) return null;
        throw error;
    }
}

/** It changed between the look and the step: the next look decides anew. */
async function unlessItChanges(step: () => Promise<unknown>): Promise<void> {
    try {
        await step();
    } catch (error) {
        if (!(error instanceof InvalidResourceStateFault)) throw error;
    }
}

const connectionStatus = (status: string | undefined): Connection['status'] =>
    status === undefined || status === 'deleting' ? 'untested' : status === 'successful' || status === 'testing' ? status : 'failed';
