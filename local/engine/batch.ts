import { effects, type Floor, newestChanges, repeatedKeys, repeatedRecords } from '../../tables/derive/merge.js';
import { duckdbRecords } from '../../tables/derive/raw-contract.js';
import type { LakeTable, SourceTable } from '../../tables/index.js';
import { ExpectedError } from '../errors.js';
import type { Database } from './database.js';
import { sqlFile } from './sql-files.js';

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
    await database.run(`create or replace temp view judged_${name} as ${judge(sqlFile(`clean/${name}.sql`))}`);
    await database.run(`create or replace temp view effects_${name} as ${effects(table, `judged_${name}`, floor)}`);
    await database.run(`create or replace temp table repeated_${name} as ${repeatedKeys(table)}`);
    const { n: repeated } = await database.row<{ n: bigint }>(`select count(*) as n from repeated_${name}`);
    await database.run(`create or replace temp table repeated_records_${name} as ${repeatedRecords(table)} ${repeated === 0n ? 'limit 0' : ''}`);
    await database.run(`create or replace temp view changes_${name} as ${newestChanges(table, clean, floor)}`);
    await refuseCollisions(database, table);
    return repeated;
}

/** Two records of one key and sequence are one record twice, or else a hash has collided and neither may win by chance. */
async function refuseCollisions(database: Database, table: SourceTable): Promise<void> {
    const [key] = table.key;
    const content = Object.keys(table.columns).join(', ');
    const [collision] = await database.rows<{ key: string }>(`
        select cast(${key} as varchar) as key
        from repeated_records_${table.name}
        group by ${key}, _change_time, _change_number, _op
        having count(distinct row(${content})) > 1
        limit 1`);
    if (collision !== undefined) throw collided(table, collision.key);
}

/** The same between the records of the batch and the rows of earlier runs. */
export async function refuseCollisionsWithLake(database: Database, table: SourceTable): Promise<void> {
    const [key] = table.key;
    const content = (relation: string) => `row(${Object.keys(table.columns).map((column) => `${relation}.${column}`).join(', ')})`;
    const [collision] = await database.rows<{ key: string }>(`
        select cast(judged.${key} as varchar) as key
        from judged_${table.name} as judged
        inner join clean.${table.name} as clean
            on judged.${key} = clean.${key}
        where
            judged._broken_rule is null
            and judged._op <> 'D'
            and not clean._is_deleted
            and not clean._is_hidden
            and judged._change_time = clean._change_time
            and judged._change_number = clean._change_number
            and clean._run_id < run_id()
            and ${content('judged')} is distinct from ${content('clean')}
        limit 1`);
    if (collision !== undefined) throw collided(table, collision.key);
}

const collided = (table: SourceTable, key: string) =>
    new ExpectedError(
        `Two different records of ${table.name} have the key ${key} and the same place in the order of changes; nothing was changed. Their hashes collide: find the rows by this key in raw and change one.`,
    );

/** Keeps every description of a product that the batch has: an event is described as its product was at its time. */
export async function keepVersions(database: Database): Promise<void> {
    await database.run(`merge into clean.product_versions as target
        using (${sqlFile('clean/product_versions.sql')}) as source
        on target.product_id = source.product_id
            and target._change_time = source._change_time
            and target._change_number = source._change_number
        when not matched then insert *`);
}
