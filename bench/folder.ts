import { accessSync, constants, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { exclusively } from '../local/engine/exclusively.js';
import { UsageError } from '../local/errors.js';

/** Names the folder to the programs that its holder starts. */
const HELD = 'LAKE_BENCH_FOLDER';

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
    if (process.env[HELD] === folder) return await endingWithParent(work);
    const sweepIt = () => sweep(folder);
    const hold = async () => {
        process.env[HELD] = folder;
        sweepIt();
        process.on('exit', sweepIt);
        return await work().finally(() => {
            process.off('exit', sweepIt);
            sweepIt();
            delete process.env[HELD];
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
async function endingWithParent<T>(work: () => Promise<T>): Promise<T> {
    const parent = process.ppid;
    const timer = setInterval(() => {
        if (process.ppid === parent) return;
        process.on('exit', () => process.kill(process.pid, 'SIGKILL'));
        process.exit(1);
    }, 500).unref();
    return await work().finally(() => clearInterval(timer));
}

function sweep(folder: string): void {
    for (const name of readdirSync(folder)) if (UNFINISHED.test(name)) rmSync(join(folder, name), { recursive: true, force: true });
}
