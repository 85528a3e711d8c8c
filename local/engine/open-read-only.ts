import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { openInTurn } from './open-in-turn.js';
import type { OnWait } from './take-turn.js';

/** A lake that is open for reading. */
export interface ReadOnlyLake {
    /** Inside a read-only transaction. */
    readonly connection: DuckDBConnection;
    /** Another one, for a query beside; it closes with the lake. */
    readonly connect: () => Promise<DuckDBConnection>;
    readonly close: () => void;
}

/** What to open. */
export interface OpenReadOnlyProps {
    /** Path of the lake's database, which exists. */
    readonly database: string;
    /** Folder for what does not fit in memory. */
    readonly scratch: string;
    /** Threads for all its queries: one serves most where many are asked at once. @default - as many as the machine has */
    readonly threads?: number;
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
export async function openReadOnly({ database, scratch, threads, onWait }: OpenReadOnlyProps): Promise<ReadOnlyLake> {
    const settings = {
        // The default, a folder beside the database, would be shared by all who read it at once. DuckDB takes this
        // setting only while external access is not yet switched off, hence the order.
        temp_directory: join(scratch, 'spill'),
        enable_external_access: 'false',
        autoinstall_known_extensions: 'false',
        autoload_known_extensions: 'false',
        allow_persistent_secrets: 'false',
        ...(threads === undefined ? {} : { threads: String(threads) }),
    };
    const instance = await openInTurn({ database, settings, onWait });
    try {
        const opened: DuckDBConnection[] = [];
        const connect = async () => {
            const connection = await instance.connect();
            opened.push(connection);
            return connection;
        };
        const begin = async (connection: DuckDBConnection) => {
            await connection.run('begin transaction read only');
            return connection;
        };
        const connection = await connect();
        await connection.run("set global TimeZone = 'UTC'");
        await connection.run('set lock_configuration = true');
        return {
            connection: await begin(connection),
            connect: async () => begin(await connect()),
            close: () => {
                for (const one of opened) one.closeSync();
                instance.closeSync();
            },
        };
    } catch (error) {
        instance.closeSync();
        throw error;
    }
}
