import type { ValueText } from './spark-session.js';

/** What is expected of a statement that has to fail. */
export const FAILS = Symbol('fails');

/** What comes of a case: the rows of a query, the value of an expression, or an error. */
export type Outcome = ValueText | typeof FAILS;

/**
 * A query (it begins with `select` or `with`) or an expression, and what both engines have to make of it, worked out by hand
 * or by a third program.
 */
export type Case = readonly [sql: string, outcome: Outcome];

/** One that DuckDB and Spark answer differently: what each says, and why the lake does not mind. */
export interface Difference {
    readonly sql: string;
    readonly duckdb: Outcome;
    readonly spark: Outcome;
    readonly because: string;
    /** What no file of Spark SQL may contain, so that it does not come to this. @default - the text does not tell */
    readonly banned?: RegExp;
}

/** The whole statement of a case. */
export const statementOf = (sql: string): string => (/^(select|with)\b/.test(sql) ? sql : `select ${sql} as value`);

/** Is it a query, whose rows are the outcome? */
export const isQuery = (sql: string): boolean => statementOf(sql) === sql;
