import { existsSync, linkSync, renameSync, rmSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';
import type { LakePaths } from './lake-paths.js';
import { type OnWait, takeTurn } from './take-turn.js';

/**
 * Does a short piece of work on a lake's files that only one process may do at a time, beside whoever uses the lake's
 * database. The lock is the one that DuckDB takes on a file, here one that is there for nothing else: Node has no file
 * locks, and this one ends with its process.
 */
export async function exclusively<T>({ lock }: Pick<LakePaths, 'lock'>, work: () => Promise<T>, onWait: OnWait = () => {}): Promise<T> {
    if (!existsSync(lock)) await makeLock(lock);
    const held = await takeTurn({ open: () => DuckDBInstance.create(lock, { threads: '1' }), onWait });
    try {
        return await work();
    } finally {
        held.closeSync();
    }
}

/** Made beside its place and never replaced: a lock on a file that is no longer there would hold nobody off. */
async function makeLock(lock: string): Promise<void> {
    const prepared = `${lock}.${process.pid}`;
    rmSync(prepared, { force: true });
    (await DuckDBInstance.create(prepared, { threads: '1' })).closeSync();
    try {
        linkSync(prepared, lock);
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
            // A disk without hard links: of two who make a lake's lock at the same moment, one may hold the wrong one.
            renameSync(prepared, lock);
        }
    } finally {
        rmSync(prepared, { force: true });
    }
}
