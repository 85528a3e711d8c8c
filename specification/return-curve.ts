import { dateText, decimalText } from './canonical-text.js';
import { millionths, nearest, type PurchaseHistory } from './purchase-history.js';
import { bandsOf, chanceAgain, chanceOf, type Factors, purchaseBand } from './purchase-hazard.js';
import type { Row } from './raw-record.js';

/** Predictions reach so far. */
const DAYS_AHEAD = 60;

/** A day ahead; chances in millionths. */
interface DayAhead {
    readonly ahead: number;
    readonly returned: number;
    readonly buys: number;
}

/** What a customer's curve follows from. */
interface Kind {
    readonly purchase_band: number;
    readonly interval_step: number;
    readonly days_since_last: number;
}

interface Predictor {
    readonly history: PurchaseHistory;
    readonly intervals: ReadonlyMap<string, readonly number[]>;
    readonly factors: Factors;
}

const kindOf = ({ history, intervals }: Predictor, { user, days }: PurchaseHistory['customers'][number]): Kind => ({
    purchase_band: purchaseBand(days.length),
    interval_step: intervals.get(user)!.at(-1)!,
    days_since_last: history.lastDay - days.at(-1)!,
});

function curveOf({ history: { lastDay }, factors }: Predictor, { purchase_band: band, interval_step: step, days_since_last: since }: Kind): DayAhead[] {
    // The logarithm of the chance to have stayed away, in billionths.
    let stayed = 0;
    return Array.from({ length: DAYS_AHEAD }, (_, place) => {
        const ahead = place + 1;
        const bands = bandsOf(lastDay + ahead, since + ahead, step, band);
        const chance = chanceOf(factors, bands, step);
        const away = Math.exp(stayed * 1e-9);
        stayed += nearest(1e9 * Math.log(1 - chance));
        return { ahead, returned: millionths(1 - Math.exp(stayed * 1e-9)), buys: millionths(away * chance + (1 - away) * chanceAgain(factors, bands, step)) };
    });
}

/** Who comes back within sixty days with a smaller chance, in millionths, may come on any of them. */
const LEAST_CHANCE = 100;

/** The first day by which so many hundredths of those who come back within sixty days have. */
export function dayOfPart(curve: readonly Pick<DayAhead, 'ahead' | 'returned'>[], hundredths: number): number {
    const whole = curve.at(-1)!.returned;
    if (whole < LEAST_CHANCE) return (hundredths * DAYS_AHEAD) / 100;
    return curve.find(({ returned }) => 100 * returned >= hundredths * whole)!.ahead;
}

const texts = (kind: Kind): Row => Object.fromEntries(Object.entries(kind).map(([name, value]) => [name, String(value)]));
const chanceText = (chance: number): string => decimalText(BigInt(chance), 6);

/** The rows of `model.return_curves`: a curve for each kind of customer there is. */
export function curveRows(predictor: Predictor): Row[] {
    const kinds = new Map(predictor.history.customers.map((customer) => [JSON.stringify(kindOf(predictor, customer)), kindOf(predictor, customer)]));
    return [...kinds.values()].flatMap((kind) =>
        curveOf(predictor, kind).map(({ ahead, returned, buys }) => ({
            ...texts(kind),
            days_ahead: String(ahead),
            purchase_date: dateText(predictor.history.lastDay + ahead),
            return_probability: chanceText(returned),
            purchase_probability: chanceText(buys),
        })),
    );
}

/** The rows of `model.customer_predictions`. */
export const customerRows = (predictor: Predictor): Row[] =>
    predictor.history.customers.map((customer) => {
        const { lastDay } = predictor.history;
        const kind = kindOf(predictor, customer);
        const curve = curveOf(predictor, kind);
        const within = (days: number) => curve[days - 1]!.returned;
        const dateOf = (hundredths: number) => dateText(lastDay + dayOfPart(curve, hundredths));
        return {
            user_id: customer.user,
            as_of_date: dateText(lastDay),
            purchase_days: String(customer.days.length),
            last_purchase_date: dateText(customer.days.at(-1)!),
            ...texts(kind),
            // to the hundredth of a day
            typical_interval_days: decimalText(BigInt(nearest(100 * Math.exp(kind.interval_step * 0.02))) * 10_000n, 6),
            return_probability_7_days: chanceText(within(7)),
            return_probability_30_days: chanceText(within(30)),
            return_probability_60_days: chanceText(within(60)),
            next_purchase_date: dateOf(50),
            earliest_50: dateOf(25),
            latest_50: dateOf(75),
            earliest_90: dateOf(5),
            latest_90: dateOf(95),
        };
    });
