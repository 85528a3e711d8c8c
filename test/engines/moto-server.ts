import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../local/source/embedded/start-postgres.js';
import { endWithUs } from './end-with-us.js';

/** A moto that is started, for this machine only. */
export interface MotoServer {
    /** What a program has to have in its environment to call it instead of AWS. */
    readonly environment: Readonly<Record<string, string>>;
    /** What it said since its start, but for requests that it answered. */
    log(): string;
    stop(): Promise<void>;
}

/** The account that moto takes everything for. */
export const MOTO_ACCOUNT = '123456789012';

const PROGRAM = join(import.meta.dirname, 'moto-server.py');

/** Starts a moto, which takes some seconds. It ends with this process at the latest. @param python which has it */
export async function startMotoServer(python: string): Promise<MotoServer> {
    const folder = mkdtempSync(join(tmpdir(), 'lake-moto-'));
    const port = await freePort();
    const server = spawn(python, [PROGRAM, String(port)], { cwd: folder, env: { PATH: process.env['PATH'] ?? '', HOME: folder, TZ: 'UTC' }, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const release = server.pid === undefined ? () => {} : endWithUs(server.pid, folder);
    let log = '';
    for (const output of [server.stdout, server.stderr]) output.on('data', (piece: Buffer) => (log += piece.toString()));
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
    // By its name: moto knows by it that a template lies with itself.
    const address = `http://localhost:${port}`;
    while (!(await answers(address))) {
        if (hasEnded) throw new Error(`moto did not start:\n${log}`);
        await sleep(200);
    }
    return {
        environment: {
            AWS_ENDPOINT_URL: address,
            AWS_ACCESS_KEY_ID: 'test',
            AWS_SECRET_ACCESS_KEY: 'test',
            AWS_REGION: 'us-east-1',
            AWS_DEFAULT_REGION: 'us-east-1',
            AWS_EC2_METADATA_DISABLED: 'true',
            // Nothing of who else may be known on this machine.
            AWS_CONFIG_FILE: join(folder, 'config'),
            AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
        },
        log: () => log.replaceAll(/^.*"(GET|POST|PUT|HEAD|DELETE) .*\n/gm, ''),
        stop: async () => {
            // It keeps nothing, so that it need not end in order.
            if (!hasEnded) process.kill(-server.pid!, 'SIGKILL');
            await ended;
        },
    };
}

const answers = async (address: string): Promise<boolean> =>
    await fetch(`${address}/moto-api/`).then(
        ({ ok }) => ok,
        () => false,
    );
