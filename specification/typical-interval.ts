import { type Customer, nearest, type PurchaseHistory } from './purchase-history.js';

/** Before anything is known, purchases are thirty days apart: the logarithm in thousandths. */
const USUAL = 3401;
/** Intervals differ by the factor e, as much as twenty of them would tell. */
const [SQUARES_BEFORE, FREEDOM_BEFORE] = [20_000_000, 20];
/** Users differ by a tenth of that at least. */
const LEAST_BETWEEN = 10_000;
/** An interval counts so much of the next one. */
const FADING = 0.7;
/** So many purchase days tell the interval; a user with more keeps the one of then. */
const MOST_DAYS = 1900;

const total = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0);

/** What the intervals of all users have in common: analysis of variance of their logarithms, in thousandths, squares in millionths. */
interface Population {
    readonly within: number;
    readonly between: number;
    readonly mean: number;
}

/** Logarithms of the days between the purchase days of a user. */
const logarithms = ({ days }: Customer): number[] => days.slice(1).map((day, place) => nearest(1000 * Math.log(day - days[place]!)));

function populationOf(customers: readonly Customer[]): Population {
    const users = customers.map(logarithms).filter((intervals) => intervals.length > 0);
    const sizes = users.map((intervals) => intervals.length);
    const sums = users.map(total);
    const count = total(sizes);
    const squaresOfMeans = total(users.map((_, user) => sums[user]! ** 2 / sizes[user]!));
    const squaresWithin = total(users.map((intervals, user) => total(intervals.map((one) => one ** 2)) - sums[user]! ** 2 / sizes[user]!));
    const within = nearest((squaresWithin + SQUARES_BEFORE) / (count - users.length + FREEDOM_BEFORE));
    // The squares between the means of users, less what chance alone gives them, by the intervals that each such square stands for.
    const squaresBetween = squaresOfMeans - total(sums) ** 2 / Math.max(1, count) - (users.length - 1) * within;
    const intervalsEach = Math.max(1, count - total(sizes.map((size) => size ** 2)) / Math.max(1, count));
    const between = Math.max(LEAST_BETWEEN, nearest(squaresBetween / intervalsEach));
    // The mean of a user with n intervals has the variance between + within / n.
    const precisions = sizes.map((size) => 1 / (between + within / size));
    const mean = nearest((total(sums.map((sum, user) => (precisions[user]! * sum) / sizes[user]!)) + USUAL / within) / (total(precisions) + 1 / within));
    return { within, between, mean };
}

/**
 * The typical interval of each user as known on each purchase day, in steps of 2 %: step s is exp(s / 50) days, from 0 to 300.
 *
 * @returns by user, the steps in the order of the days
 */
export function typicalIntervals({ customers }: PurchaseHistory): ReadonlyMap<string, readonly number[]> {
    const population = populationOf(customers);
    return new Map(customers.map((customer) => [customer.user, customer.days.map((_, place) => stepOf(logarithms(customer).slice(0, Math.min(place, MOST_DAYS - 1)), population))]));
}

function stepOf(intervals: readonly number[], { within, between, mean }: Population): number {
    const weights = intervals.toReversed().map((_, ago) => FADING ** ago);
    const weight = total(weights);
    const own = total(intervals.toReversed().map((one, ago) => weights[ago]! * one));
    const squares = Math.max(1, total(weights.map((one) => one ** 2)));
    // Own mean and that of all, each by how much it is to be trusted.
    const drawn = (between * own * weight + within * squares * mean) / (between * weight ** 2 + within * squares);
    return Math.min(300, Math.max(0, nearest(drawn * 0.05)));
}
