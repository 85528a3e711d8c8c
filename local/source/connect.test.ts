import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestPostgres, testPostgres } from '../../test/oracle/test-postgres.js';
import { ExpectedError } from '../errors.js';
import { connect } from './connect.js';
import { describePostgresError } from './describe-postgres-error.js';
import { newSource, type Source } from './source.js';
import { sourceFromDsn } from './source-from-dsn.js';

let postgres: TestPostgres;
let source: Source;
beforeAll(async () => {
    postgres = await testPostgres({ max_connections: '20' });
    source = await postgres.newDatabase();
});
afterAll(async () => await postgres?.stop());

/** The same server, asked otherwise. */
const other = ({ user = 'shop', database = source.config.database!, host = '127.0.0.1', port = source.config.port!, password = 'test password' }) =>
    newSource({ user, database, host, port, password: () => password });

async function refusal(asked: Source, more = {}): Promise<string> {
    const outcome = await connect(asked, more).catch((error: unknown) => error);
    expect(outcome).toBeInstanceOf(ExpectedError);
    return (outcome as Error).message.replace(asked.name, 'NAME');
}

describe('a connection', () => {
    test('is set so that texts of values are the same everywhere', async () => {
        const client = await connect(source);
        await client.query(`alter database ${source.config.database} set timezone = 'Asia/Tokyo'`);
        await client.query(`alter database ${source.config.database} set datestyle = 'German'`);
        await client.end();
        const again = await connect(source);
        const { rows } = await again.query("select timestamptz '2020-04-01 10:00:00.125+00'::text as time, current_setting('client_encoding') as encoding, current_setting('application_name') as name");
        expect(rows).toEqual([{ time: '2020-04-01 10:00:00.125+00', encoding: 'UTF8', name: 'lake' }]);
        await again.end();
    });

    test('shows no password when it is printed', async () => {
        const client = await connect(source);
        expect(inspect(client, { depth: 9 })).not.toContain('test password');
        await client.end();
    });

    test('that is lost while nothing is asked ends nothing; the next query says so', async () => {
        const client = await connect(source);
        const admin = await connect(source);
        await admin.query('select pg_terminate_backend($1)', [(client as unknown as { processID: number }).processID]);
        await admin.end();
        await sleep(50);
        const error = await client.query('select 1').catch((failure: unknown) => failure);
        expect(describePostgresError(error, source)).toMatch(/^The connection to postgresql:.* was lost/);
    });
});

describe('a database that cannot be reached', () => {
    test.each([
        ['nobody listens', () => other({ port: 1 }), 'NAME refuses connections: see that PostgreSQL runs there and that host and port are right.'],
        ['nobody listens at any address of a name', () => other({ host: 'localhost', port: 1 }), 'NAME refuses connections: see that PostgreSQL runs there and that host and port are right.'],
        ['the socket is not there', () => other({ host: '/nowhere' }), 'NAME has no socket there: see that PostgreSQL runs and that the folder is right.'],
        ['the password is wrong', () => other({ password: 'sesame' }), 'NAME refuses the password of this user: see PGPASSWORD, --password-file or ~/.pgpass.'],
        ['there is no password', () => other({ password: '' }), 'NAME wants a password: give it in PGPASSWORD, with --password-file FILE or in ~/.pgpass.'],
        ['the user does not exist', () => other({ user: 'nobody' }), 'NAME refuses the password of this user: see PGPASSWORD, --password-file or ~/.pgpass.'],
        ['the database does not exist', () => other({ database: 'none' }), 'NAME does not exist: the server has no database of that name.'],
    ])('is told in one sentence when %s', async (_case, asked, sentence) => {
        expect(await refusal(asked())).toBe(sentence);
    });

    test('is told when its host has no address', async () => {
        expect(await refusal(other({ host: 'no-such-host.invalid' }))).toMatch(/^The host of NAME (is not known|could not be looked up)/);
    });

    test('is told when it takes the connection and then is silent', async () => {
        const silent = createServer();
        await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
        try {
            const { port } = silent.address() as { port: number };
            expect(await refusal(other({ port }), { connectionTimeoutMillis: 200 })).toMatch(/^NAME cannot be reached over the network/);
        } finally {
            silent.close();
        }
    });

    test('is told when it has no connection left', async () => {
        const admin = await connect(source);
        await admin.query("create role guest login password 'test password'");
        const guest = postgres.as(source, 'guest', 'test password');
        const held: pg.Client[] = [];
        let sentence = '';
        while (sentence === '') {
            await connect(guest).then((client) => held.push(client), (error: Error) => (sentence = error.message));
        }
        expect(sentence).toBe(`${guest.name} has no connection left: end others, or raise its max_connections.`);
        await Promise.all([admin, ...held].map((client) => client.end()));
    });

    test('is told when it demands TLS or has none', async () => {
        const { port, database } = source.config;
        const tls = sourceFromDsn(`postgresql://shop@127.0.0.1:${port}/${database}?sslmode=require`, { env: { PGPASSWORD: 'test password' } });
        expect(await refusal(tls)).toBe('NAME speaks no TLS: if the way there is safe without, say sslmode=disable in the DSN.');
    });
});

describe('a failure of the server', () => {
    test.each([
        ['42501', 'permission denied for table users', /this user lacks a right \(permission denied for table users\)\.$/],
        ['53100', 'could not extend file', /^The disk of .* is full/],
        ['57P01', 'terminating connection due to administrator command', /is shutting down or was restarted/],
        ['57P03', 'the database system is starting up', /is starting up or shutting down/],
        ['28000', 'no pg_hba.conf entry for host "10.0.0.1", user "shop", database "shop", no encryption', /with TLS only: say sslmode=require/],
    ])('of code %s is told in one sentence', (code, message, sentence) => {
        expect(describePostgresError(Object.assign(new Error(message), { code }), source)).toMatch(sentence);
    });

    test('that nobody expects is left as it is', () => {
        expect(describePostgresError(Object.assign(new Error('syntax error'), { code: '42601' }), source)).toBeNull();
        expect(describePostgresError('words', source)).toBeNull();
    });
});
