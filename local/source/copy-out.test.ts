import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect as connectTo, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../../test/oracle/temporary-lake.js';
import { testPostgres, type TestPostgres } from '../../test/oracle/test-postgres.js';
import { connect } from './connect.js';
import { copyOut } from './copy-out.js';
import { newSource, type Source } from './source.js';

const folder = temporaryFolder();
let postgres: TestPostgres;
let source: Source;

beforeAll(async () => {
    postgres = await testPostgres();
    source = await postgres.newEmptyDatabase();
});

afterAll(async () => {
    await postgres?.stop();
    folder.remove();
});

/** What PostgreSQL sends when the rows of a copy are over: https://www.postgresql.org/docs/18/protocol-message-formats.html */
const COPY_DONE = Buffer.from([0x63, 0, 0, 0, 4]);

/** A way to the source on which a while passes between the end of a copy's rows and what comes behind it. */
async function halting(onHalt: (client: Socket) => Promise<void>): Promise<{ readonly server: Server; readonly through: Source }> {
    const server = createServer((client) => {
        const postgres = connectTo({ host: '127.0.0.1', port: source.config.port! });
        client.pipe(postgres);
        client.on('error', () => postgres.destroy());
        postgres.on('error', () => client.destroy()).on('end', () => client.end());
        let written = Promise.resolve();
        postgres.on('data', (piece) => {
            written = written.then(async () => {
                const end = piece.indexOf(COPY_DONE);
                if (end < 0) return void client.write(piece);
                client.write(piece.subarray(0, end + COPY_DONE.length));
                await onHalt(client);
                client.write(piece.subarray(end + COPY_DONE.length));
            });
        });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { user, database, password } = source.config;
    return { server, through: newSource({ user: user!, database: database!, password: () => (typeof password === 'function' ? String(password()) : password!), host: '127.0.0.1', port: (server.address() as AddressInfo).port }) };
}

const file = join(folder.path, 'rows.csv');

test('copyOut tells as many rows as there are, also where their number arrives later than they do', async () => {
    const { server, through } = await halting(() => sleep(30).then(() => {}));
    const client = await connect(through);
    try {
        for (const [first, last, rows] of [[1, 3, 3], [1, 0, 0], [1, 20_000, 20_000]] as const) {
            expect(await copyOut(client, { query: `select n from generate_series(${first}, ${last}) as n`, options: 'format csv', file })).toBe(rows);
            expect(readFileSync(file, 'utf8').split('\n').length - 1).toBe(rows);
        }
    } finally {
        await client.end();
        server.close();
    }
});

test('copyOut fails where the connection is lost before the number of rows has arrived', async () => {
    // Behind the rows, when the stream of them has ended already.
    const { server, through } = await halting(async (socket) => {
        await sleep(50);
        socket.destroy();
    });
    const client = await connect(through);
    try {
        await expect(copyOut(client, { query: 'select 1', options: 'format csv', file })).rejects.toThrow();
    } finally {
        await client.end().catch(() => {});
        server.close();
    }
});

test('copyOut ends at a signal, also where the server falls silent behind the rows', async () => {
    const gate = new AbortController();
    const { server, through } = await halting(() => new Promise(() => {}));
    const client = await connect(through);
    try {
        setTimeout(() => gate.abort(new Error('told to stop')), 100);
        await expect(copyOut(client, { query: 'select 1', options: 'format csv', file, signal: gate.signal })).rejects.toThrow('told to stop');
    } finally {
        client.connection.stream.destroy();
        server.close();
    }
});
