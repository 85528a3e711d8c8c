import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ExpectedError, UsageError } from '../errors.js';
import { lakeOption } from '../lake-option.js';
import { duckdbCreateTable } from '../../tables/derive/duckdb-ddl.js';
import { viewsInOrder } from '../../tables/derive/view-order.js';
import { cleanTables, modelTables, stateTables, type View, views } from '../../tables/index.js';
import { keepAggregates } from './build-aggregates.js';
import { buildPolicies } from './build-model.js';
import { Database } from './database.js';
import { exclusively } from './exclusively.js';
import { type LakePaths, lakePaths, makeScratch } from './lake-paths.js';
import { listenAsOwner } from './owner-socket.js';
import { sqlFile } from './sql-files.js';
import { type OnWait, takeTurn } from './take-turn.js';
import { LAKE_VERSION, upgrades } from './upgrades.js';

/** A lake that is open for writing; who closes its database leaves it to the next. */
export interface Lake {
    readonly paths: LakePaths;
    readonly database: Database;
}

/** How a command takes its turn at a lake. */
export interface Turn {
    /**
     * The command's name, for those who have to wait for it.
     *
     * @default 'lake'
     */
    readonly command?: string;
    /** @default - waits in silence */
    readonly onWait?: OnWait;
}

/**
 * Opens the lake in `folder`, and creates it where there is none. Waits while another process uses it.
 *
 * A process may open a lake once at a time: the kernel's locks part processes, and do not guard one against itself.
 *
 * @throws UsageError if it is of another version
 */
export async function openLake(folder: string, turn: Turn = {}): Promise<Lake> {
    const paths = lakePaths(folder);
    makeScratch(paths);
    if (!existsSync(paths.database)) await exclusively(paths, () => createLake(paths), turn.onWait);
    const database = await own(paths, turn);
    try {
        await checkVersion(database, paths);
        return { paths, database };
    } catch (error) {
        database.close();
        throw error;
    }
}

/**
 * Makes sure that a folder has something of a lake, so that a mistyped name creates none.
 *
 * @throws UsageError if it has neither a database nor raw files
 */
export function refuseEmptyFolder(folder: string): void {
    const { database, raw } = lakePaths(folder);
    if (!existsSync(database) && !existsSync(raw)) {
        throw new UsageError(`There is no lake in ${folder}: call ./lake import FILE${lakeOption(folder)} or ./lake replicate${lakeOption(folder)} first, or name its folder with --lake.`);
    }
}

/**
 * Brings the lake in `folder` to the version of this program.
 *
 * @returns the version that it had
 */
export async function upgradeLake(folder: string, turn: Turn = {}): Promise<number> {
    const paths = lakePaths(folder);
    if (!existsSync(paths.database)) throw new UsageError(`There is no lake's file in ${folder} to upgrade; run makes one from raw/.`);
    mkdirSync(paths.scratch, { recursive: true });
    const database = await own(paths, turn);
    try {
        const before = await versionOf(database, paths);
        if (before > LAKE_VERSION) throw newerLake(paths, before);
        await database.transaction(async () => {
            for (let version = before; version < LAKE_VERSION; version++) {
                for (const statement of upgrades[version] ?? []) await database.run(statement);
            }
            await database.run(`update state.version set version = ${LAKE_VERSION}`);
            await createNames(database);
            await buildPolicies(database);
            await keepAggregates(database);
        });
        return before;
    } finally {
        database.close();
    }
}

/** Creates the macros and views of the lake, or makes them those of this program. */
export async function createNames(database: Database): Promise<void> {
    const { dialects, statements, digest } = names();
    for (const statement of dialects) await database.run(statement);
    for (const [name, statement] of statements) await database.run(`${statement}; comment on view ${name} is '${digest}'`);
}

/** The same, where another program made them, or somebody dropped or replaced one. */
export async function keepNames(database: Database): Promise<void> {
    const { statements, digest } = names();
    const { n } = await database.row<{ n: bigint }>(`select count(*) as n from duckdb_views() where schema_name = 'main' and comment = '${digest}'`);
    if (Number(n) < statements.size) await createNames(database);
}

/** The statements that make the macros, and by their names the views, and a digest of them all, which each view bears as its comment. */
function names() {
    const textOf = ({ name }: View) => sqlFile(`athena/${name}.sql`);
    const ordered = viewsInOrder(views, textOf);
    const dialects = [sqlFile('dialects/duckdb-spark.sql'), sqlFile('dialects/duckdb-athena.sql')];
    const statements = new Map(ordered.map((view) => [view.name, `create or replace view ${view.name} as\n${textOf(view)}`]));
    const digest = createHash('sha256')
        .update([...dialects, ...statements.values()].join('\n'))
        .digest('hex');
    return { dialects, statements, digest };
}

async function own(paths: LakePaths, { command = 'lake', onWait = () => {} }: Turn): Promise<Database> {
    const open = () => Database.open(paths.database, paths.scratch);
    const database = await takeTurn({ open, ownerSocket: paths.ownerSocket, onWait }).catch((error: unknown) => {
        throw openingError(error, paths);
    });
    const socket = await listenAsOwner(paths, command);
    // In this order: the next owner may listen as soon as the database is closed, and those who wait are woken last.
    if (socket !== null) database.attendClosing({ before: socket.stop, after: socket.dismiss });
    return database;
}

function openingError(error: unknown, paths: LakePaths): unknown {
    const reason = error instanceof Error ? error.message : String(error);
    if (reason.includes('Could not set lock')) {
        return new ExpectedError(`The lake's file ${paths.database} cannot be locked (${firstLine(reason)}); keep the lake on a disk that has file locks.`);
    }
    return error;
}

const firstLine = (text: string) => text.split('\n', 1)[0]!;

/**
 * Creates the lake's database beside its place and moves it there when it is whole, so that nobody opens half of one.
 * DuckDB itself looks for a file and creates it in two steps, between which another process can do the same.
 */
async function createLake({ database: place, scratch }: LakePaths): Promise<void> {
    // Another process may have made it while this one waited.
    if (existsSync(place)) return;
    const workshop = join(scratch, 'new-lake');
    rmSync(workshop, { recursive: true, force: true });
    mkdirSync(workshop);
    const database = await Database.open(join(workshop, 'lake.duckdb'), workshop);
    try {
        await database.transaction(async () => {
            for (const schema of ['state', 'clean', 'model']) await database.run(`create schema ${schema}`);
            for (const table of [...stateTables, ...cleanTables, ...modelTables]) await database.run(duckdbCreateTable(table));
            await createNames(database);
            await buildPolicies(database);
            await database.run(`insert into state.version values (${LAKE_VERSION})`);
        });
        await database.run('checkpoint');
    } finally {
        database.close();
    }
    // Left by a database that was deleted: DuckDB would add its changes to this one.
    rmSync(`${place}.wal`, { force: true });
    renameSync(join(workshop, 'lake.duckdb'), place);
    rmSync(workshop, { recursive: true });
}

async function versionOf(database: Database, paths: LakePaths): Promise<number> {
    const { n } = await database.row<{ n: bigint }>(`select count(*) as n from duckdb_tables() where schema_name = 'state' and table_name = 'version'`);
    if (n === 0n) throw new UsageError(`${paths.database} is not a lake's database (it has no state.version): move it away and call ./lake run${lakeOption(paths.folder)}, which makes one from ${paths.raw}.`);
    return (await database.row<{ version: number }>('select version from state.version')).version;
}

async function checkVersion(database: Database, paths: LakePaths): Promise<void> {
    const version = await versionOf(database, paths);
    if (version > LAKE_VERSION) throw newerLake(paths, version);
    if (version < LAKE_VERSION) {
        throw new UsageError(`The lake in ${paths.folder} has version ${version}, this program writes ${LAKE_VERSION}; call upgrade first.`);
    }
}

const newerLake = (paths: LakePaths, version: number) =>
    new UsageError(`The lake in ${paths.folder} has version ${version}, this program knows up to ${LAKE_VERSION}; use a newer program.`);
