import { sourceTables, type SourceTable } from '../tables/index.js';
import type { RawRecord } from './raw-record.js';

/** The one key column of a source table. */
export function keyColumn({ name, key: [column, ...more] }: SourceTable): string {
    if (column === undefined || more.length > 0) throw new Error(`The table ${name} needs a key of one column.`);
    return column;
}

/** The key of a record, or null where it has none. */
export const keyOf = ({ table, values }: RawRecord): string | null => values[keyColumn(sourceTable(table))] ?? null;

export function sourceTable(name: string): SourceTable {
    const table = sourceTables.find((candidate) => candidate.name === name);
    if (table === undefined) throw new Error(`The source has no table ${JSON.stringify(name)}.`);
    return table;
}
