import { join } from 'node:path';
import { duckdbType } from '../../tables/derive/duckdb-types.js';
import { type SourceTable, sourceTables } from '../../tables/index.js';
import { ExpectedError } from '../errors.js';
import type { Database } from './database.js';
import { onePaths, readParquet } from './duckdb-path.js';
import type { RawFile } from './raw-files.js';

/** Types that a column may have in a file, by the type that it is read as: each of their values fits, and means the same. */
const READ_AS: Readonly<Record<string, RegExp>> = {
    bigint: /^(BIGINT|INTEGER|SMALLINT)$/,
    integer: /^(INTEGER|SMALLINT)$/,
    varchar: /^VARCHAR$/,
    // A time with a zone would be read in the zone of the machine.
    timestamp: /^TIMESTAMP(_MS)?$/,
    date: /^DATE$/,
    boolean: /^(BOOLEAN|VARCHAR)$/,
};

/**
 * Makes sure that files are what the contract of raw says, before a run plans them: all files of a run are read together,
 * so that a column of another type in one would be another value in the others, without a word.
 *
 * @throws ExpectedError naming file, column and what is wrong
 */
export async function refuseForeignFiles(database: Database, raw: string, files: readonly RawFile[]): Promise<void> {
    for (const table of sourceTables) {
        const paths = files.filter((file) => file.table === table.name && file.load === undefined).map(({ path }) => path);
        for (let from = 0; from < paths.length; from += 500) await refuseForeign(database, raw, table, paths.slice(from, from + 500));
    }
}

async function refuseForeign(database: Database, raw: string, table: SourceTable, paths: readonly string[]): Promise<void> {
    const list = onePaths(paths.map((path) => join(raw, path)));
    const rows = await database.rows<{ file: string; name: string; type: string }>(
        `select file_name as file, name, duckdb_type as type from parquet_schema(${list}) where duckdb_type is not null`,
    );
    const columns = new Map<string, Map<string, string>>();
    for (const { file, name, type } of rows) {
        const found = columns.get(file) ?? new Map<string, string>();
        columns.set(file, found.set(name, type));
    }
    for (const path of paths) {
        const file = join(raw, path);
        const wrong = whatIsWrong(table, columns.get(file) ?? new Map());
        if (wrong !== null) throw foreign(file, table, wrong);
    }
    const [odd] = await database.rows<{ file: string; what: string; value: string }>(`
        select filename as file, what, case what when 'Op' then Op when '_dms_seq' then _dms_seq else _dms_commit_ts end as value
        from (
            select
                filename,
                case
                    when Op not in ('I', 'U', 'D') or Op is null then 'Op'
                    when _dms_seq is null or not regexp_full_match(_dms_seq, '([0-9]{35})?') then '_dms_seq'
                    when _dms_seq <> '' and try_cast(substr(_dms_seq, 17) as bigint) is null then '_dms_seq'
                    when _dms_commit_ts is null or length(_dms_commit_ts) <> 26 or try_cast(_dms_commit_ts as timestamp) is null then '_dms_commit_ts'
                end as what,
                Op,
                _dms_seq,
                _dms_commit_ts
            from ${readParquet(paths.map((path) => join(raw, path)), 'union_by_name = true', 'filename = true')}
        ) as records
        where what is not null
        limit 1`);
    if (odd !== undefined) throw foreign(odd.file, table, `has a record with ${odd.value === null ? 'no value' : JSON.stringify(odd.value)} in ${odd.what}`);
}

function whatIsWrong(table: SourceTable, found: ReadonlyMap<string, string>): string | null {
    const expected: [string, string][] = Object.entries(table.columns).map(([name, { type }]) => [name, duckdbType(type)]);
    const [key] = table.key;
    expected.push([`BI_${key}`, duckdbType(table.columns[key!]!.type)], ['Op', 'varchar'], ['_dms_seq', 'varchar'], ['_dms_commit_ts', 'varchar']);
    for (const [name, type] of expected) {
        const there = found.get(name);
        if (there === undefined && table.columns[name]?.mayBeAbsent) continue;
        if (there === undefined) return `has no column ${name}`;
        if (!isReadAs(there, type)) return `has the column ${name} as ${there.toLowerCase()}, which is not read as ${type}`;
    }
    return null;
}

function isReadAs(found: string, type: string): boolean {
    const known = READ_AS[type];
    if (known !== undefined) return known.test(found);
    const size = (text: string) => /^decimal\((\d+), ?(\d+)\)$/i.exec(text)?.slice(1).map(Number) ?? null;
    const [is, may] = [size(found), size(type)];
    return is !== null && may !== null && is[1]! <= may[1]! && is[0]! - is[1]! <= may[0]! - may[1]!;
}

const foreign = (file: string, table: SourceTable, what: string) =>
    new ExpectedError(`${JSON.stringify(file)} ${what}, so that it is no file of ${table.name} as replication writes it (docs/replication.md): take it away, or put the right one in its place. Nothing was changed.`);
