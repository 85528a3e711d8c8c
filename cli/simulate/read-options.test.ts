import { describe, expect, it } from 'vitest';
import { duration, moment, numberOrMax, wholeNumber } from './read-options.js';

describe('options of a simulation', () => {
    it.each([
        ['90s', 90_000],
        ['15m', 900_000],
        ['1.5h', 5_400_000],
        ['1d', 86_400_000],
        ['2w', 1_209_600_000],
    ])('have %s as %i milliseconds', (text, milliseconds) => {
        expect(duration(text)).toBe(milliseconds);
    });

    it.each([
        ['2026-01-01', '2026-01-01T00:00:00.000Z'],
        ['2026-01-01T10:00', '2026-01-01T10:00:00.000Z'],
        ['2026-01-01T10:00:00+02:00', '2026-01-01T08:00:00.000Z'],
        ['2026-01-01T10:00:00.5Z', '2026-01-01T10:00:00.500Z'],
    ])('have %s as %s', (text, time) => {
        expect(moment(text).toISOString()).toBe(time);
    });

    it.each(['1 day', '1', '', '-1h', '0s', '9999d', '1y'])('refuse %j as a time span', (text) => {
        expect(() => duration(text)).toThrow('a time such as');
    });

    it.each(['2026-13-01', '1.1.2026', '', '1999-01-01', '2090-01-01', 'now'])('refuse %j as a moment', (text) => {
        expect(() => moment(text)).toThrow('a time such as');
    });

    it.each(['0', '-1', '', '1e3', 'Infinity', 'Max'])('refuse %j as a rate', (text) => {
        expect(() => numberOrMax(text)).toThrow('a number from');
    });

    it('have rates of any size, and whole numbers within their bounds', () => {
        expect([numberOrMax('0.5'), numberOrMax('2000'), numberOrMax('max')]).toEqual([0.5, 2000, 'max']);
        expect(wholeNumber(1, 10)('10')).toBe(10);
        for (const text of ['0', '11', '1.5', '']) expect(() => wholeNumber(1, 10)(text)).toThrow('from 1 to 10');
    });
});
