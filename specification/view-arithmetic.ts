import { dateText, decimalText, unscaled } from './canonical-text.js';
import type { Row } from './raw-record.js';

/** One quotient to six places, halves up; null where it divides by nothing. */
export function quotient(dividend: bigint | number, divisor: bigint | number): string | null {
    const [n, d] = [BigInt(dividend), BigInt(divisor)];
    return d === 0n ? null : decimalText((2_000_000n * n + d) / (2n * d), 6);
}

export const count = (row: Row, column: string): number => Number(row[column]);
export const sum = (rows: readonly Row[], column: string): number => rows.reduce((total, row) => total + count(row, column), 0);
export const countOf = (rows: readonly unknown[]): string => String(rows.length);
/** Different known values of a column. */
export const known = (rows: readonly Row[], column: string): number => new Set(rows.map((row) => row[column]).filter((value) => value !== null)).size;
export const having = (rows: readonly Row[], column: string): Row[] => rows.filter((row) => count(row, column) > 0);
export const revenueOf = (sessions: readonly Row[]): bigint => sessions.reduce((total, { revenue }) => total + unscaled(revenue!, 4), 0n);
export const sales = (purchases: readonly Row[]): bigint => purchases.reduce((total, { price, quantity }) => total + unscaled(price!, 4) * BigInt(quantity!), 0n);

/** Rows by a column, or by what is made of each. */
export function groups(rows: readonly Row[], of: string | ((row: Row) => string)): [string, Row[]][] {
    const found = new Map<string, Row[]>();
    for (const row of rows) {
        const key = typeof of === 'string' ? row[of]! : of(row);
        const group = found.get(key);
        if (group === undefined) found.set(key, [row]);
        else group.push(row);
    }
    return [...found];
}

export const isOfType =
    (type: string) =>
    ({ event_type }: Row): boolean =>
        event_type === type;

/** Different values of what is made of each row. */
export const different = (rows: readonly Row[], of: (row: Row) => string): number => new Set(rows.map(of)).size;

/** Days since 1970-01-01 of a date. */
export const dayOf = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 86_400_000;
/** Monday of the week of a date. */
export function mondayOf(date: string): string {
    const day = dayOf(date);
    // 1970-01-01 was a Thursday.
    return dateText(day - (((day + 3) % 7) + 7) % 7);
}
/** Months since year 0. */
export const monthOf = (date: string): number => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1;
export const latest = (rows: readonly Row[], column: string): string => rows.reduce((last, row) => (row[column]! > last ? row[column]! : last), '');
export const earliest = (rows: readonly Row[], column: string): string => rows.reduce((first, row) => (first === '' || row[column]! < first ? row[column]! : first), '');

/** Half of twice a median, of numbers in order, in units of the last place, halves up. */
export function median(numbers: readonly bigint[]): bigint {
    const inOrder = numbers.toSorted((one, other) => (one < other ? -1 : one > other ? 1 : 0));
    const twice = inOrder[(inOrder.length - 1) >> 1]! + inOrder[inOrder.length >> 1]!;
    return (twice + 1n) / 2n;
}
