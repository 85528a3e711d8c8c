import { UsageError } from '../errors.js';

/** Days ahead of which is predicted. */
export const HORIZON_DAYS = 60;

/** Days of history before the first origin: two horizons, so that earlier waits are known to their end. */
export const HISTORY_DAYS = 120;

const DAY = 86_400_000;

/**
 * The days on which predictions are tried: the first of each month that has enough history before it and a whole horizon after it.
 * A month is left out where nobody at all bought within its horizon. Purchases are known from the first day to the last one that has another
 * one within sixty days: a clock that is wrong makes no shop of the years between, and clicks that go on no purchases.
 *
 * @param days with a purchase, each once and at least one, as YYYY-MM-DD in any order
 * @returns the first and the last day that count, how many days before and after them stand alone, and the origins
 * @throws UsageError if there is none
 */
export function originsBetween(days: readonly string[]): { readonly first: string; readonly last: string; readonly daysAlone: number; readonly origins: string[] } {
    const bought = believed(days.map((day) => Date.parse(day)).sort((one, other) => one - other));
    const [first, last] = [dayText(bought[0]!), dayText(bought.at(-1)!)];
    const daysAlone = days.length - bought.length;
    const earliest = bought[0]! + HISTORY_DAYS * DAY;
    const latest = bought.at(-1)! - (HORIZON_DAYS - 1) * DAY;
    const origins: string[] = [];
    const date = new Date(earliest);
    for (let month = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1); month <= latest; month = nextMonth(month)) {
        if (month >= earliest && bought.some((day) => day >= month && day < month + HORIZON_DAYS * DAY)) origins.push(dayText(month));
    }
    if (origins.length === 0) {
        const span = `${spanText({ first, last, daysAlone })}${daysAlone === 0 ? '' : `, more than ${HORIZON_DAYS} days from any other`}`;
        throw new UsageError(
            `A backtest needs the first of a month with ${HISTORY_DAYS} days of purchases before it and ${HORIZON_DAYS} from it on; those of known customers go from ${span}. Import more history.`,
        );
    }
    return { first, last, daysAlone, origins };
}

/** From when to when purchases go, and how many days of them are not counted in that. */
export function spanText({ first, last, daysAlone }: { readonly first: string; readonly last: string; readonly daysAlone: number }): string {
    if (daysAlone === 0) return `${first} to ${last}`;
    return `${first} to ${last}, not counting ${daysAlone === 1 ? '1 day that stands' : `${daysAlone} days that stand`} alone`;
}

/** Without those at either end that stand alone. */
function believed(days: readonly number[]): readonly number[] {
    const isNear = (one: number | undefined, other: number | undefined) => one !== undefined && other !== undefined && other - one <= HORIZON_DAYS * DAY;
    const from = days.findIndex((day, place) => isNear(day, days[place + 1]));
    const to = days.findLastIndex((day, place) => isNear(days[place - 1], day));
    return from < 0 ? days : days.slice(from, to + 1);
}

const dayText = (time: number): string => new Date(time).toISOString().slice(0, 10);

function nextMonth(time: number): number {
    const date = new Date(time);
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
}
