/** Groups of this many values fit in memory with their counts, also where the values are texts of 36 characters. */
const MOST_VALUES = 8_000_000;

/**
 * Conditions that part the rows by a value, so that what is grouped by it stays small; each value is in one piece.
 *
 * @param distinct about how many values there are
 */
export function inPieces(column: string, distinct: number): string[] {
    const pieces = Math.max(1, Math.ceil(distinct / MOST_VALUES));
    return Array.from({ length: pieces }, (_, piece) => (pieces === 1 ? `${column} is not null` : `hash(${column}) % ${pieces} = ${piece} and ${column} is not null`));
}
