import type { Answer, AnswerColumn, AnswerValue } from '../answers/answer.js';
import type { Dimension, Format, Wish } from '../visual.js';

/** A measure of an answer and where it stands in the rows. */
export interface MeasureAt {
    readonly title: string;
    readonly format: Format;
    readonly wish: Wish;
    readonly value: number;
    /** Places of the comparison; null where nothing is compared. */
    readonly now: number | null;
    readonly before: number | null;
    /** Over all rows; null where that is not known. */
    readonly total: number | null;
}

/** A dimension and where it stands in the rows. */
export interface NameAt {
    readonly title: string;
    readonly holds: Dimension['holds'];
    readonly at: number;
}

/** The measures in their order. A trend has only the days before beside each day. */
export function measuresIn({ columns, totals }: Answer): readonly MeasureAt[] {
    const measures: MeasureAt[] = [];
    columns.forEach((column, at) => {
        if (column.role !== 'value') return;
        const roleAt = (role: AnswerColumn['role']): number | null => {
            const end = columns.findIndex((other, place) => place > at && other.role === 'value');
            const place = columns.findIndex((other, place) => place > at && (end < 0 || place < end) && other.role === role);
            return place < 0 ? null : place;
        };
        measures.push({ title: column.title, format: column.format, wish: column.wish, value: at, now: roleAt('now'), before: roleAt('before'), total: totals[measures.length] ?? null });
    });
    return measures;
}

export const namesIn = ({ columns }: Answer): readonly NameAt[] => columns.flatMap((column, at) => (column.role === 'name' ? [{ title: column.title, holds: column.holds, at }] : []));

/** A number of a row; null where it is none. */
export function numberAt(row: readonly AnswerValue[] | undefined, at: number | null): number | null {
    const value = at === null ? null : row?.[at];
    return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
