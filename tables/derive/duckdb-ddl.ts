import type { LakeTable } from '../table.js';
import { sessionKey } from '../source/keys.js';
import { duckdbType } from './duckdb-types.js';

/** Hashes of 80 bits save a quarter of their room when they are packed, and take DuckDB forty times as long to read. */
const UNPACKED = ' using compression uncompressed';

/**
 * `create table` in DuckDB. Keys are not declared: an index over them would cost more memory than a month of events
 * has here, and every write goes through a merge on the key.
 */
export function duckdbCreateTable(table: LakeTable): string {
    const columns = Object.entries(table.columns).map(
        ([name, { type, nullable }]) => `    ${name} ${duckdbType(type)}${type === sessionKey ? UNPACKED : ''}${nullable === false ? ' not null' : ''}`,
    );
    return `create table ${table.layer}.${table.name} (\n${columns.join(',\n')}\n)`;
}
