import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Database, literal, MOST_MEGABYTES } from '../engine/database.js';
import type { LakePaths } from '../engine/lake-paths.js';
import { sqlFile } from '../engine/sql-files.js';
import { type OnWait, takeTurn } from '../engine/take-turn.js';
import { quoted } from './compare-rows.js';

/** DuckDB's own memory in MB; Node and what it reads come on top, to less than 1 GB in all. */
const MEMORY = 500;
/** What is built anew of a large lake goes through the disk where it does not fit: it gets this part of the lake's size. */
const PART_OF_LAKE = 1 / 4;

/** For a comparison with a lake of so many bytes, up to what any work on a lake may take. */
export const memoryFor = (bytes: number): number => Math.max(MEMORY, Math.min(MOST_MEGABYTES, Math.round((bytes * PART_OF_LAKE) / 1e6)));

/** A database in the lake's scratch folder in which things are built anew, and the lake beside it. */
export interface Workbench {
    /** Its names are those of what is built; the lake's begin with `lake`. */
    readonly database: Database;
    /** Name of the database that is built in, as SQL. */
    readonly own: string;
    /** Name of the lake's database, as SQL. */
    readonly lake: string;
    /** Memory that DuckDB may take. */
    readonly megabytes: number;
    /** Is all that is asked in one transaction, which the first statement that fails would end? */
    readonly isOneTransaction: boolean;
    close(): Promise<void>;
}

/** A database for the rows of the source alone, without a lake. */
export async function openBench(folder: string): Promise<Database> {
    const database = await Database.open(join(folder, 'source.duckdb'), folder);
    await database.run(`set memory_limit = '${MEMORY}MB'`);
    return database;
}

/**
 * Opens the lake for reading, when its turn has come. DuckDB's lock keeps writers off until it is closed, so that no transaction
 * has to; within one, DuckDB would read with one thread what was just built.
 */
export async function openBesideLake({ database: lake, ownerSocket }: LakePaths, folder: string, onWait: OnWait = () => {}): Promise<Workbench> {
    const database = await Database.open(join(folder, 'rebuilt.duckdb'), folder, lake);
    const megabytes = memoryFor(existsSync(lake) ? statSync(lake).size : 0);
    try {
        await database.run(`set memory_limit = '${megabytes}MB'`);
        await takeTurn({ open: () => database.run(`attach ${literal(lake)} as lake (read_only)`), ownerSocket, onWait });
        await prepare(database);
    } catch (error) {
        database.close();
        throw error;
    }
    return { database, own: 'rebuilt', lake: 'lake', megabytes, isOneTransaction: false, close: async () => database.close() };
}

let benches = 0;

/**
 * The same for a process that has the lake open: over a connection of its own, in one transaction, so that the lake stands still
 * for it while others in the process write. A lake must not be opened twice by one process.
 */
export async function openWithinLake(opened: Database, folder: string): Promise<Workbench> {
    const own = `rebuilt_${(benches += 1)}`;
    const database = await opened.beside();
    const { name } = await database.row<{ name: string }>('select current_database() as name');
    const close = async () => {
        await database.run('rollback').catch(() => {});
        await database.run(`use ${quoted(name)}`);
        await database.run(`detach database if exists ${own}`);
        database.close();
    };
    try {
        await database.run("set TimeZone = 'UTC'");
        await database.run(`attach ${literal(join(folder, `${own}.duckdb`))} as ${own}`);
        await database.run(`use ${own}`);
        await database.run('begin transaction');
        await prepare(database);
        return { database, own, lake: quoted(name), megabytes: MOST_MEGABYTES, isOneTransaction: true, close };
    } catch (error) {
        await close();
        throw error;
    }
}

async function prepare(database: Database): Promise<void> {
    for (const schema of ['clean', 'model']) await database.run(`create schema ${schema}`);
    await database.run(sqlFile('dialects/duckdb-spark.sql'));
    await database.run(sqlFile('dialects/duckdb-athena.sql'));
}
