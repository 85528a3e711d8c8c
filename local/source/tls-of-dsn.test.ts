import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, chownSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestPostgres, testPostgres } from '../../test/oracle/test-postgres.js';
import { temporaryFolder } from '../../test/oracle/temporary-lake.js';
import { connect } from './connect.js';
import { runAs } from './embedded/run-as.js';
import { sourceFromDsn } from './source-from-dsn.js';

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
if (!hasOpenssl) console.log('Skipped: TLS to a server, because there is no openssl to make its certificate.');

/** A server that has a certificate of its own for localhost, and another certificate that it has nothing to do with. */
describe.skipIf(!hasOpenssl)('a server with TLS', () => {
    let home: { readonly path: string; readonly remove: () => void };
    let postgres: TestPostgres;
    let port: number;
    let database: string;

    beforeAll(async () => {
        home = temporaryFolder();
        for (const name of ['server', 'foreign']) {
            const files = ['-keyout', join(home.path, `${name}.key`), '-out', join(home.path, `${name}.crt`)];
            const about = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-days', '2'];
            execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', ...files, ...about], { stdio: 'ignore' });
        }
        const as = runAs(join(home.path, 'none'));
        chmodSync(join(home.path, 'server.key'), 0o600);
        if (as !== null) chownSync(join(home.path, 'server.key'), as.uid, as.gid);
        chmodSync(home.path, 0o755);
        postgres = await testPostgres({ ssl: 'on', ssl_cert_file: join(home.path, 'server.crt'), ssl_key_file: join(home.path, 'server.key') });
        const source = await postgres.newDatabase();
        ({ port, database } = source.config as { port: number; database: string });
    });
    afterAll(async () => {
        await postgres?.stop();
        home.remove();
    });

    async function outcome(host: string, parameters: string): Promise<string> {
        const file = (name: string) => encodeURIComponent(join(home.path, `${name}.crt`));
        const dsn = `postgresql://shop@${host}:${port}/${database}?${parameters.replace('SERVER', file('server')).replace('FOREIGN', file('foreign'))}`;
        try {
            const client = await connect(sourceFromDsn(dsn, { env: { PGPASSWORD: 'test password' } }));
            const { rows } = await client.query('select ssl from pg_stat_ssl where pid = pg_backend_pid()');
            await client.end();
            return rows[0].ssl === true ? 'TLS' : 'clear';
        } catch (error) {
            return (error as Error).message;
        }
    }

    test.each([
        ['localhost', 'sslmode=disable', 'clear'],
        ['localhost', 'sslmode=require', 'TLS'],
        ['localhost', 'sslmode=require&sslrootcert=SERVER', 'TLS'],
        ['localhost', 'sslmode=require&sslrootcert=FOREIGN', /certificate that is not trusted/],
        ['localhost', 'sslmode=verify-ca', /certificate that is not trusted/],
        ['localhost', 'sslmode=verify-ca&sslrootcert=SERVER', 'TLS'],
        ['127.0.0.1', 'sslmode=verify-ca&sslrootcert=SERVER', 'TLS'],
        ['localhost', 'sslmode=verify-full&sslrootcert=SERVER', 'TLS'],
        ['localhost', 'sslmode=verify-full&sslrootcert=FOREIGN', /certificate that is not trusted/],
        ['127.0.0.1', 'sslmode=verify-full&sslrootcert=SERVER', /is that of another host/],
    ])('asked at %s with %s', async (host, parameters, expected) => {
        expect(await outcome(host, parameters)).toMatch(expected);
    });
});
