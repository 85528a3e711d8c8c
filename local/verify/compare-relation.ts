import type { Relation } from '../../tables/table.js';
import { duckdbType } from '../../tables/derive/duckdb-types.js';
import type { Database } from '../engine/database.js';
import { type Compared, type CompareProps, compareRows } from './compare-rows.js';
import type { Difference } from './outcome.js';

export interface CompareRelationProps extends Omit<CompareProps, 'table' | 'key' | 'columns'> {
    /** What the table or view should be. */
    readonly definition: Relation;
    /** Its name in SQL, by which it is asked for its columns. */
    readonly relation: string;
    /** Columns whose values are not compared. @default none */
    readonly left?: readonly string[];
}

/**
 * Compares the columns of a table or view with its definition, and then its rows, by the columns that have their type. Of one
 * that is not there, or whose key has another type, there are no rows to compare.
 */
export async function compareRelation({ definition, relation, left = [], ...props }: CompareRelationProps): Promise<Compared> {
    const { name: table, key } = definition;
    const found = await columnsOf(props.database, relation);
    const of = { comparison: props.comparison, table };
    if (typeof found === 'string') return withoutRows([noAnswer(of, found)]);
    const shapes = differingColumns(of, definition, found);
    if (!key.every((name) => hasType(definition, found, name))) return withoutRows(shapes);
    const compared = Object.entries(definition.columns).filter(([name]) => !key.includes(name) && !left.includes(name) && hasType(definition, found, name));
    const { result, differences } = await compareRows({ ...props, table, key, columns: Object.fromEntries(compared.map(([name, { type }]) => [name, duckdbType(type)])) });
    return { result: { ...result, differences: result.differences + shapes.length }, differences: [...shapes, ...differences] };
}

/** A comparison that came to no rows. */
export function withoutRows(differences: readonly Difference[]): Compared {
    const { comparison, table } = differences[0]!;
    return { result: { comparison, table, rows: [0, 0], fingerprints: ['0', '0'], differences: differences.length, sums: {}, seconds: 0 }, differences };
}

/** Name → type, as DuckDB writes it. */
export type Columns = ReadonlyMap<string, string>;

/** @returns what is wrong with the relation where it has none */
export async function columnsOf(database: Database, relation: string): Promise<Columns | string> {
    return database.rows<{ column_name: string; column_type: string }>(`describe ${relation}`).then((rows) => new Map(rows.map((row) => [row.column_name, row.column_type])), whatIsWrong);
}

/**
 * What DuckDB says of a table or view that cannot be asked, or of what it contains.
 *
 * @throws the error if it is of something else, such as the want of memory
 */
export function whatIsWrong(error: Error): string {
    if (!/^(Binder|Catalog|Parser|Conversion|Constraint|Out of Range|Invalid Input) Error/.test(error.message)) throw error;
    return error.message.split('\n')[0]!;
}

export function hasType({ columns }: Relation, found: Columns, name: string): boolean {
    const text = (type: string | undefined) => type?.toLowerCase().replaceAll(' ', '');
    return text(found.get(name)) === text(duckdbType(columns[name]!.type));
}

type Of = Pick<Difference, 'comparison' | 'table'>;

/** A table or view that is not there, or fails. */
export const noAnswer = (of: Of, failure: string): Difference => ({ ...of, key: {}, column: null, before: null, after: null, beforeRows: 1, afterRows: 0, failure });

/** Is it one of columns, or of all, and not of a row? */
export const isOfColumns = ({ key, failure }: Difference): boolean => 'column' in key || failure !== undefined;

function differingColumns(of: Of, definition: Relation, found: Columns): Difference[] {
    const differing = Object.entries(definition.columns).flatMap(([name, { type }]): Difference[] => {
        if (hasType(definition, found, name)) return [];
        const there = found.get(name);
        return [{ ...of, key: { column: name }, column: there === undefined ? null : 'type', before: duckdbType(type), after: there?.toLowerCase() ?? null, beforeRows: 1, afterRows: there === undefined ? 0 : 1 }];
    });
    const more = [...found.keys()].filter((name) => !(name in definition.columns));
    return [...differing, ...more.map((name): Difference => ({ ...of, key: { column: name }, column: null, before: null, after: null, beforeRows: 0, afterRows: 1 }))];
}
