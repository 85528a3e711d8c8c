import { dirname, join } from 'node:path';
import { ExpectedError } from '../errors.js';
import { lakeOption } from '../lake-option.js';

/** How DuckDB says that a database is not as it wrote it. */
const DAMAGED = [
    /not a valid DuckDB database/,
    /Corrupt database file/,
    /Could not read enough bytes from file/,
    /Could not read from file .*: Is a directory/,
    /Serialization Error/,
    /Failed to load metadata pointer/,
];

/**
 * The error to tell when the lake's own file is damaged; null for any other error. DuckDB reads a part of a file when it is
 * asked for it, so that this may come at opening or in the middle of the work.
 *
 * @param database path of the lake's file
 */
export function damagedLake(error: unknown, database: string): ExpectedError | null {
    if (!(error instanceof Error) || error instanceof ExpectedError || !DAMAGED.some((words) => words.test(error.message))) return null;
    const named = /file "([^"]+)"/.exec(error.message)?.[1];
    if (named !== undefined && named !== database) return null;
    const reason = error.message.split('\n', 1)[0]!.replace(/^IO Error: /, '').replace(` "${database}"`, '').replace(/!$/, '');
    return new ExpectedError(
        `The lake's file ${JSON.stringify(database)} is damaged (${reason}): move it, and lake.duckdb.wal if there is one, away and call ./lake run${lakeOption(dirname(database))}, which builds it again from ${JSON.stringify(join(dirname(database), 'raw'))}.`,
    );
}
