import { join } from 'node:path';
import { UsageError } from '../errors.js';

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
