import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ExpectedError, UsageError } from '../errors.js';
import { duckdbCreateTable } from '../../tables/derive/duckdb-ddl.js';
import { viewsInOrder } from '../../tables/derive/view-order.js';
import { cleanTables, modelTables, stateTables, type View, views } from '../../tables/index.js';
import { buildPolicies } from './build-model.js';
import { Database } from './database.js';
import { exclusively } from './exclusively.js';
import { type LakePaths, lakePaths, makeScratch } from './lake-paths.js';
import { listenAsOwner } from './owner-socket.js';
import { sqlFile } from './sql-files.js';
import { type OnWait, takeTurn } from './take-turn.js';

/** The version of the tables that this program writes. `upgrades` leads from each earlier one to the next. */
export const LAKE_VERSION = 5;

/** Statements that bring a lake from version n to n + 1, by n. */
export const upgrades: Readonly<Record<number, readonly string[]>> = {
    // Records of the quarantine have a name and a status.
    1: [
        'alter table clean.quarantine rename to quarantine_1',
        `create table clean.quarantine (
            quarantine_id varchar not null,
            table_name varchar not null,
            rule_name varchar not null,
            value varchar,
            file varchar not null,
            file_row bigint not null,
            run_id bigint not null,
            record varchar not null,
            status varchar not null,
            released_run_id bigint,
            dropped_at timestamp,
            drop_reason varchar
        )`,
        `insert into clean.quarantine
            select
                substr(md5(concat_ws('|', table_name, record)), 1, 16),
                table_name,
                rule_name,
                value,
                file,
                file_row,
                run_id,
                record,
                'open',
                null,
                null,
                null
            from clean.quarantine_1`,
        'drop table clean.quarantine_1',
    ],
    // Replicated files and the markers of complete loads.
    2: [
        'alter table state.ledger rename to ledger_2',
        `create table state.ledger (
            path varchar not null,
            checksum varchar not null,
            table_name varchar not null,
            bytes bigint not null,
            rows bigint,
            run_id bigint not null
        )`,
        'insert into state.ledger select path, checksum, table_name, bytes, null, run_id from state.ledger_2',
        'drop table state.ledger_2',
        `create table state.loads (
            generation integer not null,
            table_name varchar not null,
            start_time bigint not null,
            started_at timestamp not null,
            rows bigint not null,
            run_id bigint not null
        )`,
    ],
    // How far a session came in the order of time, and what a recurrent customer is.
    3: [
        'alter table model.fact_sessions rename to fact_sessions_3',
        `create table model.fact_sessions (
            session_id decimal(25, 0) not null using compression uncompressed,
            user_id bigint,
            device_type varchar not null,
            source_channel varchar not null,
            started_at timestamp not null,
            ended_at timestamp not null,
            session_date date not null,
            duration_seconds bigint not null,
            events integer not null,
            views integer not null,
            carts integer not null,
            removals integer not null,
            purchases integer not null,
            products_bought integer not null,
            units_bought bigint not null,
            revenue decimal(18, 4) not null,
            furthest_stage varchar not null,
            is_funnel_complete boolean not null,
            furthest_stage_in_order varchar not null
        )`,
        `insert into model.fact_sessions
            select
                sessions.*,
                case
                    when sessions.is_funnel_complete then 'purchase'
                    when in_order.session_id is not null then 'cart'
                    when sessions.views > 0 then 'view'
                    else 'none'
                end
            from model.fact_sessions_3 as sessions
            left join (
                select distinct carts.session_id
                from model.fact_user_events as carts
                inner join (
                    select
                        session_id,
                        min(event_time) as first_view_at
                    from model.fact_user_events
                    where event_type = 'view'
                    group by session_id
                ) as first_views
                    on carts.session_id = first_views.session_id
                where
                    carts.event_type = 'cart'
                    and carts.event_time >= first_views.first_view_at
            ) as in_order
                on sessions.session_id = in_order.session_id`,
        'drop table model.fact_sessions_3',
        `create table model.recurrence_policies (
            policy varchar not null,
            reading varchar not null,
            purchase_is varchar not null,
            products_are varchar not null,
            minimum_products integer not null,
            window_is varchar not null,
            window_days integer,
            holds varchar not null,
            minimum_purchases integer not null,
            minimum_gaps integer not null,
            highest_deviation_days decimal(18, 6),
            purchase_reason varchar not null,
            products_reason varchar not null,
            window_reason varchar not null,
            deviation_reason varchar not null
        )`,
    ],
    // Who comes back, when and for what; the next run predicts it.
    4: [
        'create table state.predictions (digest varchar not null)',
        `create table model.purchase_factors (
            factor varchar not null,
            first_band integer not null,
            second_band integer not null,
            purchases bigint not null,
            expected decimal(18, 6) not null,
            factor_value decimal(18, 6) not null
        )`,
        `create table model.return_curves (
            purchase_band integer not null,
            interval_step integer not null,
            days_since_last integer not null,
            days_ahead integer not null,
            purchase_date date not null,
            return_probability decimal(18, 6) not null,
            purchase_probability decimal(18, 6) not null
        )`,
        `create table model.customer_predictions (
            user_id bigint not null,
            as_of_date date not null,
            purchase_days bigint not null,
            last_purchase_date date not null,
            purchase_band integer not null,
            interval_step integer not null,
            days_since_last integer not null,
            typical_interval_days decimal(18, 6) not null,
            return_probability_7_days decimal(18, 6) not null,
            return_probability_30_days decimal(18, 6) not null,
            return_probability_60_days decimal(18, 6) not null,
            next_purchase_date date not null,
            earliest_50 date not null,
            latest_50 date not null,
            earliest_90 date not null,
            latest_90 date not null
        )`,
        `create table model.product_predictions (
            user_id bigint not null,
            place integer not null,
            product_id bigint not null,
            is_bought_before boolean not null,
            probability decimal(18, 6) not null
        )`,
    ],
};

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
        if (isFile(folder)) throw new UsageError(`${JSON.stringify(folder)} is a file and no folder: name the lake's folder with --lake.`);
        throw new UsageError(`There is no lake in ${folder}: call ./lake import FILE or ./lake replicate first, or name its folder with --lake.`);
    }
}

function isFile(path: string): boolean {
    try {
        return statSync(path).isFile();
    } catch {
        // It is not there, or lies in what is no folder.
        return false;
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
        });
        return before;
    } finally {
        database.close();
    }
}

/** Creates the macros and views of the lake, or makes them those of this program. */
export async function createNames(database: Database): Promise<void> {
    const { dialects, statements, digest, last } = names();
    for (const statement of [...dialects, ...statements]) await database.run(statement);
    await database.run(`comment on view ${last} is '${digest}'`);
}

/** The same, where they are not there or another program made them. */
export async function keepNames(database: Database): Promise<void> {
    const { digest, last } = names();
    const { n } = await database.row<{ n: bigint }>(`select count(*) as n from duckdb_views() where view_name = '${last}' and comment = '${digest}'`);
    if (n === 0n) await createNames(database);
}

/** The statements that make the macros and views, the view that is made last, and a digest of them all, which it bears as its comment. */
function names() {
    const textOf = ({ name }: View) => sqlFile(`athena/${name}.sql`);
    const ordered = viewsInOrder(views, textOf);
    const dialects = [sqlFile('dialects/duckdb-spark.sql'), sqlFile('dialects/duckdb-athena.sql')];
    const statements = ordered.map((view) => `create or replace view ${view.name} as\n${textOf(view)}`);
    const digest = createHash('sha256')
        .update([...dialects, ...statements].join('\n'))
        .digest('hex');
    return { dialects, statements, digest, last: ordered.at(-1)!.name };
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
    if (n === 0n) throw new UsageError(`${paths.database} is not a lake's database (it has no state.version): move it away and call ./lake run, which makes one from ${paths.raw}.`);
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
