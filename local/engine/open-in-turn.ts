import { dirname } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { damagedLake } from './damaged-lake.js';
import { lakePaths } from './lake-paths.js';
import { type OnWait, takeTurn } from './take-turn.js';
import { ExpectedError } from '../errors.js';

/** What to open. */
export interface OpenInTurnProps {
    /** Path of the lake's database, which exists. */
    readonly database: string;
    /** DuckDB's, beside that of reading only. */
    readonly settings: Readonly<Record<string, string>>;
    /** @default - waits in silence */
    readonly onWait?: OnWait;
}

/**
 * Opens a lake's database for reading as soon as no other process writes to it; any number may read at once.
 *
 * @throws ExpectedError when it cannot be read.
 */
export async function openInTurn({ database, settings, onWait = () => {} }: OpenInTurnProps): Promise<DuckDBInstance> {
    const lake = dirname(database);
    const open = () => DuckDBInstance.create(database, { access_mode: 'READ_ONLY', ...settings });
    return takeTurn({ open, ownerSocket: lakePaths(lake).ownerSocket, onWait }).catch((error: unknown) => {
        const damaged = damagedLake(error, database);
        if (damaged !== null || !(error instanceof Error && error.message.startsWith('IO Error: '))) throw damaged ?? error;
        throw new ExpectedError(`The lake in ${lake} cannot be opened: ${error.message.split('\n')[0]}`);
    });
}
