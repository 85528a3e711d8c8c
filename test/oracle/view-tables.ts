import { readFileSync } from 'node:fs';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { DataType } from 'apache-arrow/type';
import { makeAggregates } from '../../local/engine/build-aggregates.js';
import { viewsInOrder } from '../../tables/derive/view-order.js';
import { modelTables, type LakeTable, type View, views } from '../../tables/index.js';
import { inTexts } from './text-rows.js';

export type Row = Record<string, string | null>;

/** Reads a table written as lines of cells between bars, the names in the first line; an empty cell is null. */
export function rows(table: string): Row[] {
    const [names = [], ...lines] = table.trim().split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
    return lines.map((cells) => Object.fromEntries(names.map((name, place) => [name, cells[place] || null])));
}

const SQL_FOLDER = new URL('../../sql/', import.meta.url);
export const textOf = (view: View): string => readFileSync(new URL(`athena/${view.name}.sql`, SQL_FOLDER), 'utf8');

export function duckdbType(type: DataType): string {
    if (DataType.isInt(type)) return type.bitWidth === 64 ? 'BIGINT' : 'INTEGER';
    if (DataType.isDecimal(type)) return `DECIMAL(${type.precision},${type.scale})`;
    if (DataType.isUtf8(type)) return 'VARCHAR';
    if (DataType.isBool(type)) return 'BOOLEAN';
    if (DataType.isDate(type)) return 'DATE';
    if (DataType.isTimestamp(type)) return 'TIMESTAMP';
    if (DataType.isList(type)) return `${duckdbType(type.valueType)}[]`;
    throw new Error(`No DuckDB type is known for ${type}; add it here.`);
}

/** The value of a column that a test says nothing about, by type; else 0. */
const USUAL: Row = { VARCHAR: 'unknown', BOOLEAN: 'false', DATE: '2024-03-01', TIMESTAMP: '2024-03-01 00:00:00' };

/** The tables of model, empty but for the policies, and the views over them, in a database of their own. */
export class ViewTables {
    /** The sums of the facts are made before the next question. */
    private hasChanged = true;

    private constructor(private readonly connection: DuckDBConnection) {}

    static async create(): Promise<ViewTables> {
        const connection = await (await DuckDBInstance.create(':memory:')).connect();
        for (const dialect of ['duckdb-spark', 'duckdb-athena']) await connection.run(readFileSync(new URL(`dialects/${dialect}.sql`, SQL_FOLDER), 'utf8'));
        await connection.run('create schema model');
        for (const table of modelTables) {
            const columns = Object.entries(table.columns).map(([name, { type, nullable }]) => `${name} ${duckdbType(type)}${nullable === false ? ' not null' : ''}`);
            await connection.run(`create table model.${table.name} (${columns.join(', ')})`);
        }
        await connection.run(`insert into model.recurrence_policies ${readFileSync(new URL('model/recurrence_policies.sql', SQL_FOLDER), 'utf8')}`);
        for (const view of viewsInOrder(views, textOf)) await connection.run(`create view ${view.name} as ${textOf(view)}`);
        return new ViewTables(connection);
    }

    async insert(table: LakeTable, records: readonly Row[]): Promise<void> {
        if (records.length === 0) return;
        this.hasChanged = true;
        const lines = records.map((record, place) => {
            const full: Row = { [table.key[0]!]: String(place), ...record };
            const values = Object.entries(table.columns).map(([name, { type, nullable }]) => (full[name] === undefined ? (nullable === false ? (USUAL[duckdbType(type)] ?? '0') : null) : full[name]));
            return `(${values.map((value) => (value === null ? 'null' : `'${value.replaceAll("'", "''")}'`)).join(', ')})`;
        });
        await this.connection.run(`insert into model.${table.name} values ${lines.join(', ')}`);
    }

    run(sql: string): Promise<unknown> {
        this.hasChanged = true;
        return this.connection.run(sql);
    }

    /** All values as text, so that an exact decimal is compared as it is written; lists as JSON. */
    async query(sql: string): Promise<Row[]> {
        if (this.hasChanged) await makeAggregates({ database: { run: async (statement) => (await this.connection.run(statement)).rowsChanged } });
        this.hasChanged = false;
        const ask = async (statement: string) => (await this.connection.runAndReadAll(statement)).getRowObjectsJson();
        return (await ask(await inTexts({ ask, sql }))) as Row[];
    }

    /** Name and type of each column of a view. */
    async describe(view: string): Promise<[unknown, unknown][]> {
        return (await this.connection.runAndReadAll(`describe ${view}`)).getRowObjectsJson().map((column) => [column.column_name, column.column_type]);
    }

    close(): void {
        this.connection.closeSync();
    }
}
