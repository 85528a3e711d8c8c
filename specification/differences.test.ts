import { describe, expect, it } from 'vitest';
import { differences } from './differences.js';

const compare = (expected: Record<string, string | null>[], found: Record<string, string | null>[], most?: number) =>
    differences({ table: 'things', key: ['id', 'part'], expected, found, most });

describe('differences of rows', () => {
    it('are none between the same rows in another order, whatever further columns were found', () => {
        expect(compare([{ id: '1', part: 'a', v: null }, { id: '2', part: null, v: 'x' }], [{ id: '2', part: null, v: 'x', run: '7' }, { v: null, part: 'a', id: '1' }])).toEqual([]);
    });

    it('name the key, the column and both values, and rows that are missing or too many', () => {
        expect(compare([{ id: '1', part: 'a', v: 'x' }, { id: '2', part: 'a', v: 'y' }], [{ id: '1', part: 'a', v: null }, { id: '1', part: 'b', v: 'x' }])).toEqual([
            { table: 'things', key: ['1', 'a'], column: 'v', expected: 'x', found: null },
            { table: 'things', key: ['2', 'a'], column: null, expected: 'a row', found: 'no row' },
            { table: 'things', key: ['1', 'b'], column: null, expected: 'no row', found: 'a row' },
        ]);
    });

    it('count rows of one key', () => {
        const row = { id: '1', part: 'a', v: 'x' };
        const other = { ...row, v: 'y' };
        expect(compare([row, other], [other, row])).toEqual([]);
        expect(compare([row], [row, row])).toMatchObject([{ column: null, expected: 'no row' }]);
    });

    it('end after so many', () => {
        const rows = Array.from({ length: 50 }, (_, place) => ({ id: String(place), part: 'a', v: 'x' }));
        expect(compare(rows, [])).toHaveLength(20);
        expect(compare([], rows, 3)).toHaveLength(3);
    });
});
