import fc from 'fast-check';
import { afterAll, beforeAll, describe, test, vi } from 'vitest';
import { arbitraryHistory } from './oracle/arbitrary-history.js';
import { type Happened, takeHistory } from './oracle/replicated-history.js';
import { type TestPostgres, testPostgres } from './oracle/test-postgres.js';

vi.mock('../local/durable-files.js', async (original) => (await import('./oracle/fatal-moments.js')).mortal(await original()));

/** As many histories as begin in it, and one on a machine of any speed. */
const SECONDS = 15;
/** Or a number of one's own; a seed repeats what was chosen, though not the moments at which things met. */
const histories = Number(process.env.LAKE_HISTORIES ?? 0);
/** Of the first history; each further one has the next number. */
const seed = Number(process.env.LAKE_SEED || Date.now() % 1_000_000_000);

let postgres: TestPostgres;

beforeAll(async () => {
    postgres = await testPostgres();
});
afterAll(async () => await postgres?.stop());

describe('raw, read by its rules', () => {
    test('says what the source has, whatever happens to changes, loads, connections and the replicator', { timeout: 4 * 3_600_000 }, async () => {
        const happened: Happened = new Map();
        const end = Date.now() + SECONDS * 1000;
        let taken = 0;
        try {
            do {
                // Each to its end: one that is left when the time is over has the server and the folder taken from it.
                await fc.assert(
                    fc.asyncProperty(arbitraryHistory, (history) => takeHistory(postgres, history, happened)),
                    { seed: seed + taken, numRuns: 1, endOnFailure: true },
                );
                taken += 1;
            } while (histories > 0 ? taken < histories : Date.now() < end);
        } finally {
            console.log(`LAKE_SEED=${seed}: ${[...happened].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, times]) => `${name} ${times}`).join(', ')}`);
        }
    });
});
