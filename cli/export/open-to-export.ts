import { totalmem } from 'node:os';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { LAKE_VERSION } from '../../local/engine/lake.js';
import { ExpectedError, UsageError } from '../../local/errors.js';
import { lakeDatabase } from '../query/lake-database.js';

/** A lake that is open for reading, from which files may be written. */
export interface LakeToExport {
    /** Inside a read-only transaction. */
    readonly connection: DuckDBConnection;
    readonly close: () => void;
}

/** What to open. */
export interface OpenToExportProps {
    /** Folder of the lake. */
    readonly lake: string;
    /** Folder for what does not fit in memory. */
    readonly spillTo: string;
}

/**
 * Opens a lake so that it cannot be changed and its rows can be copied to files. No SQL of users may run on it, as it
 * could write any file. Memory has the limits of the engine's own database.
 *
 * @throws UsageError if there is no lake, or it is of another version
 * @throws ExpectedError if another process writes it, or it cannot be read
 */
export async function openToExport({ lake, spillTo }: OpenToExportProps): Promise<LakeToExport> {
    const instance = await DuckDBInstance.create(lakeDatabase(lake), {
        access_mode: 'READ_ONLY',
        memory_limit: `${Math.min(2500, Math.floor(totalmem() / 2 / 1e6))}MB`,
        temp_directory: spillTo,
        preserve_insertion_order: 'false',
        autoinstall_known_extensions: 'false',
    }).catch((error: unknown) => {
        throw openingError(error, lake);
    });
    try {
        const connection = await instance.connect();
        await connection.run("set TimeZone = 'UTC'");
        await connection.run('begin transaction read only');
        await checkVersion(connection, lake);
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
    if (!(error instanceof Error)) return error;
    if (/Could not set lock|used by another process/.test(error.message)) {
        return new ExpectedError(`Another command is using the lake in ${lake}; wait until it has ended and call again.`);
    }
    if (error.message.startsWith('IO Error: ')) {
        return new ExpectedError(`The lake in ${lake} cannot be opened: ${error.message.split('\n')[0]}`);
    }
    return error;
}

async function checkVersion(connection: DuckDBConnection, lake: string): Promise<void> {
    const value = async (sql: string) => (await connection.runAndReadAll(sql)).value(0, 0);
    if ((await value("select count(*)::int from duckdb_tables() where schema_name = 'state' and table_name = 'version'")) === 0) {
        throw new UsageError(`The file lake.duckdb in ${lake} has no lake in it: call run, which fills it, or name another folder with --lake.`);
    }
    const version = (await value('select version from state.version')) as number;
    if (version > LAKE_VERSION) throw new UsageError(`The lake in ${lake} has version ${version}, this program knows up to ${LAKE_VERSION}; use a newer program.`);
    if (version < LAKE_VERSION) throw new UsageError(`The lake in ${lake} has version ${version}, this program reads ${LAKE_VERSION}; call upgrade first.`);
}
