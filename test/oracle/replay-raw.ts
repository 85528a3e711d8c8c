import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

/**
 * What raw says, read by rules that are written out here anew: neither the replicator's nor the lake's code has a part in
 * it. Whatever is found in raw is also held to what is promised of it.
 */
export interface Replay {
    /** By table the rows that the source must have, each a list of texts as JSON, in the order of these lines. */
    readonly rows: Readonly<Record<string, readonly string[]>>;
    /** Every change once, in their order. */
    readonly changes: readonly RawChange[];
    /** The newest load of each table that is whole. */
    readonly loads: readonly RawLoad[];
    readonly counts: ReplayCounts;
}

export interface RawChange {
    readonly table: string;
    readonly op: 'I' | 'U' | 'D';
    readonly key: string;
    /** Null where it did not change. */
    readonly oldKey: string | null;
    readonly number: bigint;
    /** Where the transaction's commit stands in the log. */
    readonly position: string;
}

export interface RawLoad {
    readonly table: string;
    readonly position: string;
}

export interface ReplayCounts {
    readonly files: number;
    readonly changes: number;
    /** Changes that were written again. */
    readonly repeated: number;
    /** Transactions of which one table's changes are in several files. */
    readonly cut: number;
    readonly loads: number;
    /** Loads that were broken off. */
    readonly brokenLoads: number;
}

/** Table → key and columns in their order, with DuckDB's names of their types. */
const TABLES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    users: { user_id: 'BIGINT', name: 'VARCHAR', email: 'VARCHAR', created_at: 'TIMESTAMP', external_id: 'VARCHAR' },
    brands: { brand_id: 'BIGINT', brand_name: 'VARCHAR' },
    categories: { category_id: 'BIGINT', category_name: 'VARCHAR', parent_id: 'BIGINT' },
    products: { product_id: 'BIGINT', name: 'VARCHAR', brand_id: 'BIGINT', category_id: 'BIGINT', price: 'DECIMAL(18,4)', stock: 'INTEGER', external_id: 'VARCHAR' },
    sessions: { session_id: 'DECIMAL(25,0)', user_id: 'BIGINT', device_type: 'VARCHAR', channel: 'VARCHAR', started_at: 'TIMESTAMP', external_id: 'VARCHAR' },
    events: {
        event_id: 'DECIMAL(30,0)',
        session_id: 'DECIMAL(25,0)',
        product_id: 'BIGINT',
        event_type: 'VARCHAR',
        event_time: 'TIMESTAMP',
        price: 'DECIMAL(18,4)',
        quantity: 'INTEGER',
    },
};

const LOAD = /^v([1-9]\d*)\/public\/([a-z]+)\/LOAD[0-9A-F]{8}\.parquet$/;
const CHANGES = /^v([1-9]\d*)\/public\/([a-z]+)\/(\d{4}\/\d\d\/\d\d\/\d\d)\/\d{8}-\d{9}\.parquet$/;
const MARKER = /^v([1-9]\d*)\/_loads\/public\.([a-z]+)\.json$/;

interface Found {
    readonly file: string;
    readonly path: string;
    readonly table: string;
    readonly generation: number;
    /** `YYYY-MM-DD HH`; empty for a file of a load. */
    readonly hour: string;
}

/** @throws Error with everything that breaks a promise, in words */
export async function replayRaw(raw: string): Promise<Replay> {
    const wrong: string[] = [];
    const found: Found[] = [];
    const markers: { table: string; generation: number; start: string; rows: number; position: string }[] = [];
    for (const entry of readdirSync(raw, { recursive: true, withFileTypes: true })) {
        if (entry.isDirectory()) continue;
        const path = join(entry.parentPath, entry.name);
        const file = path.slice(raw.length + 1).replaceAll('\\', '/');
        const load = LOAD.exec(file);
        const changes = CHANGES.exec(file);
        const marker = MARKER.exec(file);
        const [, generation, table, hour = ''] = load ?? changes ?? marker ?? [];
        if (table === undefined || !(table in TABLES)) {
            wrong.push(`${file} is no file that raw has`);
        } else if (marker === null) {
            found.push({ file, path, table, generation: Number(generation), hour: hour.replaceAll('/', '-').replace(/-(\d\d)$/, ' $1') });
        } else {
            const said = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
            if (said.schema !== 'public' || said.table !== table || !Number.isInteger(said.rows)) wrong.push(`${file} says ${JSON.stringify(said)}`);
            markers.push({ table, generation: Number(generation), start: String(said.start), rows: Number(said.rows), position: String(said.position) });
        }
    }
    const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
    const connection = await instance.connect();
    const rowsOf = async <T>(sql: string): Promise<T[]> => (await connection.runAndReadAll(sql)).getRowObjectsJS() as T[];
    try {
        await connection.run(`create table files (file varchar, path varchar, "table" varchar, generation int, hour varchar)`);
        if (found.length > 0) await connection.run(`insert into files values ${found.map((one) => `(${[one.file, one.path, one.table, one.generation, one.hour].map(text).join(', ')})`).join(', ')}`);
        await connection.run(`create table markers ("table" varchar, generation int, start varchar, rows bigint, position varchar)`);
        if (markers.length > 0) await connection.run(`insert into markers values ${markers.map((one) => `(${[one.table, one.generation, one.start, one.rows, one.position].map(text).join(', ')})`).join(', ')}`);
        wrong.push(...(await wrongColumns(found, rowsOf)));
        // What cannot be read cannot be judged further.
        if (wrong.length > 0) throw broken(wrong);
        await connection.run(RECORDS(found));
        for (const [claim, sql] of Object.entries(CLAIMS)) {
            const offenders = await rowsOf<{ what: string }>(sql);
            if (offenders.length > 0) wrong.push(`${claim}: ${offenders.slice(0, 5).map(({ what }) => what).join('; ')}${offenders.length > 5 ? ` and ${offenders.length - 5} more` : ''}`);
        }
        if (wrong.length > 0) throw broken(wrong);
        const rows = Object.fromEntries(Object.keys(TABLES).map((table): [string, string[]] => [table, []]));
        for (const { table, content } of await rowsOf<{ table: string; content: string }>(REPLAYED)) rows[table]!.push(JSON.stringify(JSON.parse(content)));
        for (const lines of Object.values(rows)) lines.sort();
        const changes = await rowsOf<RawChange>(`select distinct on (seq) "table", op, key, old_key as "oldKey", cast(right(seq, 19) as bigint) as number, position from records where not is_load order by seq`);
        const loads = await rowsOf<RawLoad>(`select "table", position from whole_loads qualify row_number() over (partition by "table" order by start desc) = 1`);
        const [counts] = await rowsOf<Record<keyof ReplayCounts, bigint>>(COUNTS);
        return { rows, changes, loads, counts: Object.fromEntries(Object.entries(counts!).map(([name, value]) => [name, Number(value)])) as unknown as ReplayCounts };
    } finally {
        connection.closeSync();
        instance.closeSync();
    }
}

const broken = (wrong: readonly string[]) => new Error(`raw breaks its promises:\n${wrong.map((one) => `- ${one}`).join('\n')}`);

const text = (value: string | number): string => (typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`);

const keyOf = (table: string): string => Object.keys(TABLES[table]!)[0]!;

/** Files of a table that have other columns or types than raw has, in their order. */
async function wrongColumns(found: readonly Found[], rowsOf: <T>(sql: string) => Promise<T[]>): Promise<string[]> {
    const wrong: string[] = [];
    const schemas = new Map<string, string>();
    if (found.length > 0) {
        const rows = await rowsOf<{ path: string; columns: string }>(`
            select file_name as path, string_agg(
                name || ' ' || case
                    when logical_type like 'Decimal%' then 'DECIMAL(' || precision || ',' || scale || ')'
                    when logical_type like 'Timestamp%' and logical_type like '%isAdjustedToUTC=0%' then 'TIMESTAMP'
                    when converted_type = 'UTF8' then 'VARCHAR'
                    when type = 'INT64' and (converted_type is null or converted_type = 'INT_64') then 'BIGINT'
                    when type = 'INT32' and (converted_type is null or converted_type = 'INT_32') then 'INTEGER'
                    else concat_ws(' ', type, converted_type, logical_type)
                end, ', ' order by place) as columns
            from (select *, row_number() over () as place from parquet_schema([${found.map(({ path }) => text(path)).join(', ')}]))
            where num_children is null
            group by file_name`);
        for (const { path, columns } of rows) schemas.set(path, columns);
    }
    for (const { file, path, table } of found) {
        const key = keyOf(table);
        const all = { Op: 'VARCHAR', ...TABLES[table], [`BI_${key}`]: TABLES[table]![key]!, _dms_seq: 'VARCHAR', _dms_commit_ts: 'VARCHAR', _dms_stream_position: 'VARCHAR' };
        const expected = Object.entries(all).map(([name, type]) => `${name} ${type}`).join(', ');
        if (schemas.get(path) !== expected) wrong.push(`${file} has the columns ${schemas.get(path)} instead of ${expected}`);
    }
    return wrong;
}

/**
 * `records`: every record of every file. `place` is where it stands in the order: 16 digits of time and 19 of number, and of
 * a load its start and 0. `whole_loads`: loads whose marker stands and whose rows are all there.
 */
const RECORDS = (found: readonly Found[]): string => {
    const tables = Object.keys(TABLES).filter((table) => found.some((one) => one.table === table));
    const select = (table: string) => {
        const key = keyOf(table);
        const [, ...others] = Object.entries(TABLES[table]!);
        // Milliseconds since 1970, so that no format of a time comes between.
        const texts = Object.entries(TABLES[table]!).map(([name, type]) => (type === 'TIMESTAMP' ? `cast(epoch_ms("${name}") as varchar)` : `cast("${name}" as varchar)`));
        return `select
            '${table}' as "table", filename as path, Op as op, cast("${key}" as varchar) as key, cast("BI_${key}" as varchar) as old_key,
            _dms_seq as seq, _dms_commit_ts as committed, _dms_stream_position as position,
            cast(json_array(${texts.join(', ')}) as varchar) as content,
            ${others.map(([name]) => `"${name}" is null`).join(' and ')} as is_bare
        from read_parquet([${found.filter((one) => one.table === table).map(({ path }) => text(path)).join(', ')}], filename = true)`;
    };
    const none = `select '' as "table", '' as path, '' as op, '' as key, '' as old_key, '' as seq, '' as committed, '' as position, '' as content, true as is_bare where false`;
    return `
        create table records as
        select
            *,
            hour = '' as is_load,
            case when hour = '' then left(regexp_replace(committed, '[^0-9]', '', 'g'), 16) || repeat('0', 19) else seq end as place,
        from (${[none, ...tables.map(select)].join('\nunion all\n')}) as read
        inner join files using ("table", path);
        create table whole_loads as
        select *, left(regexp_replace(start, '[^0-9]', '', 'g'), 16) || repeat('0', 19) as floor
        from markers
        where rows = (select count(*) from records where is_load and records."table" = markers."table" and records.generation = markers.generation);
    `;
};

/** What is promised of raw → a query of what breaks the promise. */
const CLAIMS: Readonly<Record<string, string>> = {
    'a file has a record': `select file as what from files anti join records using (path)`,
    'a time is written as DMS writes it': `select distinct file || ' has ' || committed as what from records where not regexp_full_match(committed, '\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{6}')`,
    'a record of a load is an insertion without sequence, position and earlier key':
        `select file || ' has ' || concat_ws(' ', op, key, old_key, seq, position) as what from records where is_load and (op is distinct from 'I' or seq is distinct from '' or position is distinct from '' or old_key is not null)`,
    'all records of a load have one start, in hundredths of a second':
        `select "table" || ' ' || generation as what from records where is_load group by "table", generation having count(distinct committed) > 1 or max(right(committed, 4)) <> '0000'`,
    'a load has each key once': `select "table" || ' ' || generation || ' has ' || key as what from records where is_load group by "table", generation, key having count(*) > 1`,
    'a marker stands behind all rows of its load, with their start': `
        select markers."table" || ' ' || markers.generation || ' has ' || count(path) || ' of ' || rows as what
        from markers left join records on is_load and records."table" = markers."table" and records.generation = markers.generation
        group by markers."table", markers.generation, rows, start
        having count(path) <> rows or count(path) filter (where committed <> start) > 0`,
    'the start of a load is a time': `select "table" || ' ' || start as what from markers where not regexp_full_match(start, '\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d\\d0000')`,
    'a later generation has a later start': `
        select later."table" || ' ' || later.generation as what from markers as later inner join markers as earlier on earlier."table" = later."table" and earlier.generation < later.generation and earlier.start >= later.start`,
    'a sequence has 35 digits': `select file || ' has ' || seq as what from records where not is_load and not regexp_full_match(coalesce(seq, ''), '\\d{35}')`,
    'a position is a place in the log, in fixed width': `select file || ' has ' || position as what from records where not is_load and not regexp_full_match(coalesce(position, ''), '[0-9A-F]{8}/[0-9A-F]{8}')`,
    'a change stands in the folder of the hour of its commit': `select distinct file || ' has ' || committed as what from records where not is_load and left(committed, 13) <> hour`,
    'an operation is I, U or D, and has a key': `select file || ' has ' || coalesce(op, '?') as what from records where coalesce(op, '') not in ('I', 'U', 'D') or key is null`,
    'a deletion carries the key alone': `select file || ' has ' || content as what from records where op = 'D' and (not is_bare or old_key is not null)`,
    'only an update that changed the key has an earlier one': `select file || ' has ' || op || ' of ' || key as what from records where old_key is not null and (op <> 'U' or old_key = key)`,
    'a sequence belongs to one change, with one content, however often it is written': `
        select seq || ' has ' || string_agg(distinct concat_ws(' ', "table", op, content, 'before', old_key, committed, position), ' and ') as what from records where not is_load
        group by seq having count(distinct concat_ws(' ', "table", op, content, 'before', old_key, committed, position)) > 1`,
    'all changes of a transaction have one time': `select position as what from records where not is_load group by position having count(distinct committed) > 1 or count(distinct left(seq, 16)) > 1`,
    'a number belongs to one change': `select right(seq, 19) as what from records where not is_load group by right(seq, 19) having count(distinct seq) > 1`,
    'sequences and numbers rise with the log': `
        select position || ' from ' || first || ' is not behind ' || last_before as what
        from (
            select
                position, min(seq) as first, min(right(seq, 19)) as first_number,
                max(max(seq)) over before as last_before, max(max(right(seq, 19))) over before as last_number_before
            from records where not is_load group by position
            window before as (order by position rows between unbounded preceding and 1 preceding)
        )
        where first <= last_before or first_number <= last_number_before`,
    'a change of a generation is not of a transaction that is in its load': `
        select file || ' has ' || seq as what from records inner join markers using ("table", generation) where not is_load and records.position < markers.position`,
    'a change of a generation is not below its load': `
        select file || ' has ' || seq as what
        from records inner join (select "table", generation, max(floor) as floor from whole_loads group by all) as loads using ("table", generation)
        where not is_load and place <= floor`,
};

const REPLAYED = `
    with floors as (
        select "table", max(floor) as floor from whole_loads group by "table"
    ),
    said as (
        select "table", place, key, op = 'D' as is_deleted, content from records
        union all
        select "table", place, old_key, true, null from records where old_key is not null and old_key <> key
    ),
    newest as (
        select "table", key, arg_max(is_deleted, place) as is_deleted, arg_max(content, place) as content
        from said left join floors using ("table")
        where floor is null or place >= floor
        group by "table", key
    )
    select "table", content from newest where not is_deleted`;

const COUNTS = `
    select
        (select count(*) from files) as files,
        (select count(distinct seq) from records where not is_load) as changes,
        (select count(*) - count(distinct seq) from records where not is_load) as repeated,
        (select count(*) from (select position from (select distinct on (seq) * from records where not is_load order by seq, path) group by position, "table" having count(distinct path) > 1)) as cut,
        (select count(*) from whole_loads) as loads,
        (select count(*) from (select distinct "table", generation from records where is_load) as begun anti join markers using ("table", generation)) as "brokenLoads"`;
