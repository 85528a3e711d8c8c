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

/** Where the state stands, if there is one. */
export const statePath = ({ folder }: LakePaths): string => join(folder, 'replication', 'state.json');

/** Makes the folders too. */
export function replicationPaths(lake: LakePaths): ReplicationPaths {
    const { folder, raw, scratch } = lake;
    const replication = join(folder, 'replication');
    mkdirSync(join(replication, 'requests'), { recursive: true });
    return {
        raw,
        state: statePath(lake),
        requests: join(replication, 'requests'),
        workshop: join(scratch, 'replication'),
        lock: join(replication, 'lock'),
    };
}
