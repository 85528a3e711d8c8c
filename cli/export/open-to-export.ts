import type { DuckDBConnection } from '@duckdb/node-api';
import { limits } from '../../local/engine/database.js';
import { LAKE_VERSION } from '../../local/engine/upgrades.js';
import type { OnWait } from '../../local/engine/take-turn.js';
import { UsageError } from '../../local/errors.js';
import { lakeOption } from '../../local/lake-option.js';
import { lakeDatabase } from '../query/lake-database.js';
import { openInTurn } from '../../local/engine/open-in-turn.js';

/** A lake that is open for reading, from which files may be written. */
export interface LakeToExport {
    /** Inside a read-only transaction. */
    readonly connection: DuckDBConnection;
    /** For reading files: outside the transaction, which a file that cannot be read would end. */
    readonly files: DuckDBConnection;
    readonly close: () => void;
}

/** What to open. */
export interface OpenToExportProps {
    /** Folder of the lake. */
    readonly lake: string;
    /** Folder for what does not fit in memory. */
    readonly spillTo: string;
    /** @default - waits in silence */
    readonly onWait?: OnWait;
}

/**
 * Opens a lake so that it cannot be changed and its rows can be copied to files, as soon as nobody writes to it. No SQL
 * of users may run on it, as it could write any file.
 *
 * @throws UsageError if there is no lake, or it is of another version
 * @throws ExpectedError if it cannot be read
 */
export async function openToExport({ lake, spillTo, onWait }: OpenToExportProps): Promise<LakeToExport> {
    const instance = await openInTurn({ database: lakeDatabase(lake), settings: limits(spillTo), onWait });
    try {
        const connection = await instance.connect();
        await connection.run("set TimeZone = 'UTC'");
        await connection.run('begin transaction read only');
        await checkVersion(connection, lake);
        const files = await instance.connect();
        return {
            connection,
            files,
            close: () => {
                files.closeSync();
                connection.closeSync();
                instance.closeSync();
            },
        };
    } catch (error) {
        instance.closeSync();
        throw error;
    }
}

async function checkVersion(connection: DuckDBConnection, lake: string): Promise<void> {
    const value = async (sql: string) => (await connection.runAndReadAll(sql)).value(0, 0);
    if ((await value("select count(*)::int from duckdb_tables() where schema_name = 'state' and table_name = 'version'")) === 0) {
        throw new UsageError(`The file lake.duckdb in ${lake} has no lake in it: call ./lake run${lakeOption(lake)}, which fills it, or name another folder with --lake.`);
    }
    const version = (await value('select version from state.version')) as number;
    if (version > LAKE_VERSION) throw new UsageError(`The lake in ${lake} has version ${version}, this program knows up to ${LAKE_VERSION}; use a newer program.`);
    if (version < LAKE_VERSION) throw new UsageError(`The lake in ${lake} has version ${version}, this program reads ${LAKE_VERSION}; call upgrade first.`);
}
