import { describe, expect, it } from 'vitest';
import { counted, formatShare, textTable } from './text-table.js';

describe('a share', () => {
    it.each([
        [0, 0, '–'],
        [0, 5, '0.0 %'],
        [5, 5, '100.0 %'],
        [1, 3, '33.3 %'],
        [5, 17434, '< 0.1 %'],
        [111143, 111152, '> 99.9 %'],
        [1, 1000, '0.1 %'],
    ])('of %i in %i is %s', (part, whole, text) => {
        expect(formatShare(part, whole)).toBe(text);
    });

    it('stands to the right like other numbers', () => {
        expect(textTable(['what', 'share'], [['a', '< 0.1 %'], ['b', '12.0 %']])).toBe('what    share\n────  ───────\na     < 0.1 %\nb      12.0 %');
    });
});

it.each([
    [0, '0 changes'],
    [1, '1 change'],
    [2, '2 changes'],
    [1000, '1,000 changes'],
])('%i of a thing are %s', (count, text) => {
    expect(counted(count, 'change')).toBe(text);
});
