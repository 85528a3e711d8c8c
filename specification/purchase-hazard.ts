import { dayOfWeek, decimalText } from './canonical-text.js';
import { endOfInterval, millionths, nearest, type PurchaseHistory } from './purchase-history.js';
import type { Row } from './raw-record.js';

/** The band that a measure lies in: how many of the bounds it has reached. */
const bandOf = (bounds: readonly number[], measure: number): number => bounds.filter((bound) => measure >= bound).length;

/** By purchase days so far, 1 to 7. */
export const purchaseBand = (days: number): number => bandOf([1, 2, 3, 4, 6, 10, 20], days);
/** By the typical interval: under 7, 14, 21, 30, 45, 60 and 90 days, in steps of 2 %, 0 to 7. */
export const intervalBand = (step: number): number => bandOf([98, 132, 153, 171, 191, 205, 225], step);
const RATIOS = [0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1, 1.5, 2, 3, 4.5, 7];
const RECENCIES = [3, 7, 14, 21, 30, 45, 60, 90, 120];
/** Under thirty days. */
const LATELY = 5;

/** What days are told apart by. */
export interface DayBands {
    readonly dayOfWeek: number;
    readonly purchases: number;
    readonly interval: number;
    readonly ratio: number;
    readonly recency: number;
}

/** The bands of a day so many days after a purchase day. */
export const bandsOf = (day: number, daysSince: number, step: number, purchases: number): DayBands => ({
    dayOfWeek: dayOfWeek(day),
    purchases,
    interval: intervalBand(step),
    // by the middle of the day
    ratio: bandOf(RATIOS, (daysSince - 0.5) * Math.exp(step * -0.02)),
    recency: bandOf(RECENCIES, daysSince),
});

/** Millionths of a purchase that each day would have, if one came each typical interval. */
export const dailyMillionths = (step: number): number => millionths(Math.exp(step * -0.02));

type Bands = readonly [number, number];

/** The factors in the order of fitting, and what each tells days apart by. */
const FITTED: readonly (readonly [factor: string, of: (bands: DayBands) => Bands])[] = [
    ['day_of_week', (day) => [day.dayOfWeek, 0]],
    ['purchases', (day) => [day.purchases, 0]],
    ['ratio', (day) => [day.ratio, 0]],
    ['recency', (day) => [day.recency, 0]],
    ['purchases and recency', (day) => [day.purchases, day.recency]],
    ['interval and ratio', (day) => [day.interval, day.ratio]],
];

interface Factor {
    readonly bands: Bands;
    purchases: number;
    /** In millionths. */
    expected: number;
}

/** What raises and lowers the chance of a purchase: factor → bands → what it rests on. */
export type Factors = ReadonlyMap<string, ReadonlyMap<string, Factor>>;

const valueOf = ({ purchases, expected }: Factor): number => nearest(((purchases + 20) * 1_000_000) / (expected * 0.000_001 + 20));

/** What a factor multiplies the chance with; bands that no day at risk was in have none. */
const times = (factors: Factors, name: string, bands: Bands): number => {
    const factor = factors.get(name)!.get(bands.join());
    return factor === undefined ? 1 : valueOf(factor) / 1_000_000;
};

interface Days {
    readonly bands: DayBands;
    purchases: number;
    /** In millionths, with the factors so far. */
    expected: number;
}

/** Every day between purchases, and since the last one, one by one; days whose bands are all the same are counted together. */
function daysAtRisk(history: PurchaseHistory, intervals: ReadonlyMap<string, readonly number[]>): Days[] {
    const alike = new Map<string, Days>();
    for (const customer of history.customers) {
        for (const [place, first] of customer.days.entries()) {
            const step = intervals.get(customer.user)![place]!;
            for (let day = first + 1; day <= endOfInterval(history, customer, place); day++) {
                const bands = bandsOf(day, day - first, step, purchaseBand(place + 1));
                const key = Object.values(bands).join();
                const days = alike.get(key) ?? { bands, purchases: 0, expected: 0 };
                alike.set(key, days);
                days.purchases += day === customer.days[place + 1] ? 1 : 0;
                days.expected += dailyMillionths(step);
            }
        }
    }
    return [...alike.values()];
}

function fit(days: readonly Days[], of: (bands: DayBands) => Bands): Map<string, Factor> {
    const factors = new Map<string, Factor>();
    for (const { bands, purchases, expected } of days) {
        const key = of(bands).join();
        const factor = factors.get(key) ?? { bands: of(bands), purchases: 0, expected: 0 };
        factors.set(key, factor);
        factor.purchases += purchases;
        factor.expected += expected;
    }
    return factors;
}

/** The factors, fitted in turn: what the one before has explained is expected by the next. */
export function fitFactors(history: PurchaseHistory, intervals: ReadonlyMap<string, readonly number[]>): Factors {
    const days = daysAtRisk(history, intervals);
    const fitted = new Map<string, Map<string, Factor>>();
    for (const [name, of] of FITTED) {
        // Of a purchase that was predicted it is known whose it is and on which day of the week, and little else.
        if (name === 'ratio') fitted.set('again', fit(days.map((one) => (one.bands.recency < LATELY ? one : { ...one, purchases: 0, expected: 0 })), ({ purchases, interval }) => [purchases, interval]));
        const factors = fit(days, of);
        fitted.set(name, factors);
        for (const one of days) one.expected = nearest(one.expected * valueOf(factors.get(of(one.bands).join())!) * 0.000_001);
    }
    return fitted;
}

/** The rows of `model.purchase_factors`. */
export const factorRows = (factors: Factors): Row[] =>
    [...factors].flatMap(([factor, ofFactor]) =>
        [...ofFactor.values()].map((one) => ({
            factor,
            first_band: String(one.bands[0]),
            second_band: String(one.bands[1]),
            purchases: String(one.purchases),
            expected: decimalText(BigInt(one.expected), 6),
            factor_value: decimalText(BigInt(valueOf(one)), 6),
        })),
    );

/** A purchase on a day is never certain. */
const MOST = 0.95;

/** The chance of the next purchase on a day of these bands, if none has come before it. */
export const chanceOf = (factors: Factors, bands: DayBands, step: number): number => Math.min(MOST, FITTED.reduce((chance, [name, of]) => chance * times(factors, name, of(bands)), dailyMillionths(step) * 0.000_001));

/** The chance of a purchase on a day, where one has been predicted before it: the user then is in the band that one more purchase day leads to. */
export function chanceAgain(factors: Factors, { dayOfWeek: weekday, purchases, interval }: DayBands, step: number): number {
    const next = Math.min(purchases + 1, Math.max(purchases, 4));
    return Math.min(MOST, dailyMillionths(step) * 0.000_001 * times(factors, 'day_of_week', [weekday, 0]) * times(factors, 'purchases', [next, 0]) * times(factors, 'again', [next, interval]));
}
