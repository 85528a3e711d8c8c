import { nearest, type PurchaseHistory } from './purchase-history.js';

/** Before anything is known, purchases are thirty days apart, as twenty intervals would tell. */
const [USUAL_DAYS, USUAL_INTERVALS] = [30, 20];
/** An interval counts so much of the next one. */
const FADING = 0.9;
/** So many purchase days tell the interval; a user with more keeps the one of then. */
const MOST_DAYS = 6500;

const total = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0);

/** Days between the purchase days of a user. */
const intervalsOf = (days: readonly number[]): number[] => days.slice(1).map((day, place) => day - days[place]!);

/**
 * The typical interval of each user as known on each purchase day, in steps of 2 %: step s is exp(s / 50) days, from 0 to 300.
 *
 * @returns by user, the steps in the order of the days
 */
export function typicalIntervals({ customers }: PurchaseHistory): ReadonlyMap<string, readonly number[]> {
    const all = customers.flatMap(({ days }) => intervalsOf(days));
    const mean = nearest((1000 * (total(all) + USUAL_DAYS * USUAL_INTERVALS)) / (all.length + USUAL_INTERVALS)) / 1000;
    return new Map(customers.map(({ user, days }) => [user, days.map((_, place) => stepOf(intervalsOf(days).slice(0, Math.min(place, MOST_DAYS - 1)), mean))]));
}

/** @param mean of the intervals of all, which counts as one more that has not faded */
function stepOf(intervals: readonly number[], mean: number): number {
    const latestFirst = intervals.toReversed();
    const weights = latestFirst.map((_, ago) => FADING ** ago);
    const days = (total(latestFirst.map((one, ago) => weights[ago]! * one)) + mean) / (total(weights) + 1);
    // Half a step goes up, also where the last digit of a double is against it.
    return Math.min(300, Math.max(0, nearest(50 * Math.log(days) + 0.000_000_1)));
}
