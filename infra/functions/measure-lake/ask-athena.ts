import { setTimeout } from 'node:timers/promises';
import { type AthenaClient, GetQueryExecutionCommand, GetQueryResultsCommand, StartQueryExecutionCommand } from '@aws-sdk/client-athena';
import { QueryError } from './query-error.js';
import type { AnswerRow } from './questions.js';

const POLL_MS = 500;

/** Where questions are asked. */
export interface Desk {
    readonly athena: AthenaClient;
    readonly workGroup: string;
    /** In which bare names are looked up. */
    readonly database: string;
}

/**
 * The answer to a question that has few rows.
 *
 * @throws QueryError if Athena refuses it or fails
 */
export async function askAthena({ athena, workGroup, database }: Desk, sql: string): Promise<readonly AnswerRow[]> {
    const { QueryExecutionId } = await athena.send(new StartQueryExecutionCommand({ QueryString: sql, WorkGroup: workGroup, QueryExecutionContext: { Catalog: 'AwsDataCatalog', Database: database } }));
    for (;;) {
        const { QueryExecution } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId }));
        const { State = 'UNKNOWN', StateChangeReason: reason } = QueryExecution?.Status ?? {};
        if (State === 'SUCCEEDED') break;
        if (State !== 'QUEUED' && State !== 'RUNNING') throw new QueryError(reason ?? `The query ended as ${State} without a reason.`);
        await setTimeout(POLL_MS);
    }
    const { ResultSet } = await athena.send(new GetQueryResultsCommand({ QueryExecutionId }));
    // The first row of an answer to a select is its header.
    const [header, ...rows] = (ResultSet?.Rows ?? []).map(({ Data = [] }) => Data.map(({ VarCharValue }) => VarCharValue));
    return rows.map((row) => Object.fromEntries(row.map((value, column) => [header?.[column] ?? String(column), value])));
}
