import type { AthenaClient } from '@aws-sdk/client-athena';
import { describe, expect, it } from 'vitest';
import { askAthena } from './ask-athena.js';

/** What Athena says one after the other; https://docs.aws.amazon.com/athena/latest/APIReference/API_QueryExecutionStatus.html */
function deskWith(...answers: readonly unknown[]) {
    const sent: Record<string, unknown>[] = [];
    const send = ({ input }: { readonly input: Record<string, unknown> }) => Promise.resolve(answers[sent.push(input) - 1]);
    return { sent, desk: { athena: { send } as unknown as AthenaClient, workGroup: 'analysts', database: 'analytics' } };
}

const cells = (...values: readonly (string | undefined)[]) => ({ Data: values.map((VarCharValue) => ({ VarCharValue })) });

describe('a question to Athena', () => {
    it('waits for its answer, whose rows have the names of its header', async () => {
        const { desk, sent } = deskWith({ QueryExecutionId: 'q' }, { QueryExecution: { Status: { State: 'RUNNING' } } }, { QueryExecution: { Status: { State: 'SUCCEEDED' } } }, { ResultSet: { Rows: [cells('a', 'b'), cells('1', undefined)] } });
        expect(await askAthena(desk, 'select')).toEqual([{ a: '1', b: undefined }]);
        expect(sent[0]).toMatchObject({ QueryString: 'select', WorkGroup: 'analysts', QueryExecutionContext: { Database: 'analytics' } });
    });

    it('fails with the reason that Athena gives', async () => {
        const { desk } = deskWith({ QueryExecutionId: 'q' }, { QueryExecution: { Status: { State: 'FAILED', StateChangeReason: 'COLUMN_NOT_FOUND: line 1' } } });
        await expect(askAthena(desk, 'select')).rejects.toThrow('COLUMN_NOT_FOUND: line 1');
    });

    it('fails where somebody cancelled it', async () => {
        const { desk } = deskWith({ QueryExecutionId: 'q' }, { QueryExecution: { Status: { State: 'CANCELLED' } } });
        await expect(askAthena(desk, 'select')).rejects.toThrow('ended as CANCELLED');
    });
});
