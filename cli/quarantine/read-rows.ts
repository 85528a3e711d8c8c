import type { OnWait } from '../../local/engine/take-turn.js';
import { CollectedOutput } from '../query/collected-output.js';
import { runQuery } from '../query/run-query.js';

/** The rows of a query on a lake that is only read; to be kept small. */
export async function readRows<Row>({ lake, onWait }: { lake: string; onWait: OnWait }, sql: string): Promise<Row[]> {
    const stdout = new CollectedOutput();
    await runQuery({ lake, sql, format: 'json', stdout, onWait });
    return JSON.parse(stdout.text) as Row[];
}
