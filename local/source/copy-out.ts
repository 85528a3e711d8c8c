import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Client } from 'pg';
import { to as copyTo } from 'pg-copy-streams';

/**
 * Copies what a query gives to a file, as `copy (…) to stdout`.
 *
 * @param options of `copy`, such as `format csv`
 * @returns how many rows the server says that it sent
 */
export async function copyOut(client: Client, { query, options, file, signal }: { readonly query: string; readonly options: string; readonly file: string; readonly signal?: AbortSignal }): Promise<number> {
    const copy = copyTo(`copy (${query}) to stdout (${options})`);
    // The stream ends behind the last row. How many there were comes in a message of its own, which may arrive later: until
    // then the library says 0. https://www.postgresql.org/docs/18/protocol-flow.html#PROTOCOL-COPY
    const isOver = new Promise<void>((resolve, reject) => {
        Object.assign(copy, { handleReadyForQuery: resolve });
        copy.on('error', reject);
        // A connection may fall silent behind the rows.
        signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });
    await Promise.all([pipeline(client.query(copy), createWriteStream(file), { signal }), isOver]);
    return copy.rowCount;
}
