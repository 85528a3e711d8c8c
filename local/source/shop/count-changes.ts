import { type Change, rowsOf, type TableName } from './change.js';

export interface TableCounts {
    readonly inserted: number;
    readonly updated: number;
    readonly deleted: number;
}

/** What committed transactions have done to each table, without the rows that a foreign key took along. */
export type ChangeCounts = Partial<Record<TableName, TableCounts>>;

const NOTHING: TableCounts = { inserted: 0, updated: 0, deleted: 0 };
const COLUMN = { insert: 'inserted', update: 'updated', delete: 'deleted' } as const;

/** Adds the changes of a transaction that was committed; what it went back to a savepoint for does not count. */
export function countChanges(counts: ChangeCounts, changes: readonly Change[]): ChangeCounts {
    const before = new Map<string, ChangeCounts>();
    let now = counts;
    for (const change of changes) {
        if (change.op === 'savepoint') before.set(change.name, now);
        else if (change.op === 'rollback to savepoint') now = before.get(change.name)!;
        else if ('table' in change) {
            const table = now[change.table] ?? NOTHING;
            const column = COLUMN[change.op];
            now = { ...now, [change.table]: { ...table, [column]: table[column] + rowsOf(change) } };
        }
    }
    return now;
}

/** All rows that were inserted, updated or deleted. */
export const sumOf = (counts: ChangeCounts): number => Object.values(counts).reduce((sum, { inserted, updated, deleted }) => sum + inserted + updated + deleted, 0);
