import { join } from 'node:path';

/** Where a lake keeps what, below its folder. */
export interface LakePaths {
    readonly folder: string;
    readonly database: string;
    readonly raw: string;
    /** Key of the hashes of personal data; only its user reads it. */
    readonly hashKey: string;
    /** What DuckDB cannot keep in memory, and files that are not whole yet. */
    readonly scratch: string;
}

export function lakePaths(folder: string): LakePaths {
    return {
        folder,
        database: join(folder, 'lake.duckdb'),
        raw: join(folder, 'raw'),
        hashKey: join(folder, 'hash.key'),
        scratch: join(folder, 'scratch'),
    };
}
