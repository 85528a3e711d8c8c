import { dirname, join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { lakePaths } from '../../local/engine/lake-paths.js';
import { type OnWait, takeTurn } from '../../local/engine/take-turn.js';
import { damagedLake } from '../../local/engine/damaged-lake.js';
import { ExpectedError } from '../../local/errors.js';

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
export async function openReadOnly({ database, scratch, onWait = () => {} }: OpenReadOnlyProps): Promise<ReadOnlyLake> {
    const lake = dirname(database);
    const open = () =>
        DuckDBInstance.create(database, {
            access_mode: 'READ_ONLY',
            // The default, a folder beside the database, would be shared by all who read it at once. DuckDB takes this
            // setting only while external access is not yet switched off, hence the order.
            temp_directory: join(scratch, 'spill'),
            enable_external_access: 'false',
            autoinstall_known_extensions: 'false',
            autoload_known_extensions: 'false',
            allow_persistent_secrets: 'false',
        });
    const instance = await takeTurn({ open, ownerSocket: lakePaths(lake).ownerSocket, onWait }).catch((error: unknown) => {
        throw damagedLake(error, database) ?? openingError(error, lake);
    });
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

function openingError(error: unknown, lake: string): unknown {
    if (error instanceof Error && error.message.startsWith('IO Error: ')) {
        return new ExpectedError(`The lake in ${lake} cannot be opened: ${error.message.split('\n')[0]}`);
    }
    return error;
}
