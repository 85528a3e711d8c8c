import { join } from 'node:path';

/** Where a lake keeps the PostgreSQL of its own. */
export interface EmbeddedPaths {
    /** PostgreSQL's data folder. */
    readonly data: string;
    /** How the folders begin that a data folder is made in, before it is moved into place. */
    readonly making: string;
    /** The password of the user `shop`; only its user reads it. */
    readonly password: string;
    /** The port that it listens at whenever that is free, so that settings of other programs hold. */
    readonly port: string;
    /** A file that is there for its lock: one process at a time makes, starts or stops the server. */
    readonly lock: string;
    readonly log: string;
}

/** @param folder folder of the lake */
export function embeddedPaths(folder: string): EmbeddedPaths {
    return {
        data: join(folder, 'postgres'),
        making: join(folder, 'postgres.making'),
        password: join(folder, 'postgres.password'),
        port: join(folder, 'postgres.port'),
        lock: join(folder, 'postgres.lock'),
        log: join(folder, 'logs', 'postgres.log'),
    };
}
