import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { LakePaths } from '../engine/lake-paths.js';

/** Where replication keeps what, below the lake's folder. */
export interface ReplicationPaths {
    readonly raw: string;
    readonly state: string;
    /** Tables that somebody wants to be loaded anew, an empty file each. */
    readonly requests: string;
    /** Texts and files that are not whole yet. */
    readonly workshop: string;
    /** A file that is there for its lock: one process at a time replicates into a lake. */
    readonly lock: string;
}

export function replicationPaths({ folder, raw, scratch }: LakePaths): ReplicationPaths {
    const replication = join(folder, 'replication');
    mkdirSync(join(replication, 'requests'), { recursive: true });
    return {
        raw,
        state: join(replication, 'state.json'),
        requests: join(replication, 'requests'),
        workshop: join(scratch, 'replication'),
        lock: join(replication, 'lock'),
    };
}
