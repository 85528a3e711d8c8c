import { spawn } from 'node:child_process';
import { closeSync, fstatSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ExpectedError } from '../../errors.js';
import { postgresBinaries } from './postgres-binaries.js';
import { forgetDeadPostmaster, type Postmaster, postmasterOf } from './postmaster.js';
import { requireEnterable, type RunAs } from './run-as.js';
import { serverEnvironment } from './server-environment.js';

export interface StartPostgresProps {
    readonly data: string;
    readonly log: string;
    readonly as: RunAs | null;
    /** Further settings, over those that every server has. */
    readonly settings?: Readonly<Record<string, string>>;
    /** @default - one that is free */
    readonly port?: number;
    /** Taken if it is free. @default - any that is */
    readonly favouritePort?: number;
}

/** On the command line and not in a file, so that data of an earlier version get them too. */
const SETTINGS: Readonly<Record<string, string>> = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    wal_level: 'logical',
    max_replication_slots: '10',
    max_wal_senders: '10',
    // A fuse: a reader that never comes back must not fill the disk. Beyond this it is cut off, and has to load anew.
    max_slot_wal_keep_size: '10GB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    logging_collector: 'off',
    log_destination: 'stderr',
    // Logs have no content of records: neither statements nor the details of an error, which quote a row.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
};

const MOST_BYTES_OF_LOG = 10_000_000;
/** Children of a server that died see it within a second and end; a large one writes out memory for longer. */
const MILLISECONDS_FOR_THE_DEAD = 20_000;

/**
 * Starts PostgreSQL on a data folder and waits until it takes connections, for however long recovery after a crash takes.
 * It is a session of its own, which neither the end of this process nor Ctrl-C in its terminal reaches.
 *
 * @throws ExpectedError if it ends instead
 */
export async function startPostgres(props: StartPostgresProps): Promise<Postmaster> {
    requireEnterable(props.data, props.as);
    const { postgres } = await postgresBinaries();
    requireEnterable(dirname(postgres), props.as);
    const tillDead = performance.now() + MILLISECONDS_FOR_THE_DEAD;
    for (let taken = 0; ; ) {
        const outcome = await tryToStart(postgres, props);
        if (typeof outcome !== 'string') return outcome;
        if (/could not bind|could not create any TCP\/IP sockets/.test(outcome) && props.port === undefined && taken++ < 5) continue;
        if (/shared memory block .*still in use|lock file "postmaster.pid" already exists/.test(outcome) && performance.now() < tillDead) {
            await sleep(100);
            continue;
        }
        if (/No space left on device|Disk quota exceeded/.test(outcome)) throw new ExpectedError('The disk is full; PostgreSQL did not start. Make room and call again.');
        const why = /(?:FATAL|PANIC|error): *([^\n]+)/.exec(outcome)?.[1] ?? (outcome.trim().split('\n').at(-1) || 'without a word');
        throw new ExpectedError(`The PostgreSQL of the lake did not start (${why.trim()}); ${props.log} has more.`);
    }
}

/** @returns what was logged, if the server ended instead */
async function tryToStart(postgres: string, { data, log, as, settings = {}, port, favouritePort = 0 }: StartPostgresProps): Promise<Postmaster | string> {
    forgetDeadPostmaster(data);
    const all = { ...SETTINGS, port: String(port ?? (await freePort(favouritePort))), ...settings };
    const output = openLog(log);
    const from = fstatSync(output).size;
    const server = spawn(postgres, ['-D', data, ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])], {
        ...as,
        cwd: '/',
        env: serverEnvironment(),
        detached: true,
        windowsHide: true,
        stdio: ['ignore', output, output],
    });
    closeSync(output);
    server.unref();
    let isEnded = false;
    let failure: string | undefined;
    server.once('error', (error) => (failure = error.message)).once('exit', () => (isEnded = true));
    for (;;) {
        if (failure !== undefined) return failure;
        if (isEnded) return readFileSync(log).subarray(from).toString();
        const running = postmasterOf(data);
        if (running?.pid === server.pid && running?.status === 'ready') return running;
        await sleep(15);
    }
}

/** The log of one earlier time is kept, so that it does not grow for ever. */
function openLog(log: string): number {
    mkdirSync(dirname(log), { recursive: true });
    if ((statSync(log, { throwIfNoEntry: false })?.size ?? 0) > MOST_BYTES_OF_LOG) renameSync(log, `${log}.1`);
    return openSync(log, 'a', 0o600);
}

/** A port that nobody listens at right now; another may come first, which PostgreSQL then says. @param favourite 0 is none */
export async function freePort(favourite = 0): Promise<number> {
    return await new Promise((resolve, reject) => {
        const server = createServer().once('error', (error) => (favourite === 0 ? reject(error) : resolve(freePort())));
        server.listen(favourite, '127.0.0.1', () => {
            const { port } = server.address() as { port: number };
            server.close(() => resolve(port));
        });
    });
}
