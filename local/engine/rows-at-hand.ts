import type { Database } from './database.js';
import { type Sought, stretches } from './stretches.js';

/** Where rows of a large table can be. */
export interface Place {
    /** Column whose values lie together in the table, as keys that begin with a time do. */
    readonly column: string;
    readonly sought: Sought;
}

export interface KeepRowsProps {
    readonly database: Database;
    /** The table with its schema. */
    readonly table: string;
    /** Name of the temporary table that they are kept in, each with its place `_row`. */
    readonly into: string;
    /** Condition that they meet, of those that a condition on the place lets through. */
    readonly where: (within: string) => string;
    /** Those elsewhere do not meet the condition. @default - they may be anywhere */
    readonly place?: Place;
    /** List of the columns that are asked for. @default all */
    readonly columns?: string;
    /** Tables of so many rows are read in parts; smaller ones as a whole. @default 1,000,000 */
    readonly largeFrom?: number;
}

/** A table of so many rows is worth looking for the parts of it that can have what is sought. */
const LARGE = 1_000_000;
/** Each stretch takes a statement of ten milliseconds: as long as reading the keys of so many rows. */
const ROWS_OF_STRETCH = 2_000_000;
const MOST_STRETCHES = 16;
/** The places of so few rows are a list that DuckDB looks at before it reads their columns; it takes longer with each of them. */
const FEW_PLACES = 5000;
/** So many keys are likely to lie everywhere. */
const EVERYWHERE = 1_000_000;

/**
 * Keeps rows of a table that several statements ask for: each by itself would read the whole of a large one.
 *
 * @returns how many there are
 */
export async function keepRows(props: KeepRowsProps): Promise<number> {
    const { database, table, into, columns = '*' } = props;
    if (props.columns !== undefined || (await rowsOf(database, table)) < (props.largeFrom ?? LARGE)) return keepFound({ ...props, columns });
    // Of all columns few parts are read, where it is known first in which the rows are.
    const places = `places_of_${into}`;
    const found = await keepFound({ ...props, into: places });
    if (found <= FEW_PLACES) await withLists(database, Math.max(1, found), () => database.run(`create or replace temp table ${into} as select rowid as _row, ${columns} from ${table} where rowid in (select _row from ${places})`));
    await database.run(`drop table ${places}`);
    return found <= FEW_PLACES ? found : keepFound({ ...props, columns });
}

/** Those of one part of the table after the other. */
async function keepFound({ database, table, into, where, place, columns, largeFrom }: KeepRowsProps): Promise<number> {
    const rows = (condition: string) => `select rowid as _row${columns === undefined ? '' : `, ${columns}`} from ${table} where ${condition} and ${where(condition)}`;
    const [first = 'false', ...others] = await conditionsOn(database, table, place, largeFrom);
    // Half as long as inserting them into a table that is there.
    await database.run(`create or replace temp table ${into} as ${rows(first)}`);
    for (const condition of others) await database.run(`insert into ${into} ${rows(condition)}`);
    return Number((await database.row<{ n: bigint }>(`select count(*) as n from ${into}`)).n);
}

/** Does the work while DuckDB passes over the parts of a table by lists of so many joined values; elsewhere they would take longer than they save. */
async function withLists<T>(database: Database, length: number, work: () => Promise<T>): Promise<T> {
    const reset = () => database.run('reset dynamic_or_filter_threshold');
    await database.run(`set dynamic_or_filter_threshold = ${length}`);
    const result = await work().catch(async (error: unknown) => {
        // A transaction that has failed takes no statement; its own error is the one to tell.
        await reset().catch(() => {});
        throw error;
    });
    await reset();
    return result;
}

/** The shop's own numbers have 63 bits, as those of PostgreSQL; those that imports derive from texts have more. */
const HASHED_FROM = 2n ** 63n;

/** A relation's keys as a condition on rows, and as the place where they can be. */
export const byKey = (key: string, keys: string): Pick<KeepRowsProps, 'where' | 'place'> => ({
    where: (within) => `${key} in (select ${key} from ${keys} where ${within})`,
    // The keys of events begin with their time.
    place: { column: key, sought: { relation: keys, low: key, ...(key === 'session_id' ? { hashedFrom: HASHED_FROM } : {}) } },
});

/** The places of rows, the column `_row` of a relation, as a condition on them. */
export const byPlace = (rows: string): Pick<KeepRowsProps, 'where'> & { readonly place: Place } => ({
    where: (within) => `rowid in (select _row from ${rows} where ${within.replaceAll('rowid', '_row')})`,
    place: { column: 'rowid', sought: { relation: rows, low: '_row' } },
});

/** Deletes rows by their places, the column `_row` of a relation. */
export async function deleteRows(database: Database, table: string, rows: string, largeFrom?: number): Promise<number> {
    let deleted = 0;
    const { where, place } = byPlace(rows);
    for (const condition of await conditionsOn(database, table, place, largeFrom)) {
        deleted += await database.run(`delete from ${table} where ${condition} and ${where(condition)}`);
    }
    return deleted;
}

async function conditionsOn(database: Database, table: string, place: Place | undefined, largeFrom = LARGE): Promise<string[]> {
    if (place === undefined) return ['true'];
    const { n } = await database.row<{ n: bigint }>(`select count(*) as n from (from ${place.sought.relation} limit ${EVERYWHERE})`);
    if (n === 0n) return [];
    const rows = await rowsOf(database, table);
    return Number(n) < EVERYWHERE && rows >= largeFrom ? stretches(database, place.column, place.sought, Math.min(MOST_STRETCHES, Math.ceil((rows + 1) / ROWS_OF_STRETCH))) : ['true'];
}

async function rowsOf(database: Database, table: string): Promise<number> {
    const [schema, name] = table.split('.');
    const { rows } = await database.row<{ rows: bigint }>(`select coalesce(max(estimated_size), 0) as rows from duckdb_tables() where schema_name = '${schema}' and table_name = '${name}'`);
    return Number(rows);
}
