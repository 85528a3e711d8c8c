import pg from 'pg';
import { expectedPostgresError } from './describe-postgres-error.js';
import type { Source } from './source.js';

/**
 * Connects to a source.
 *
 * @param more what is to be otherwise than in the source, such as `statement_timeout`
 * @throws ExpectedError if the database cannot be reached, in one sentence per cause
 */
export async function connect(source: Source, more: pg.ClientConfig = {}): Promise<pg.Client> {
    const client = new pg.Client({ ...source.config, ...more });
    client.on('error', () => {
        // A connection that is lost while nothing is asked: the next query fails by it. Unheard, it would end the process.
    });
    try {
        await client.connect();
        return client;
    } catch (error) {
        client.end().catch(() => {
            // It never began.
        });
        throw expectedPostgresError(error, source);
    }
}
