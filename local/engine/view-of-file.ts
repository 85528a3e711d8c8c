import { ExpectedError } from '../errors.js';
import type { Database } from './database.js';
import { sqlFile } from './sql-files.js';

/**
 * Makes a temporary view of a file of sql/, which people may have changed.
 *
 * @param around changes its text @default as it stands
 * @throws ExpectedError if DuckDB does not understand it
 */
export async function viewOfFile(database: Database, view: string, file: string, around: (text: string) => string = (text) => text): Promise<void> {
    await database.run(`create or replace temp view ${view} as ${around(sqlFile(file))}`).catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        if (!/^(Parser|Binder|Catalog) Error: (?!Existing object)/.test(reason)) throw error;
        throw new ExpectedError(`sql/${file} does not work as it stands: ${reason.split('\n', 1)[0]!.trim()} Mend it and call again; nothing was changed.`);
    });
}
