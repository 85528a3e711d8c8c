import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { OnWait } from '../../local/engine/take-turn.js';
import { openInTurn } from './open-in-turn.js';

/** A lake that is open for reading. */
export interface ReadOnlyLake {
    /** Inside a read-only transaction. */
    readonly connection: DuckDBConnection;
    readonly close: () => void;
}

/** What to open. */
export interface OpenReadOnlyProps {
    /** Path of the lake's database, which exists. */
    readonly database: string;
    /** Folder for what does not fit in memory. */
    readonly scratch: string;
    /** @default - waits in silence */
    readonly onWait?: OnWait;
}

/**
 * Opens a lake's database so that a query can only read it: no other file, no network, no extension, no setting. A
 * read-only database alone would still write other files and read any. Waits while another process writes to it; any
 * number may read at once.
 *
 * @throws ExpectedError when it cannot be read.
 */
export async function openReadOnly({ database, scratch, onWait }: OpenReadOnlyProps): Promise<ReadOnlyLake> {
    const settings = {
        // The default, a folder beside the database, would be shared by all who read it at once. DuckDB takes this
        // setting only while external access is not yet switched off, hence the order.
        temp_directory: join(scratch, 'spill'),
        enable_external_access: 'false',
        autoinstall_known_extensions: 'false',
        autoload_known_extensions: 'false',
        allow_persistent_secrets: 'false',
    };
    const instance = await openInTurn({ database, settings, onWait });
    try {
        const connection = await instance.connect();
        await connection.run("set TimeZone = 'UTC'");
        await connection.run('set lock_configuration = true');
        await connection.run('begin transaction read only');
        return {
            connection,
            close: () => {
                connection.closeSync();
                instance.closeSync();
            },
        };
    } catch (error) {
        instance.closeSync();
        throw error;
    }
}
