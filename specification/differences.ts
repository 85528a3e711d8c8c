import type { Row } from './raw-record.js';

/** A value that is not what it has to be, or, with column null, a row that is missing or too many. */
export interface Difference {
    readonly table: string;
    /** Values of the key columns. */
    readonly key: readonly (string | null)[];
    readonly column: string | null;
    readonly expected: string | null;
    readonly found: string | null;
}

export interface RowsToCompare {
    readonly table: string;
    readonly key: readonly string[];
    readonly expected: readonly Row[];
    readonly found: readonly Row[];
    /** How many differences are told at most. @default 20 */
    readonly most?: number;
}

/** What a row that is there, and one that is not, is called in a difference of whole rows. */
export const PRESENT = 'a row';
export const ABSENT = 'no row';

/**
 * How rows differ from those expected, in the columns that are expected; further columns that were found are not looked at.
 * Rows of one key are compared in no particular order, as a multiset.
 */
export function differences({ table, key, expected, found, most = 20 }: RowsToCompare): Difference[] {
    const keyOf = (row: Row) => key.map((column) => row[column] ?? null);
    const foundByKey = new Map<string, Row[]>();
    for (const row of found) {
        const name = JSON.stringify(keyOf(row));
        foundByKey.set(name, [...(foundByKey.get(name) ?? []), row]);
    }
    const all: Difference[] = [];
    for (const row of expected) {
        const name = JSON.stringify(keyOf(row));
        const candidates = foundByKey.get(name) ?? [];
        const place = Math.max(0, candidates.findIndex((candidate) => differingColumns(row, candidate).length === 0));
        const [partner] = candidates.splice(place, 1);
        if (partner === undefined) all.push({ table, key: keyOf(row), column: null, expected: PRESENT, found: ABSENT });
        else for (const column of differingColumns(row, partner)) all.push({ table, key: keyOf(row), column, expected: row[column]!, found: partner[column] ?? null });
        if (all.length >= most) return all.slice(0, most);
    }
    for (const rows of foundByKey.values()) {
        for (const row of rows) all.push({ table, key: keyOf(row), column: null, expected: ABSENT, found: PRESENT });
    }
    return all.slice(0, most);
}

const differingColumns = (expected: Row, found: Row): string[] =>
    Object.keys(expected).filter((column) => (expected[column] ?? null) !== (found[column] ?? null));
