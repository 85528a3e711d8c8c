import { DatabaseMigrationService, InvalidResourceStateFault, ResourceNotFoundFault } from '@aws-sdk/client-database-migration-service';
import { describe, expect, test } from 'vitest';
import { lookAtDms } from '../mark-loads/dms-looks.js';
import { dmsOf } from './dms.js';

/** What was called, and a client that answers by what is scripted, or fails so. It shows what is asked, not that DMS answers so. */
function scripted(answers: Readonly<Record<string, unknown>>) {
    const calls: [name: string, input: unknown][] = [];
    const client = new DatabaseMigrationService({ region: 'eu-central-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
    client.middlewareStack.add(
        (_next, { commandName }) =>
            async ({ input }) => {
                const name = commandName!.replace(/Command$/, '');
                calls.push([name, input]);
                const found = answers[name];
                const answer: unknown = Array.isArray(found) ? found.shift() : found;
                if (answer instanceof Error) throw answer;
                return { output: (answer ?? {}) as object & { $metadata: Record<string, never> }, response: undefined };
            },
        { step: 'initialize', priority: 'high' },
    );
    return { calls, client };
}

const failing = (Fault: typeof ResourceNotFoundFault | typeof InvalidResourceStateFault) => new Fault({ message: 'no', $metadata: {} });
const TASK = { ReplicationTaskArn: 'arn:task', ReplicationInstanceArn: 'arn:instance', SourceEndpointArn: 'arn:source', TargetEndpointArn: 'arn:target', Status: 'ready' };
const STARTED = { StartDate: new Date('2026-11-22T14:16:04Z') };

describe('a task on an instance', () => {
    const dms = (task: object, rest: Readonly<Record<string, unknown>> = {}) => {
        const { calls, client } = scripted({ DescribeReplicationTasks: { ReplicationTasks: [{ ...TASK, ...task }] }, DescribeConnections: { Connections: [{ Status: 'successful' }] }, ...rest });
        return { calls, dms: dmsOf('provisioned', client) };
    };

    test.each([
        ['never ran', {}, { hasRun: false, isLoaded: false }],
        ['was stopped within its load', { Status: 'stopped', ReplicationTaskStats: { ...STARTED, FullLoadProgressPercent: 40 } }, { hasRun: true, isLoaded: false }],
        ['failed at its first start', { Status: 'failed', ReplicationTaskStats: STARTED, LastFailureMessage: 'no slot' }, { hasRun: true, isLoaded: false, failure: 'no slot' }],
        ['has loaded', { Status: 'stopped', ReplicationTaskStats: { ...STARTED, FullLoadProgressPercent: 100 } }, { hasRun: true, isLoaded: true }],
    ])('that %s is seen so', async (_case, task, looks) => {
        expect(await dms(task).dms.look('v1')).toMatchObject(looks);
    });

    test('is asked for by its name, and is none where DMS finds none', async () => {
        const { calls, client } = scripted({ DescribeReplicationTasks: failing(ResourceNotFoundFault) });
        expect(await dmsOf('provisioned', client).look('shop-lake-dev-v1')).toBeNull();
        expect(calls).toEqual([['DescribeReplicationTasks', { Filters: [{ Name: 'replication-task-id', Values: ['shop-lake-dev-v1'] }], WithoutSettings: true }]]);
    });

    test('has a connection to either end, untested where DMS knows of none', async () => {
        const found = await dms({}, { DescribeConnections: [failing(ResourceNotFoundFault), { Connections: [{ Status: 'failed', LastFailureMessage: 'Access Denied' }] }] }).dms.look('v1');
        expect(found?.connections).toEqual([
            { endpointArn: 'arn:source', status: 'untested', failure: undefined },
            { endpointArn: 'arn:target', status: 'failed', failure: 'Access Denied' },
        ]);
    });

    test.each([
        [{ do: 'stop' }, ['StopReplicationTask', { ReplicationTaskArn: 'arn:task' }]],
        [{ do: 'start', how: 'start-replication' }, ['StartReplicationTask', { ReplicationTaskArn: 'arn:task', StartReplicationTaskType: 'start-replication' }]],
        [{ do: 'start', how: 'resume-processing' }, ['StartReplicationTask', { ReplicationTaskArn: 'arn:task', StartReplicationTaskType: 'resume-processing' }]],
        [{ do: 'test', endpointArns: ['arn:target'] }, ['TestConnection', { ReplicationInstanceArn: 'arn:instance', EndpointArn: 'arn:target' }]],
    ] as const)('takes the step %j', async (step, call) => {
        const { calls, dms: tasks } = dms({});
        await tasks.take('v1', step);
        expect(calls.slice(1)).toEqual([call]);
    });

    test('that changes between the look and the step is looked at again, and another failure is told', async () => {
        for (const name of ['StopReplicationTask', 'StartReplicationTask']) {
            const step = name === 'StopReplicationTask' ? ({ do: 'stop' } as const) : ({ do: 'start', how: 'resume-processing' } as const);
            await dms({}, { [name]: failing(InvalidResourceStateFault) }).dms.take('v1', step);
            await expect(dms({}, { [name]: failing(ResourceNotFoundFault) }).dms.take('v1', step)).rejects.toThrow('no');
        }
    });

    test('takes no call to wait, or to be left', async () => {
        for (const step of [{ do: 'nothing' }, { do: 'wait', why: '' }, { do: 'fail', why: '' }] as const) {
            const { calls, dms: tasks } = dms({});
            await tasks.take('v1', step);
            expect(calls).toEqual([]);
        }
    });
});

describe('a serverless replication', () => {
    const config = (found: object) => scripted({ DescribeReplications: { Replications: [{ ReplicationConfigArn: 'arn:config', Status: 'created', ...found }] } });

    test('is seen as one that was never started, one that was, and one whose capacity was taken away', async () => {
        const look = async (found: object) => await dmsOf('serverless', config(found).client).look('v1');
        expect(await look({})).toMatchObject({ hasRun: false, isLoaded: false, connections: [] });
        expect(await look({ Status: 'stopped', ReplicationStats: { FullLoadFinishDate: new Date() } })).toMatchObject({ hasRun: true, isLoaded: true });
        expect(await look({ Status: 'deprovisioned' })).toMatchObject({ hasRun: true, isLoaded: true });
        expect(await look({ Status: 'failed', FailureMessages: ['one', 'two'] })).toMatchObject({ failure: 'one two' });
    });

    test.each([
        [{ do: 'stop' }, ['StopReplication', { ReplicationConfigArn: 'arn:config' }]],
        [{ do: 'start', how: 'start-replication' }, ['StartReplication', { ReplicationConfigArn: 'arn:config', StartReplicationType: 'start-replication' }]],
    ] as const)('takes the step %j', async (step, call) => {
        const { calls, client } = config({});
        await dmsOf('serverless', client).take('v1', step);
        expect(calls.slice(1)).toEqual([call]);
    });
});

describe('what markers are made of', () => {
    const page = (TableName: string, Marker?: string) => ({ Marker, TableStatistics: [{ SchemaName: 'public', TableName, TableState: 'Table completed', FullLoadRows: 3 }] });

    test('has the tables of all pages of a task', async () => {
        const { client, calls } = scripted({ DescribeReplicationTasks: { ReplicationTasks: [{ ...TASK, Status: 'running' }] }, DescribeTableStatistics: [page('brands', 'more'), page('events')] });
        const { task, looks } = await lookAtDms('provisioned', 'v1', client);
        expect([task.status, ...looks.keys()]).toEqual(['running', 'brands', 'events']);
        expect(calls[1]).toEqual(['DescribeTableStatistics', expect.objectContaining({ ReplicationTaskArn: 'arn:task' })]);
    });

    test('has the tables of a serverless replication, and nothing where there is none', async () => {
        const { client } = scripted({ DescribeReplications: { Replications: [{ ReplicationConfigArn: 'arn:config', Status: 'running' }] }, DescribeReplicationTableStatistics: { ReplicationTableStatistics: page('users').TableStatistics } });
        expect([...(await lookAtDms('serverless', 'v1', client)).looks.keys()]).toEqual(['users']);
        for (const engine of ['serverless', 'provisioned'] as const) {
            const none = scripted({ DescribeReplications: { Replications: [] }, DescribeReplicationTasks: failing(ResourceNotFoundFault) });
            expect(await lookAtDms(engine, 'v1', none.client)).toMatchObject({ task: { status: null } });
        }
    });
});
