import type { LakeTable } from '../table.js';
import { duckdbType } from './duckdb-types.js';

/**
 * `create table` in DuckDB. Keys are not declared: an index over them would cost more memory than a month of events
 * has here, and every write goes through a merge on the key.
 */
export function duckdbCreateTable(table: LakeTable): string {
    const columns = Object.entries(table.columns).map(
        ([name, column]) => `    ${name} ${duckdbType(column.type)}${column.nullable === false ? ' not null' : ''}`,
    );
    return `create table ${table.layer}.${table.name} (\n${columns.join(',\n')}\n)`;
}
