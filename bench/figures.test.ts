import { describe, expect, it } from 'vitest';
import { median, quantile, resultOf, type Turn } from './figures.js';

const turn = (seconds: number, baselineSeconds: number | null, megabytes: number | null, more: Partial<Turn> = {}): Turn => ({ seconds, baselineSeconds, megabytes, figures: {}, ...more });

describe('medians', () => {
    it('are the middle, or the mean of the two in the middle', () => {
        expect(median([9, 1, 5])).toBe(5);
        expect(median([10, 9, 2, 4])).toBe(6.5);
        expect(() => median([])).toThrow(RangeError);
    });

    it('quantiles are numbers that are there', () => {
        const hundred = Array.from({ length: 100 }, (_, place) => 100 - place);
        expect(quantile(hundred, 0.95)).toBe(95);
        expect(quantile([3, 1, 2], 0.5)).toBe(2);
        expect(quantile([3, 1, 2], 1)).toBe(3);
        expect(quantile([3, 1, 2], 0)).toBe(1);
    });
});

describe('a result', () => {
    it('has the median of the ratios of the turns, which is not the ratio of the medians', () => {
        const { seconds, baselineSeconds, ratio, megabytes } = resultOf({ name: 'run', rows: 5, baseline: 'one', turns: [turn(10, 1, 200), turn(20, 10, 300), turn(30, 6, null)] });
        // ratios 10, 2 and 5; the medians are 20 and 6
        expect({ seconds, baselineSeconds, ratio, megabytes }).toEqual({ seconds: 20, baselineSeconds: 6, ratio: 5, megabytes: 300 });
    });

    it('has no ratio and no memory where none is known', () => {
        expect(resultOf({ name: 'lag', rows: 5, turns: [turn(1, null, null)] })).toMatchObject({ baseline: null, baselineSeconds: null, ratio: null, megabytes: null });
    });

    it('has the median of each further figure and step over the turns that have it', () => {
        const turns = [turn(1, 1, 1, { figures: { 'a MB': 1 }, steps: { plan: 4 } }), turn(1, 1, 1, { figures: { 'a MB': 3, 'b MB': 7 }, steps: { plan: 2 } }), turn(1, 1, 1, { figures: { 'a MB': 2 } })];
        expect(resultOf({ name: 'run', rows: 5, turns })).toMatchObject({ figures: { 'a MB': 2, 'b MB': 7 }, steps: { plan: 3 } });
    });
});
