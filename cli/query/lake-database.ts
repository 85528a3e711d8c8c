import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../local/errors.js';

/**
 * The path of a lake's database.
 *
 * @throws UsageError when there is no lake.
 */
export function lakeDatabase(lake: string): string {
    const database = join(lake, 'lake.duckdb');
    if (!existsSync(database)) {
        throw new UsageError(
            `There is no lake in ${lake} (lake.duckdb is missing): make one with \`./lake import FILE\` and \`./lake run\`, or name another folder with --lake DIR.`,
        );
    }
    return database;
}
