import { CollectedOutput } from '../query/collected-output.js';
import { runQuery } from '../query/run-query.js';

/** The rows of a query on a lake that is only read; to be kept small. */
export async function readRows<Row>(lake: string, sql: string): Promise<Row[]> {
    const stdout = new CollectedOutput();
    await runQuery({ lake, sql, format: 'json', stdout });
    return JSON.parse(stdout.text) as Row[];
}
