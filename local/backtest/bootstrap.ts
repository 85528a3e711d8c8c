import { Random } from '../source/shop/random.js';
import type { Comparison } from './backtest-result.js';

/** What a forecast came to among groups of customers: sums and counts by group. */
export interface GroupSums {
    readonly sums: Float64Array;
    readonly counts: Float64Array;
}

const DRAWS = 2000;

/**
 * How far one forecast is from others, with intervals from a bootstrap clustered by customer: customers are drawn with all that was
 * asked of them, and all forecasts are compared on the same draw (Efron and Tibshirani, An Introduction to the Bootstrap, 1993,
 * percentile intervals).
 *
 * @param ours and others have the same groups; a group is a customer, or several where there are very many
 * @param comparedIn of means: their quotient less one in per cent, or their difference times 100
 * @returns null where that is no number, as against a mean of 0; draws of which it is none are left out
 */
export function compareByBootstrap(ours: GroupSums, others: readonly GroupSums[], comparedIn: 'percent' | 'points'): (Comparison | null)[] {
    const groups = ours.sums.length;
    const random = new Random('backtest', groups);
    const difference = (own: number, other: number) => 100 * (comparedIn === 'percent' ? own / other - 1 : own - other);
    const draws = others.map(() => new Float64Array(DRAWS));
    const weights = new Uint16Array(groups);
    for (let draw = 0; draw < DRAWS; draw++) {
        weights.fill(0);
        for (let one = 0; one < groups; one++) weights[Math.floor(random.share() * groups)]! += 1;
        const own = weightedMean(ours, weights);
        for (const [place, other] of others.entries()) draws[place]![draw] = difference(own, weightedMean(other, weights));
    }
    return others.map((other, place) => {
        const overall = difference(mean(ours), mean(other));
        if (!Number.isFinite(overall)) return null;
        const sorted = draws[place]!.filter(Number.isFinite).sort();
        return { difference: overall, low: sorted[Math.floor(0.025 * sorted.length)]!, high: sorted[Math.ceil(0.975 * sorted.length) - 1]! };
    });
}

/** The mean over all groups; NaN where nothing is counted. */
export function mean({ sums, counts }: GroupSums): number {
    return sums.reduce((total, one) => total + one, 0) / counts.reduce((total, one) => total + one, 0);
}

function weightedMean({ sums, counts }: GroupSums, weights: Uint16Array): number {
    let sum = 0;
    let count = 0;
    for (let group = 0; group < weights.length; group++) {
        sum += weights[group]! * sums[group]!;
        count += weights[group]! * counts[group]!;
    }
    return sum / count;
}
