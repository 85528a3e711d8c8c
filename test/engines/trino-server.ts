import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../local/source/embedded/start-postgres.js';
import { endWithUs } from './end-with-us.js';
import type { Trino } from './prepare-trino.js';
import { askTrino } from './trino-client.js';

/** A Trino that is started. */
export interface TrinoServer {
    /** Where it answers, soon: `http://127.0.0.1:…`, for this machine only. */
    readonly address: string;
    /** Settles when it answers; fails if it has ended instead. */
    readonly ready: Promise<void>;
    stop(): Promise<void>;
}

/** What a small machine needs of https://trino.io/docs/476/installation/deployment.html; a handful of rows is compiled for no longer than that. */
const JAVA_OPTIONS = [
    '-Xmx1500M',
    '-XX:+UseSerialGC',
    '-XX:TieredStopAtLevel=1',
    '-XX:+ExitOnOutOfMemoryError',
    '-Duser.timezone=UTC',
    '-Djdk.attach.allowAttachSelf=true',
    '--add-modules=jdk.incubator.vector',
    '--enable-native-access=ALL-UNNAMED',
    '--sun-misc-unsafe-memory-access=allow',
];

/** Starts the Trino that tests share, which takes half a minute. It ends with this process at the latest. */
export async function startTrinoServer({ home, java }: Trino): Promise<TrinoServer> {
    const folder = mkdtempSync(join(tmpdir(), 'lake-trino-'));
    const address = `http://127.0.0.1:${await freePort()}`;
    const config = join(folder, 'config.properties');
    writeFileSync(config, properties(configOf(home, address)));
    writeFileSync(join(folder, 'log.properties'), properties({ io: 'WARN', 'io.trino': 'WARN', org: 'ERROR' }));
    const server = spawn(join(java, 'bin', 'java'), [...JAVA_OPTIONS, `-Dconfig=${config}`, `-Dlog.levels-file=${join(folder, 'log.properties')}`, '-cp', join(home, 'lib', '*'), 'io.trino.server.TrinoServer'], {
        cwd: folder,
        env: { PATH: process.env['PATH'] ?? '', HOME: folder, TZ: 'UTC', LC_ALL: 'C.UTF-8' },
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
    });
    const release = server.pid === undefined ? () => {} : endWithUs(server.pid, folder);
    let log = '';
    for (const output of [server.stdout, server.stderr]) output.on('data', (piece: Buffer) => (log = (log + piece.toString()).slice(-20_000)));
    let hasEnded = false;
    const ended = new Promise<void>((resolve) => {
        server.once('error', (error) => {
            log += error.message;
            resolve();
        });
        server.once('close', () => resolve());
    }).finally(() => {
        hasEnded = true;
        release();
        rmSync(folder, { recursive: true, force: true });
    });
    const ready = (async () => {
        while (!(await answers(address))) {
            if (hasEnded) throw new Error(`Trino did not start:\n${log}`);
            await sleep(200);
        }
    })();
    return {
        address,
        ready,
        stop: async () => {
            // It keeps nothing, so that it need not end in order.
            if (!hasEnded) process.kill(-server.pid!, 'SIGKILL');
            await ended;
        },
    };
}

/** https://trino.io/docs/476/admin/properties.html */
const configOf = (home: string, address: string): Record<string, string> => ({
    'node.environment': 'test',
    'node.id': 'test',
    'node.bind-ip': '127.0.0.1',
    'node.internal-address': '127.0.0.1',
    coordinator: 'true',
    'node-scheduler.include-coordinator': 'true',
    'http-server.http.port': new URL(address).port,
    'http-server.log.enabled': 'false',
    'discovery.uri': address,
    'plugin.dir': join(home, 'plugin'),
    // Each lake of a test has catalogues of its own, which come and go.
    'catalog.management': 'dynamic',
    'catalog.store': 'memory',
    'task.concurrency': '2',
    'web-ui.enabled': 'false',
});

const properties = (settings: Readonly<Record<string, string>>): string => Object.entries(settings).map(([key, value]) => `${key}=${value}\n`).join('');

/** Does it answer questions, and not only listen? */
const answers = async (address: string): Promise<boolean> =>
    await askTrino(address, 'select 1').then(
        () => true,
        () => false,
    );
