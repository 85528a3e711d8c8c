import { join } from 'node:path';
import { account, effects, mergeChanges, newestChanges, repeatedKeys, repeatedRecords } from '../../tables/derive/merge.js';
import { duckdbRecords } from '../../tables/derive/raw-contract.js';
import type { LakeTable, SourceTable } from '../../tables/index.js';
import { ExpectedError } from '../errors.js';
import { accountOfAppended, isBeyond, type Outcome, survey } from './append.js';
import { type Database, literal } from './database.js';
import { readParquet } from './duckdb-path.js';
import type { RawFile } from './raw-files.js';
import { sqlFile } from './sql-files.js';

/** What became of the records of one table, each counted once. */
export interface TableAccount {
    readonly table: string;
    readonly records: number;
    readonly applied: number;
    readonly superseded: number;
    readonly duplicate: number;
    readonly quarantined: number;
    /** Rule → records that break it first. */
    readonly broken: Readonly<Record<string, number>>;
    /** Records that stand in the batch more than once, judged good or not; the first of each is not counted. */
    readonly repeated: number;
}

interface Application {
    readonly database: Database;
    readonly raw: string;
    readonly table: SourceTable;
    readonly clean: LakeTable;
    readonly files: readonly RawFile[];
    /**
     * Rows that are reduced to one per key at a time. As the keys of two pieces differ, the result is the same.
     *
     * @default 8,000,000, which fits in memory
     */
    readonly pieceRows?: number;
}

/**
 * Takes the records of one table from raw to clean: judged, reduced to the newest of each key, merged where they are
 * later; broken ones to quarantine. To be called within the transaction of the run.
 *
 * @throws ExpectedError if a record was lost, or two different rows have the same key and sequence
 */
export async function applyChanges(application: Application): Promise<TableAccount> {
    const { table, files } = application;
    const total: { -readonly [K in keyof TableAccount]: TableAccount[K] } & { broken: Record<string, number> } = {
        table: table.name,
        records: files.reduce((sum, file) => sum + file.rows, 0),
        applied: 0,
        superseded: 0,
        duplicate: 0,
        quarantined: 0,
        broken: {},
        repeated: 0,
    };
    if (files.length === 0) return total;
    let counted = 0;
    for (const condition of await pieces(application, total.records)) {
        for (const { outcome, _broken_rule, records } of await applyPiece(application, condition)) {
            if (outcome === 'lost') throw lostRecords(application, Number(records));
            counted += Number(records);
            if (outcome === 'quarantined') total.broken[_broken_rule!] = (total.broken[_broken_rule!] ?? 0) + Number(records);
            total[outcome] += Number(records);
        }
        total.repeated += await repetitions(application);
    }
    if (counted !== total.records) throw lostRecords(application, total.records - counted);
    return total;
}

async function repetitions({ database, table }: Application): Promise<number> {
    const [key] = table.key;
    const { n } = await database.row<{ n: bigint }>(`
        select coalesce(sum(times - 1), 0)::bigint as n
        from (
            select count(*) as times
            from repeated_records_${table.name}
            group by ${key}, _change_time, _change_number
        )`);
    return Number(n);
}

const lostRecords = ({ table, files }: Application, count: number) =>
    new ExpectedError(
        `${count} records of ${table.name} cannot be accounted for among ${files.length} files (first ${files[0]!.path}); nothing was changed. This is a fault of the program: please report it.`,
    );

/** Conditions on the key that part the records into pieces of about that many; the first takes those without a key. */
async function pieces({ database, table, files, raw, pieceRows = 8_000_000 }: Application, records: number): Promise<string[]> {
    const count = Math.ceil(records / pieceRows);
    const [key] = table.key;
    if (count <= 1) return ['true'];
    const places = Array.from({ length: count - 1 }, (_, i) => (i + 1) / count);
    const { bounds } = await database.row<{ bounds: string[] }>(`
        select list_transform(quantile_disc(${key}, [${places.join(', ')}]), bound -> bound::varchar) as bounds
        from (select ${key} from ${parquet(raw, files)} using sample 200000 rows)`);
    const distinct = [...new Set(bounds)];
    return [
        `(${key} is null or ${key} < ${distinct[0]})`,
        ...distinct.slice(1).map((bound, i) => `(${key} >= ${distinct[i]} and ${key} < ${bound})`),
        `${key} >= ${distinct.at(-1)}`,
    ];
}

const parquet = (raw: string, files: readonly RawFile[]) =>
    readParquet(
        files.map((file) => join(raw, file.path)),
        'union_by_name = true',
        'filename = true',
        'file_row_number = true',
    );

async function keepVersions(database: Database): Promise<void> {
    await database.run(`merge into clean.product_versions as target
        using (${sqlFile('clean/product_versions.sql')}) as source
        on target.product_id = source.product_id
            and target._change_time = source._change_time
            and target._change_number = source._change_number
        when not matched then insert *`);
}

async function applyPiece({ database, table, clean, files, raw }: Application, condition: string): Promise<Outcome[]> {
    const { name } = table;
    await database.run(`create or replace temp view raw_${name} as ${duckdbRecords(table, `(select * from ${parquet(raw, files)} where ${condition})`)}`);
    await database.run(`create or replace temp view judged_${name} as ${sqlFile(`clean/${name}.sql`)}`);
    await database.run(`create or replace temp view effects_${name} as ${effects(table, `judged_${name}`)}`);
    await database.run(`create or replace temp table repeated_${name} as ${repeatedKeys(table)}`);
    const { n: repeated } = await database.row<{ n: bigint }>(`select count(*) as n from repeated_${name}`);
    await database.run(`create or replace temp table repeated_records_${name} as ${repeatedRecords(table)} ${repeated === 0n ? 'limit 0' : ''}`);
    await database.run(`create or replace temp view changes_${name} as ${newestChanges(table, clean)}`);
    await refuseCollisions(database, table);
    const piece = await survey(database, table);
    const isAppended = await isBeyond(database, table, piece);
    await database.run(isAppended ? `insert into clean.${name} select * from changes_${name}` : mergeChanges(table));
    if (name === 'products') await keepVersions(database);
    const outcomes = isAppended
        ? [...(await accountOfAppended(database, table, piece)), ...(repeated === 0n ? [] : await accountOfRepeated(database, table))]
        : await database.rows<Outcome>(account(table, `judged_${name}`));
    if (outcomes.some(({ outcome }) => outcome === 'duplicate')) await refuseCollisionsWithLake(database, table);
    if (outcomes.some(({ outcome }) => outcome === 'quarantined')) await setAside(database, table, raw);
    return outcomes;
}

async function accountOfRepeated(database: Database, table: SourceTable): Promise<Outcome[]> {
    const [key] = table.key;
    const rows = `(select ${key}, _change_time, _change_number, _run_id from clean.${table.name} where ${key} in (select ${key} from repeated_${table.name}))`;
    return database.rows<Outcome>(account(table, `repeated_records_${table.name}`, rows));
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

/** The same between the records of this run and the rows of earlier ones. */
async function refuseCollisionsWithLake(database: Database, table: SourceTable): Promise<void> {
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

async function setAside(database: Database, table: SourceTable, raw: string): Promise<void> {
    const columns = Object.keys(table.columns);
    const value = `case _broken_rule ${table.rules.map((rule) => `when ${literal(rule.name)} then cast(${rule.column} as varchar)`).join(' ')} end`;
    await database.run(`
        insert into clean.quarantine
        select
            ${literal(table.name)} as table_name,
            _broken_rule as rule_name,
            ${value} as value,
            substr(_file, ${raw.length + 2}) as file,
            _file_row as file_row,
            run_id() as run_id,
            cast(to_json(struct_pack(_op, ${columns.join(', ')}, _change_time, _change_number)) as varchar) as record
        from judged_${table.name}
        where _broken_rule is not null`);
}
