import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { ExpectedError } from '../../errors.js';
import { postgresBinaries } from './postgres-binaries.js';
import { isAlive } from './postmaster.js';

const MILLISECONDS_FOR_A_CLEAN_END = 30_000;
const MILLISECONDS_FOR_ANY_END = 10_000;

/**
 * Stops a server: connections are ended, everything is written, then it ends. If that takes too long it is ended at once,
 * and recovers from its log at the next start. See
 * https://www.postgresql.org/docs/current/server-shutdown.html
 *
 * @param data its data folder
 * @throws ExpectedError if it does not end in any way
 */
export async function stopPostmaster(pid: number, data: string): Promise<void> {
    if (process.platform === 'win32') return await stopOnWindows(data);
    for (const [signal, patience] of [['SIGINT', MILLISECONDS_FOR_A_CLEAN_END], ['SIGQUIT', MILLISECONDS_FOR_ANY_END]] as const) {
        if (!isAlive(pid)) return;
        process.kill(pid, signal);
        const end = performance.now() + patience;
        while (performance.now() < end) {
            if (!isAlive(pid)) return;
            await sleep(15);
        }
    }
    throw new ExpectedError(`The PostgreSQL of the lake (process ${pid}) does not end; see what holds it.`);
}

/** Windows has no signals; PostgreSQL's own program sends them another way. */
async function stopOnWindows(data: string): Promise<void> {
    const { pg_ctl } = await postgresBinaries();
    await new Promise<void>((resolve, reject) => {
        execFile(pg_ctl, ['stop', '-D', data, '-m', 'fast', '-t', '30'], (error) => (error === null ? resolve() : reject(error)));
    });
}
