import type { QueryConfig } from 'pg';
import { sourceTables } from '../../../tables/source/index.js';
import type { Change, Row, TableName, Value } from './change.js';

/** Table → its key and the PostgreSQL types of its columns. */
const TABLES = Object.fromEntries(
    sourceTables.map(({ name, key, columns }) => [
        name,
        {
            key: key[0]!,
            types: Object.fromEntries(Object.entries(columns).map(([column, { type, values }]) => [column, values === undefined ? typeName(String(type)) : `public.${column}`])),
        },
    ]),
);

function typeName(arrow: string): string {
    if (arrow === 'Int64') return 'bigint';
    if (arrow === 'Int32') return 'integer';
    if (arrow === 'Utf8') return 'text';
    if (arrow.startsWith('Decimal')) return 'numeric';
    if (arrow.startsWith('Timestamp')) return 'timestamptz';
    throw new Error(`${arrow} has no type of PostgreSQL here.`);
}

const names = new Map<string, string>();

/**
 * A change as a parameterised statement, which connections prepare once. One row is written as an application writes it,
 * several of them as arrays, one per column.
 */
export function statementOf(change: Change): QueryConfig {
    if (!('table' in change)) return { text: `${change.op} "${change.name}"` };
    const { text, values } = change.op === 'insert' ? inserted(change.table, change.rows) : change.op === 'delete' ? deleted(change.table, change.keys) : updated(change);
    let name = names.get(text);
    if (name === undefined) names.set(text, (name = `shop_${names.size}`));
    return { name, text, values };
}

interface Statement {
    readonly text: string;
    readonly values: (Value | Value[])[];
}

function inserted(table: TableName, rows: readonly Row[]): Statement {
    const columns = Object.keys(rows[0]!);
    const into = `insert into public.${table} (${columns.join(', ')})`;
    if (rows.length === 1) return { text: `${into} values (${columns.map((_, place) => `$${place + 1}`).join(', ')})`, values: columns.map((column) => rows[0]![column]!) };
    return {
        text: `${into} select * from unnest(${columns.map((column, place) => `$${place + 1}::${typeOf(table, column)}[]`).join(', ')})`,
        values: columns.map((column) => rows.map((row) => row[column]!)),
    };
}

function deleted(table: TableName, keys: readonly Value[]): Statement {
    const { key } = TABLES[table]!;
    if (keys.length === 1) return { text: `delete from public.${table} where ${key} = $1`, values: [keys[0]!] };
    return { text: `delete from public.${table} where ${key} = any($1::${typeOf(table, key)}[])`, values: [[...keys]] };
}

function updated({ table, rows }: Extract<Change, { op: 'update' }>): Statement {
    const { key } = TABLES[table]!;
    const [first] = rows;
    const set = Object.keys(first!.set ?? {});
    const add = Object.keys(first!.add ?? {});
    const assign = (value: (place: number) => string) => [...set.map((column, place) => `${column} = ${value(place + 2)}`), ...add.map((column, place) => `${column} = target.${column} + ${value(set.length + place + 2)}`)].join(', ');
    if (rows.length === 1) {
        return {
            text: `update public.${table} as target set ${assign((place) => `$${place}`)} where target.${key} = $1`,
            values: [first!.key, ...set.map((column) => first!.set![column]!), ...add.map((column) => first!.add![column]!)],
        };
    }
    const columns = [key, ...set, ...add];
    return {
        text: `update public.${table} as target set ${assign((place) => `given.value_${place}`)} from unnest(${columns.map((column, place) => `$${place + 1}::${typeOf(table, column)}[]`).join(', ')}) as given(${columns.map((_, place) => `value_${place + 1}`).join(', ')}) where target.${key} = given.value_1`,
        values: [rows.map((row) => row.key), ...set.map((column) => rows.map((row) => row.set![column]!)), ...add.map((column) => rows.map((row) => row.add![column]!))],
    };
}

const typeOf = (table: TableName, column: string): string => TABLES[table]!.types[column]!;
