import { accessSync, constants, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { exclusively } from '../local/engine/exclusively.js';
import { UsageError } from '../local/errors.js';

/** Names the folder to the programs that its holder starts. */
const HELD = 'LAKE_BENCH_FOLDER';
/** And the process id of the holder. */
const HOLDER = 'LAKE_BENCH_HOLDER';

/** What months, lakes and hours are called until they are whole. */
const UNFINISHED = /^(month|lake|hour|typed)-.*\.(making|partial|day\d+\.gz)$/;

/**
 * Makes the folder of what is kept, and works in it alone: two that make or copy the same would take it from each other, and what
 * they measure would be slower. What a call that was broken off leaves unfinished is removed.
 *
 * @throws UsageError if the folder cannot be made or written to
 */
export async function inFolder<T>(folder: string, say: (text: string) => void, work: () => Promise<T>): Promise<T> {
    makeFolder(folder);
    if (process.env[HELD] === folder) return await endingWithHolder(Number(process.env[HOLDER]), work);
    const sweepIt = () => sweep(folder);
    const hold = async () => {
        process.env[HELD] = folder;
        process.env[HOLDER] = String(process.pid);
        sweepIt();
        process.on('exit', sweepIt);
        return await work().finally(() => {
            process.off('exit', sweepIt);
            sweepIt();
            delete process.env[HELD];
            delete process.env[HOLDER];
        });
    };
    return await exclusively({ lock: join(folder, 'bench.lock') }, hold, ({ pid }) => say(`waiting for ${pid === null ? 'another process' : `process ${pid}`}, which measures in ${JSON.stringify(folder)}`));
}

function makeFolder(folder: string): void {
    try {
        mkdirSync(folder, { recursive: true });
        accessSync(folder, constants.W_OK | constants.X_OK);
    } catch (error) {
        throw new UsageError(`--folder ${JSON.stringify(folder)} cannot be used (${(error as NodeJS.ErrnoException).code}): give a folder that can be written to.`);
    }
}

/**
 * Whoever comes when the holder was killed has the folder for itself: what this process has started is ended, and what it works on removed, as at
 * any exit, which then waits for no statement that DuckDB is at.
 */
async function endingWithHolder<T>(holder: number, work: () => Promise<T>): Promise<T> {
    const parent = process.ppid;
    const timer = setInterval(() => {
        // A holder that nobody has buried yet has lost its children.
        if (process.ppid === parent && isThere(holder)) return;
        try {
            process.emit('exit', 1);
        } finally {
            process.kill(process.pid, 'SIGKILL');
        }
    }, 500).unref();
    return await work().finally(() => clearInterval(timer));
}

function isThere(pid: number): boolean {
    try {
        return process.kill(pid, 0);
    } catch {
        return false;
    }
}

function sweep(folder: string): void {
    for (const name of readdirSync(folder)) if (UNFINISHED.test(name)) rmSync(join(folder, name), { recursive: true, force: true });
}
