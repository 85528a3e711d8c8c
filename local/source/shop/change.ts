/** A table of the shop, in the schema public. */
export type TableName = 'users' | 'brands' | 'categories' | 'products' | 'sessions' | 'events';

/** What a statement is given: times as ISO text, amounts and keys beyond 2^53 as decimal text. */
export type Value = string | number | null;

/** Column → value. */
export type Row = Readonly<Record<string, Value>>;

export interface Insert {
    readonly op: 'insert';
    readonly table: TableName;
    /** At least one; all have the same columns. */
    readonly rows: readonly Row[];
}

/** One row that is changed. */
export interface RowChange {
    readonly key: Value;
    /** What its columns get; the key may be among them. */
    readonly set?: Row;
    /** What is added to its columns, such as to a stock that others change too. */
    readonly add?: Readonly<Record<string, number>>;
}

export interface Update {
    readonly op: 'update';
    readonly table: TableName;
    /** At least one, each with another key; all set and add to the same columns. */
    readonly rows: readonly RowChange[];
}

export interface Delete {
    readonly op: 'delete';
    readonly table: TableName;
    readonly keys: readonly Value[];
}

/** A mark within a transaction, or the way back to it. */
export interface Mark {
    readonly op: 'savepoint' | 'rollback to savepoint' | 'release savepoint';
    readonly name: string;
}

/** One statement of a transaction. */
export type Change = Insert | Update | Delete | Mark;

export const insert = (table: TableName, ...rows: Row[]): Insert => ({ op: 'insert', table, rows });
export const update = (table: TableName, ...rows: RowChange[]): Update => ({ op: 'update', table, rows });
export const remove = (table: TableName, ...keys: Value[]): Delete => ({ op: 'delete', table, keys });

/** How many rows a statement inserts, updates or deletes, without those that a foreign key takes along. */
export function rowsOf(change: Change): number {
    if (change.op === 'insert' || change.op === 'update') return change.rows.length;
    return change.op === 'delete' ? change.keys.length : 0;
}
