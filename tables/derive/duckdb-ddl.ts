import type { LakeTable } from '../table.js';
import { eventKey, sessionKey } from '../source/keys.js';
import { duckdbType } from './duckdb-types.js';

/** Keys of 80 and 100 bits save a quarter and half of their room when they are packed, and take DuckDB forty and ten times as long to read. */
const UNPACKED = ' using compression uncompressed';

/** Texts that are all different: DuckDB takes twice as long to look for what they share, for a tenth less room. */
const DIFFERENT_TEXTS: readonly string[] = ['clean.sessions.external_id'];

/**
 * `create table` in DuckDB. Keys are not declared: an index over them would cost more memory than a month of events
 * has here, and every write goes through a merge on the key.
 */
export function duckdbCreateTable(table: LakeTable): string {
    const columns = Object.entries(table.columns).map(
        ([name, { type, nullable }]) => `    ${name} ${duckdbType(type)}${compression(table, name)}${nullable === false ? ' not null' : ''}`,
    );
    return `create table ${table.layer}.${table.name} (\n${columns.join(',\n')}\n)`;
}

function compression({ layer, name: table, columns }: LakeTable, name: string): string {
    if (columns[name]!.type === sessionKey || columns[name]!.type === eventKey) return UNPACKED;
    return DIFFERENT_TEXTS.includes(`${layer}.${table}.${name}`) ? ' using compression zstd' : '';
}
