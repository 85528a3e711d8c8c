import { accessSync, constants, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ExpectedError, UsageError } from '../errors.js';

/** Where a lake keeps what, below its folder. */
export interface LakePaths {
    readonly folder: string;
    readonly database: string;
    /** Where the process that has the database open for writing listens. */
    readonly ownerSocket: string;
    /** A file that is there for its lock, see exclusively. */
    readonly lock: string;
    readonly raw: string;
    /** Key of the hashes of personal data; only its user reads it. */
    readonly hashKey: string;
    /** What DuckDB cannot keep in memory, and files that are not whole yet. */
    readonly scratch: string;
    /** What imports and runs did, step by step, in lines of JSON. */
    readonly logs: string;
}

/** @throws UsageError for a path that DuckDB cannot open a database in */
export function lakePaths(folder: string): LakePaths {
    if (folder.includes('?')) throw new UsageError(`The lake's path ${JSON.stringify(folder)} has a question mark, which DuckDB takes for the end of a name; choose another.`);
    return {
        folder,
        database: join(folder, 'lake.duckdb'),
        ownerSocket: join(folder, 'owner.sock'),
        lock: join(folder, 'lake.lock'),
        raw: join(folder, 'raw'),
        hashKey: join(folder, 'hash.key'),
        scratch: join(folder, 'scratch'),
        logs: join(folder, 'logs'),
    };
}

/**
 * Makes the folders that work in a lake begins with.
 *
 * @throws UsageError if something else than a folder stands there
 * @throws ExpectedError if this user may not write there
 */
export function makeScratch({ folder, scratch }: LakePaths): void {
    try {
        mkdirSync(scratch, { recursive: true });
        accessSync(scratch, constants.W_OK);
    } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === 'EEXIST' || code === 'ENOTDIR') {
            throw new UsageError(`${JSON.stringify(folder)} is no folder, or its "scratch" is none: name another folder for the lake with --lake.`);
        }
        if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
            throw new ExpectedError(`The folder of the lake ${JSON.stringify(folder)} may not be written by this user: name another with --lake, or have it made writable.`);
        }
        throw error;
    }
}
