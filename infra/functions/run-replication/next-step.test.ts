import { describe, expect, test } from 'vitest';
import { type Connection, nextStep, type Replication, type Wanted, wanted } from './next-step.js';

const SUCCESSFUL: readonly Connection[] = [
    { endpointArn: 'source', status: 'successful' },
    { endpointArn: 'target', status: 'successful' },
];
const replication = (status: string, rest: Partial<Replication> = {}): Replication => ({ status, hasRun: true, isLoaded: true, connections: SUCCESSFUL, ...rest });
const step = (goal: Wanted, found: Replication | null, isFirst = true, takenFolder?: string) => nextStep(goal, found, { identifier: 'shop-lake-dev-v1', isFirst, takenFolder });

/** API_ReplicationTask, and what DMS Serverless has besides. */
const STATES = {
    standing: ['ready', 'created', 'stopped', 'failed', 'failed-move', 'deprovisioned'],
    passing: ['creating', 'starting', 'stopping', 'modifying', 'moving', 'testing', 'initializing', 'preparing_metadata_resources', 'testing_connection', 'fetching_metadata', 'calculating_capacity', 'provisioning_capacity', 'replication_starting', 'deprovisioning', 'a state of next year'],
};

describe('what a deployment wants', () => {
    test('is that replication stands still before a change, and runs after every deployment', () => {
        expect(['Create', 'Update', 'Delete'].map((request) => [wanted('before', request as 'Create'), wanted('after', request as 'Create')])).toEqual([
            ['anything', 'running'],
            ['standing still', 'running'],
            ['anything', 'standing still'],
        ]);
    });
});

describe('to stand still', () => {
    test('needs nothing where there is no task, or one that does not run', () => {
        for (const found of [null, ...STATES.standing.map((status) => replication(status))]) expect(step('standing still', found)).toEqual({ do: 'nothing' });
    });

    test('takes a stop while it runs, at the first look and later', () => {
        for (const isFirst of [true, false]) expect(step('standing still', replication('running'), isFirst)).toEqual({ do: 'stop' });
    });

    test('waits in every other state', () => {
        for (const status of [...STATES.passing, 'deleting']) {
            expect(step('standing still', replication(status))).toEqual({ do: 'wait', why: `Replication shop-lake-dev-v1 is ${status}: it is waited for until it is standing still.` });
        }
    });
});

describe('to run', () => {
    test('needs nothing while it runs, and waits while it is on its way', () => {
        expect(step('running', replication('running'))).toEqual({ do: 'nothing' });
        for (const status of STATES.passing) expect(step('running', replication(status))).toMatchObject({ do: 'wait' });
    });

    test('begins anew the first time, and goes on where it stopped ever after', () => {
        for (const status of STATES.standing) {
            expect(step('running', replication(status, { hasRun: false }))).toEqual({ do: 'start', how: 'start-replication' });
            expect(step('running', replication(status))).toEqual({ do: 'start', how: 'resume-processing' });
        }
    });

    test('is left standing where it was stopped within a load that has files, and goes on where it has none yet', () => {
        for (const status of ['stopped', 'failed']) {
            expect(step('running', replication(status, { isLoaded: false }), true, 'v1')).toMatchObject({ do: 'nothing', why: expect.stringContaining('raise the setting generation') as string });
            expect(step('running', replication(status, { isLoaded: false }))).toEqual({ do: 'start', how: 'resume-processing' });
        }
    });

    test('fails with the reason of DMS when it fails after it was started', () => {
        expect(step('running', replication('failed', { failure: 'Last Error Task error notification received' }), false)).toEqual({
            do: 'fail',
            why: 'Replication shop-lake-dev-v1 was started and failed: Last Error Task error notification received. Mend that, which its log may say more about, and deploy again.',
        });
    });

    test('fails where there is no task, or one that goes', () => {
        expect(step('running', null)).toEqual({ do: 'fail', why: 'There is no replication shop-lake-dev-v1 that could be started: deploy again.' });
        expect(step('running', replication('deleting'))).toMatchObject({ do: 'fail' });
    });

    test('tests the connections that were not tested or failed earlier, and waits for them', () => {
        const untested = replication('ready', { hasRun: false, connections: [{ endpointArn: 'source', status: 'failed' }, { endpointArn: 'target', status: 'untested' }] });
        expect(step('running', untested)).toEqual({ do: 'test', endpointArns: ['source', 'target'] });
        expect(step('running', replication('ready', { connections: [SUCCESSFUL[0]!, { endpointArn: 'target', status: 'testing' }] }), false)).toMatchObject({ do: 'wait' });
    });

    test('fails with the reason of DMS when a connection fails that was just tested', () => {
        const found = replication('ready', { connections: [SUCCESSFUL[0]!, { endpointArn: 'target', status: 'failed', failure: 'Access Denied' }] });
        expect(step('running', found, false)).toEqual({
            do: 'fail',
            why: 'The DMS instance does not reach target, so that replication shop-lake-dev-v1 cannot start: Access Denied. Mend that and deploy again.',
        });
    });
});
