import type { GlueClient } from '@aws-sdk/client-glue';
import { describe, expect, it } from 'vitest';
import { listRuns } from './list-runs.js';

const NOW = new Date('2026-11-28T12:00:00Z');
const daysAgo = (days: number): Date => new Date(NOW.getTime() - days * 86_400_000);

/** Pages of starts, as days ago. */
function glueWith(...pages: readonly (readonly number[])[]): { readonly glue: GlueClient; readonly read: number[] } {
    const read: number[] = [];
    const send = ({ input }: { readonly input: { readonly NextToken?: string } }) => {
        const page = Number(input.NextToken ?? 0);
        read.push(page);
        return Promise.resolve({ JobRuns: pages[page]!.map((days) => ({ Id: String(days), JobRunState: 'SUCCEEDED', StartedOn: daysAgo(days), Arguments: { '--phase': 'facts' } })), NextToken: page + 1 < pages.length ? String(page + 1) : undefined });
    };
    return { glue: { send } as unknown as GlueClient, read };
}

describe('the list of runs', () => {
    it('has those of ten days and does not read what is older', async () => {
        const { glue, read } = glueWith([0, 1], [9, 11], [12, 13], [14]);
        expect((await listRuns(glue, 'job', NOW)).map(({ id }) => id)).toEqual(['0', '1', '9']);
        expect(read).toEqual([0, 1, 2]);
    });

    it('finds them also where the oldest come first', async () => {
        const { glue } = glueWith([14, 13], [12, 9], [1, 0]);
        expect((await listRuns(glue, 'job', NOW)).map(({ id }) => id)).toEqual(['9', '1', '0']);
    });

    it('knows a run without a phase as such', async () => {
        const glue = { send: () => Promise.resolve({ JobRuns: [{ StartedOn: daysAgo(0), JobRunState: 'FAILED', ErrorMessage: 'no phase' }] }) } as unknown as GlueClient;
        expect(await listRuns(glue, 'job', NOW)).toEqual([expect.objectContaining({ phase: 'none', state: 'FAILED', message: 'no phase' })]);
    });
});
