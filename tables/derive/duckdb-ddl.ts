import type { LakeTable } from '../table.js';
import { eventKey, sessionKey } from '../source/keys.js';
import { duckdbType } from './duckdb-types.js';

/** Keys of 80 and 100 bits save a quarter and half of their room when they are packed, and take DuckDB forty and ten times as long to read. */
const UNPACKED = ' using compression uncompressed';

/**
 * `create table` in DuckDB. Keys are not declared: an index over them would cost more memory than a month of events
 * has here, and every write goes through a merge on the key.
 */
export function duckdbCreateTable(table: LakeTable): string {
    const columns = Object.entries(table.columns).map(
        ([name, { type, nullable }]) => `    ${name} ${duckdbType(type)}${type === sessionKey || type === eventKey ? UNPACKED : ''}${nullable === false ? ' not null' : ''}`,
    );
    return `create table ${table.layer}.${table.name} (\n${columns.join(',\n')}\n)`;
}
