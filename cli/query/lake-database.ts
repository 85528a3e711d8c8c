import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../local/errors.js';
import { lakeOption } from '../../local/lake-option.js';

/**
 * The path of a lake's database.
 *
 * @throws UsageError when there is no lake.
 */
export function lakeDatabase(lake: string): string {
    const database = join(lake, 'lake.duckdb');
    if (!existsSync(database)) {
        if (existsSync(join(lake, 'raw'))) throw new UsageError(`No run has taken what is in ${lake}/raw to the lake yet: call \`./lake run${lakeOption(lake)}\`.`);
        throw new UsageError(
            `There is no lake in ${lake} (lake.duckdb is missing): make one with \`./lake import FILE${lakeOption(lake)}\` and \`./lake run${lakeOption(lake)}\`, or name another folder with --lake DIR.`,
        );
    }
    return database;
}
