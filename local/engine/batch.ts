import { collisions, collisionsWithLake, effects, type Floor, newestChanges, repeatedKeys, repeatedRecords } from '../../tables/derive/merge.js';
import { duckdbRecords } from '../../tables/derive/raw-contract.js';
import type { LakeTable, SourceTable } from '../../tables/index.js';
import { ExpectedError } from '../errors.js';
import type { Database } from './database.js';
import { sqlFile } from './sql-files.js';
import { viewOfFile } from './view-of-file.js';

/** Records of one table that are applied together. */
export interface Batch {
    readonly database: Database;
    readonly table: SourceTable;
    readonly clean: LakeTable;
    /** Relation of rows of raw. */
    readonly rows: string;
    /** Are the rows few enough to be kept, instead of read at each statement? @default false */
    readonly isSmall?: boolean;
    /** @default - no load of the table is complete */
    readonly floor?: Floor;
    /** Changes what `sql/clean/<table>.sql` says of the records. @default as it stands */
    readonly judge?: (judged: string) => string;
}

/**
 * Makes what the statements of a merge read: `raw_<table>`, `judged_<table>`, `effects_<table>`, `repeated_<table>` (keys
 * that several records touch), `repeated_records_<table>` and `changes_<table>` (the newest change of each key).
 *
 * @returns how many keys are touched by several records
 * @throws ExpectedError if two different records have the same key and place in the order
 */
export async function makeBatch({ database, table, clean, rows, isSmall = false, floor, judge = (judged) => judged }: Batch): Promise<bigint> {
    const { name } = table;
    if (isSmall) await database.run(`create or replace temp table records_${name} as ${duckdbRecords(table, rows)}`);
    await database.run(`create or replace temp view raw_${name} as ${isSmall ? `from records_${name}` : duckdbRecords(table, rows)}`);
    await viewOfFile(database, `judged_${name}`, `clean/${name}.sql`, judge);
    await database.run(`create or replace temp view effects_${name} as ${effects(table, `judged_${name}`, floor)}`);
    await database.run(`create or replace temp table repeated_${name} as ${repeatedKeys(table)}`);
    const { n: repeated } = await database.row<{ n: bigint }>(`select count(*) as n from repeated_${name}`);
    await database.run(`create or replace temp table repeated_records_${name} as ${repeatedRecords(table)} ${repeated === 0n ? 'limit 0' : ''}`);
    await database.run(`create or replace temp view changes_${name} as ${newestChanges(table, clean, floor)}`);
    await refuseCollisions(database, table);
    return repeated;
}

async function refuseCollisions(database: Database, table: SourceTable): Promise<void> {
    await refuseFound(database, table, collisions(table));
}

/**
 * The same between the records of the batch and the rows of earlier runs.
 *
 * @param rows relation of those that they may have come to
 * @default - the whole clean table
 */
export async function refuseCollisionsWithLake(database: Database, table: SourceTable, rows?: string): Promise<void> {
    await refuseFound(database, table, collisionsWithLake(table, rows));
}

async function refuseFound(database: Database, { name, key: [key] }: SourceTable, query: string): Promise<void> {
    const [collision] = await database.rows<{ key: string }>(`select cast(${key} as varchar) as key from (${query}) as collided`);
    if (collision === undefined) return;
    throw new ExpectedError(
        `Two different records of ${name} have the key ${collision.key} and the same place in the order of changes; nothing was changed. Their hashes collide: find the rows by this key in raw and change one.`,
    );
}

/** Keeps every description of a product that the batch has: an event is described as its product was at its time. */
export async function keepVersions(database: Database): Promise<void> {
    await database.run(`merge into clean.product_versions as target
        using (${sqlFile('clean/product_versions.sql')}) as source
        on target.product_id = source.product_id
            and target._change_time = source._change_time
            and target._change_number = source._change_number
        when not matched then insert *`);
}
