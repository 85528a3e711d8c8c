import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

/** A small lake for one test file. */
export interface ThrowAwayLake {
    /** A temporary folder of its own. */
    readonly folder: string;
    /** The lake, inside the folder. */
    readonly lake: string;
    readonly remove: () => void;
}

/** Makes a lake whose database holds what the statements create. */
export async function throwAwayLake(...statements: readonly string[]): Promise<ThrowAwayLake> {
    const folder = mkdtempSync(join(tmpdir(), 'lake-query-test-'));
    const lake = join(folder, 'lake');
    mkdirSync(lake);
    const instance = await DuckDBInstance.create(join(lake, 'lake.duckdb'));
    const connection = await instance.connect();
    for (const statement of statements) {
        await connection.run(statement);
    }
    connection.closeSync();
    instance.closeSync();
    return { folder, lake, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
