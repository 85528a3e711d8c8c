import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { type LoadMarker, markerFile, tableFolder } from '../../tables/derive/raw-layout.js';
import { onePath } from '../engine/duckdb-path.js';
import { ExpectedError } from '../errors.js';
import { lakeOption } from '../lake-option.js';
import type { TableState } from './replication-state.js';
import { commitTimestamp } from './sequence.js';

interface LoadedTable {
    readonly raw: string;
    readonly table: string;
}

/**
 * Makes sure that raw still has the loads that changes are to follow: without them a lake would go on with a fraction of its
 * rows and call it whole. Files of changes that are gone are not seen here; `lake verify` sees them.
 *
 * @throws ExpectedError naming a table whose load is gone or not whole
 */
export async function refuseMissingLoads(raw: string, tables: readonly (readonly [string, TableState])[]): Promise<void> {
    const instance = await DuckDBInstance.create(':memory:');
    try {
        const connection = await instance.connect();
        for (const [table, state] of tables) {
            if (state.stage !== 'follows') continue;
            const marker = join(raw, markerFile(state.generation, table));
            const { start, rows } = readMarker(marker, { raw, table });
            if (start !== commitTimestamp(BigInt(state.start) * 10_000n)) throw gone({ raw, table }, `${JSON.stringify(marker)} is of another load`);
            const folder = join(raw, tableFolder(state.generation, table));
            const files = existsSync(folder) ? readdirSync(folder).filter((name) => /^LOAD[0-9A-F]{8}\.parquet$/.test(name)) : [];
            let found = 0;
            for (const file of files) {
                const answer = await connection.runAndReadAll(`select num_rows from parquet_file_metadata(${onePath(join(folder, file))})`).catch((error: unknown) => {
                    throw gone({ raw, table }, `${JSON.stringify(join(folder, file))} cannot be read (${(error as Error).message.split('\n', 1)[0]})`);
                });
                found += Number(answer.getRowsJS()[0]![0]);
            }
            if (found !== rows) throw gone({ raw, table }, `${JSON.stringify(folder)} has ${found} of the ${rows} rows that were loaded`);
        }
    } finally {
        instance.closeSync();
    }
}

function readMarker(marker: string, loaded: LoadedTable): LoadMarker {
    if (!existsSync(marker)) throw gone(loaded, `${JSON.stringify(marker)} is not there any more`);
    try {
        return JSON.parse(readFileSync(marker, 'utf8')) as LoadMarker;
    } catch {
        throw gone(loaded, `${JSON.stringify(marker)} is damaged`);
    }
}

const gone = ({ raw, table }: LoadedTable, what: string) =>
    new ExpectedError(`${what}: changes of ${table} would follow a load that is not there. Put it back, or call \`./lake replicate --reload ${table}${lakeOption(dirname(raw))}\`.`);
