import { describe, expect, test } from 'vitest';
import { freePort } from '../../../local/source/embedded/start-postgres.js';
import { newSource } from '../../../local/source/source.js';
import { failure } from '../../../test/oracle/aurora-like.js';
import { testPostgres } from '../../../test/oracle/test-postgres.js';
import { awaitDatabase } from './await-database.js';

describe('awaitDatabase', () => {
    test('waits for a database that is not there yet', async () => {
        const postgres = await testPostgres();
        try {
            const source = await postgres.newDatabase();
            await postgres.kill9();
            let hasAnswered = false;
            const answered = awaitDatabase(source, { tries: 300, secondsBetween: 0.1 }).then(() => (hasAnswered = true));
            expect(await failure(awaitDatabase(source, { tries: 1, secondsBetween: 0 }))).toContain('refuses connections');
            expect(hasAnswered).toBe(false);
            await postgres.restart();
            await answered;
        } finally {
            await postgres.stop();
        }
    });

    test('gives up after its tries', async () => {
        const source = newSource({ user: 'nobody', host: '127.0.0.1', port: await freePort(), database: 'shop', password: () => '' });
        expect(await failure(awaitDatabase(source, { tries: 3, secondsBetween: 0.01 }))).toContain('refuses connections');
    });

    test('does not wait when the database refuses the password', async () => {
        const postgres = await testPostgres();
        try {
            const source = postgres.as(await postgres.newDatabase(), 'shop', 'wrong');
            // A second try would come too late for this test.
            expect(await failure(awaitDatabase(source, { tries: 2, secondsBetween: 100_000 }))).toContain('refuses the password');
        } finally {
            await postgres.stop();
        }
    });
});
