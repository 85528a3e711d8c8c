import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import { accountOf, ACCOUNTS, type AnswerRow, NEWEST_CHANGE, newestChangeOf } from './questions.js';

/** Answers as Athena gives them: texts. */
async function answersTo(question: string, ...preparations: readonly string[]): Promise<readonly AnswerRow[]> {
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    for (const statement of preparations) await connection.run(statement);
    const rows = (await connection.runAndReadAll(question)).getRowObjects();
    connection.closeSync();
    return rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value === null ? undefined : String(value)])));
}

const accounts = (...rows: readonly string[]) => [
    'create schema model',
    'create table model.run_accounts (run_id bigint, table_name varchar, records bigint, applied bigint, superseded bigint, duplicate bigint, quarantined bigint)',
    `insert into model.run_accounts values ${rows.join(', ')}`,
];

describe('the question about accounts', () => {
    it('has the last run with records of each table', async () => {
        const rows = await answersTo(ACCOUNTS, ...accounts("(1, 'events', 10, 5, 0, 0, 5)", "(2, 'events', 20, 19, 0, 0, 1)", "(3, 'events', 0, 0, 0, 0, 0)", "(3, 'users', 4, 1, 1, 1, 1)"));
        expect(rows.map(accountOf).sort((one, other) => one.table.localeCompare(other.table))).toEqual([
            { table: 'events', lost: 0, lastRecords: 20, lastQuarantined: 1 },
            { table: 'users', lost: 0, lastRecords: 4, lastQuarantined: 1 },
        ]);
    });

    it('counts what accounts lack and what they have too much, run by run', async () => {
        const [row] = await answersTo(ACCOUNTS, ...accounts("(1, 'events', 10, 8, 0, 0, 0)", "(2, 'events', 10, 13, 0, 0, 0)"));
        expect(accountOf(row!).lost).toBe(5);
    });

    it('has zeros for a table that never had records', async () => {
        const [row] = await answersTo(ACCOUNTS, ...accounts("(1, 'events', 0, 0, 0, 0, 0)"));
        expect(accountOf(row!)).toEqual({ table: 'events', lost: 0, lastRecords: 0, lastQuarantined: 0 });
    });
});

describe('the question about the newest change', () => {
    it('has it in UTC', async () => {
        const [row] = await answersTo(NEWEST_CHANGE, "create view data_freshness as select timestamp '2026-11-28 01:02:03.456' as newest_change_at union all select timestamp '2026-11-27 23:00:00' union all select null");
        expect(newestChangeOf(row!)).toEqual(new Date('2026-11-28T01:02:03Z'));
    });

    it('reads the six places that Athena writes', () => {
        expect(newestChangeOf({ newest_change_at: '2026-11-28 01:02:03.456000' })).toEqual(new Date('2026-11-28T01:02:03Z'));
    });

    it('has none in a lake without changes', async () => {
        const [row] = await answersTo(NEWEST_CHANGE, 'create view data_freshness as select cast(null as timestamp) as newest_change_at');
        expect(newestChangeOf(row!)).toBeUndefined();
    });
});
