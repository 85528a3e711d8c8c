import { describe, expect, it } from 'vitest';
import { compareByBootstrap, type GroupSums, mean } from './bootstrap.js';

const groupsOf = (sums: readonly number[], counts: readonly number[] = sums.map(() => 1)): GroupSums => ({ sums: Float64Array.from(sums), counts: Float64Array.from(counts) });
const times = ({ sums, counts }: GroupSums, factor: number): GroupSums => ({ sums: sums.map((one) => factor * one), counts: counts.map((one) => factor * one) });

/** Values without a pattern, of 400 customers who were asked one to four times. */
const counts = Array.from({ length: 400 }, (_, one) => 1 + (one % 4));
const ours = groupsOf(counts.map((count, one) => count * (0.3 + 0.2 * Math.sin(12.9898 * one))), counts);
const other = groupsOf(counts.map((count, one) => count * (0.35 + 0.2 * Math.sin(78.233 * one))), counts);

describe('an interval by bootstrap', () => {
    it('has no width where all customers are alike', () => {
        const [comparison] = compareByBootstrap(groupsOf([6, 6, 6], [2, 2, 2]), [groupsOf([8, 8, 8], [2, 2, 2])], 'percent');
        expect(comparison).toEqual({ difference: -25, low: -25, high: -25 });
        expect(compareByBootstrap(groupsOf([1, 1, 1]), [groupsOf([0.5, 0.5, 0.5])], 'points')).toEqual([{ difference: 50, low: 50, high: 50 }]);
    });

    it('stays as it is where each customer has all cases twice', () => {
        expect(compareByBootstrap(times(ours, 2), [times(other, 2)], 'percent')).toEqual(compareByBootstrap(ours, [other], 'percent'));
    });

    it('is wider than where the cases of a customer count as those of as many customers', () => {
        const apart = (groups: GroupSums) => groupsOf([...groups.sums].flatMap((sum, one) => Array.from({ length: counts[one]! }, () => sum / counts[one]!)));
        const width = ([comparison]: ReturnType<typeof compareByBootstrap>) => comparison!.high - comparison!.low;
        expect(width(compareByBootstrap(ours, [other], 'points'))).toBeGreaterThan(1.1 * width(compareByBootstrap(apart(ours), [apart(other)], 'points')));
    });

    it('is about 1.96 standard errors to each side of the mean of many', () => {
        const single = { ours: groupsOf(Array.from(ours.sums, (sum, one) => sum / counts[one]!)), other: groupsOf(Array.from(other.sums, (sum, one) => sum / counts[one]!)) };
        const differences = Array.from(single.ours.sums, (sum, one) => 100 * (sum - single.other.sums[one]!));
        const average = differences.reduce((sum, one) => sum + one, 0) / 400;
        const error = Math.sqrt(differences.reduce((sum, one) => sum + (one - average) ** 2, 0) / 399 / 400);
        const [comparison] = compareByBootstrap(single.ours, [single.other], 'points');
        expect(comparison!.difference).toBeCloseTo(average, 9);
        expect((average - comparison!.low) / error).toBeCloseTo(1.96, 0);
        expect((comparison!.high - average) / error).toBeCloseTo(1.96, 0);
    });

    it('is none against a forecast without error, and leaves out draws without a case', () => {
        expect(compareByBootstrap(groupsOf([1, 1]), [groupsOf([0, 0])], 'percent')).toEqual([null]);
        const [comparison] = compareByBootstrap(groupsOf([0, 3], [0, 1]), [groupsOf([0, 4], [0, 1])], 'percent');
        expect(comparison).toEqual({ difference: -25, low: -25, high: -25 });
    });

    it('rests on means over all cases, not over customers', () => {
        expect(mean(groupsOf([1, 9], [1, 3]))).toBe(2.5);
    });
});
