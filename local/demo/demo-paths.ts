import { join } from 'node:path';

/** Where the demo keeps what, below the lake's folder. */
export interface DemoPaths {
    /** The month that was made, and what stands below. */
    readonly folder: string;
    /** A file that is there for its lock: one demo at a time runs on a lake. */
    readonly lock: string;
    /** The process of the PostgreSQL that a demo started. */
    readonly postgres: string;
}

/** @param lake folder of the lake */
export function demoPaths(lake: string): DemoPaths {
    const folder = join(lake, 'demo');
    return { folder, lock: join(folder, 'lock'), postgres: join(folder, 'postgres.pid') };
}
