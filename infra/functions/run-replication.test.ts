import { beforeEach, describe, expect, test, vi } from 'vitest';
import { handler, type RunRequest } from './run-replication.js';
import type { Engine } from './run-replication/dms.js';
import type { Replication, Step } from './run-replication/next-step.js';

// Its log of each step.
beforeEach(() => void vi.spyOn(console, 'log').mockReturnValue());

/** A DMS whose tasks pass through the states that a step leads to, one at each look. */
function scriptedDms(tasks: Record<string, Replication>) {
    const taken: string[] = [];
    const coming = new Map<string, string[]>();
    const dms = (engine: Engine) => ({
        async look(identifier: string) {
            const name = `${engine}/${identifier}`;
            const next = coming.get(name)?.shift();
            if (next !== undefined) tasks[name] = { ...tasks[name]!, status: next, hasRun: true };
            return tasks[name] ?? null;
        },
        async take(identifier: string, step: Step) {
            const name = `${engine}/${identifier}`;
            if (step.do === 'stop') coming.set(name, ['stopping', 'stopping', 'stopped']);
            if (step.do === 'start') coming.set(name, ['starting', 'running']);
            if (step.do !== 'nothing' && step.do !== 'wait') taken.push(`${step.do} ${step.do === 'start' ? `${step.how} ` : ''}${name}`);
        },
    });
    return { dms, tasks, taken };
}

/** What the provider framework does: the first question, then the same with what was answered, until it is complete. */
async function complete(request: RunRequest, dms: ReturnType<typeof scriptedDms>['dms'], loaded: readonly number[] = []): Promise<string> {
    const folder = async (generation: number) => (loaded.includes(generation) ? `v${generation}` : undefined);
    let asked = request;
    for (let times = 0; times < 20; times++) {
        const answer = await handler(asked, undefined, { dms, folder });
        if (answer.IsComplete && times > 0) return answer.PhysicalResourceId;
        if (times === 0) asked = { ...request, PhysicalResourceId: answer.PhysicalResourceId, HasBegun: answer.HasBegun };
    }
    throw new Error('It never became complete.');
}

const of = (moment: 'before' | 'after', identifier: string, engine: Engine = 'provisioned') => ({ moment, engine, identifier, generation: identifier.slice(1) });
const running: Replication = { status: 'running', hasRun: true, isLoaded: true, connections: [] };

describe('a deployment', () => {
    test('that makes the task starts it from the beginning', async () => {
        const { dms, taken } = scriptedDms({ 'provisioned/v1': { status: 'ready', hasRun: false, isLoaded: false, connections: [] } });
        await complete({ RequestType: 'Create', ResourceProperties: of('before', 'v1') }, dms);
        expect(await complete({ RequestType: 'Create', ResourceProperties: of('after', 'v1') }, dms)).toBe('after-provisioned-v1');
        expect(taken).toEqual(['start start-replication provisioned/v1']);
    });

    test('that changes the task stops it first, and lets it go on afterwards', async () => {
        const { dms, taken, tasks } = scriptedDms({ 'provisioned/v1': running });
        const update = (moment: 'before' | 'after'): RunRequest => ({ RequestType: 'Update', PhysicalResourceId: `${moment}-provisioned-v1`, ResourceProperties: of(moment, 'v1'), OldResourceProperties: of(moment, 'v1') });
        await complete(update('before'), dms);
        expect(tasks['provisioned/v1']!.status).toBe('stopped');
        await complete(update('after'), dms);
        expect(tasks['provisioned/v1']!.status).toBe('running');
        expect(taken).toEqual(['stop provisioned/v1', 'start resume-processing provisioned/v1']);
    });

    test.each([
        ['of another generation', of('after', 'v2')],
        ['on the other engine', of('after', 'v1', 'serverless')],
    ])('that puts a task %s in its place stops the old one before the new one begins, and lets the old resource be deleted', async (_case, next) => {
        const name = `${next.engine}/${next.identifier}`;
        const { dms, taken, tasks } = scriptedDms({ 'provisioned/v1': running });
        const kept = await complete({ RequestType: 'Update', PhysicalResourceId: 'before-provisioned-v1', ResourceProperties: { ...next, moment: 'before' }, OldResourceProperties: of('before', 'v1') }, dms);
        expect(kept).toBe('before-provisioned-v1');
        expect(tasks['provisioned/v1']!.status).toBe('stopped');
        tasks[name] = { status: 'created', hasRun: false, isLoaded: false, connections: [] };
        const made = await complete({ RequestType: 'Update', PhysicalResourceId: 'after-provisioned-v1', ResourceProperties: next, OldResourceProperties: of('after', 'v1') }, dms);
        expect(made).toBe(`after-${next.engine}-${next.identifier}`);
        await complete({ RequestType: 'Delete', PhysicalResourceId: 'after-provisioned-v1', ResourceProperties: of('after', 'v1') }, dms);
        expect(taken).toEqual(['stop provisioned/v1', `start start-replication ${name}`]);
    });

    test('that fails behind the stop and goes back finds nothing to stop of a task that never came to be', async () => {
        const { dms, taken } = scriptedDms({});
        await complete({ RequestType: 'Update', PhysicalResourceId: 'before-provisioned-v1', ResourceProperties: of('before', 'v1'), OldResourceProperties: of('before', 'v2') }, dms);
        expect(taken).toEqual([]);
    });

    test('does not load into a folder that has an earlier load, but goes on with the task that wrote it', async () => {
        const fresh = scriptedDms({ 'provisioned/v1': { status: 'ready', hasRun: false, isLoaded: false, connections: [] } });
        const create: RunRequest = { RequestType: 'Create', ResourceProperties: of('after', 'v1') };
        await expect(complete(create, fresh.dms, [1])).rejects.toThrow('Replication v1 would load into v1, which has files of an earlier load: raise the setting generation (infra/environments.ts) and deploy again.');
        expect(fresh.taken).toEqual([]);
        await complete(create, fresh.dms, [2]);
        const stopped = scriptedDms({ 'provisioned/v1': { ...running, status: 'stopped' } });
        await complete(create, stopped.dms, [1]);
        expect(stopped.taken).toEqual(['start resume-processing provisioned/v1']);
    });

    test('that removes the stack stops the task, so that it can be deleted', async () => {
        const { dms, taken } = scriptedDms({ 'provisioned/v1': running });
        await complete({ RequestType: 'Delete', PhysicalResourceId: 'after-provisioned-v1', ResourceProperties: of('after', 'v1') }, dms);
        await complete({ RequestType: 'Delete', PhysicalResourceId: 'before-provisioned-v1', ResourceProperties: of('before', 'v1') }, dms);
        expect(taken).toEqual(['stop provisioned/v1']);
    });
});
