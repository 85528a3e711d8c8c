import { UsageError } from '../errors.js';

/** Days ahead of which is predicted. */
export const HORIZON_DAYS = 60;

/** Days of history before the first origin: two horizons, so that earlier waits are known to their end. */
export const HISTORY_DAYS = 120;

const DAY = 86_400_000;

/**
 * The days on which predictions are tried: the first of each month that has enough history before it and a whole horizon after it.
 * A month is left out where nobody at all bought within its horizon: one event with a time far ahead makes no shop of the years between.
 *
 * @param first day of the first purchase, as YYYY-MM-DD
 * @param last day of the last event
 * @param days with a purchase, in any order
 * @throws UsageError if there is none
 */
export function originsBetween(first: string, last: string, days: readonly string[]): string[] {
    const earliest = Date.parse(first) + HISTORY_DAYS * DAY;
    const latest = Date.parse(last) - (HORIZON_DAYS - 1) * DAY;
    const bought = days.map((day) => Date.parse(day));
    const origins: string[] = [];
    const date = new Date(earliest);
    for (let month = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1); month <= latest; month = nextMonth(month)) {
        if (month >= earliest && bought.some((day) => day >= month && day < month + HORIZON_DAYS * DAY)) origins.push(new Date(month).toISOString().slice(0, 10));
    }
    if (origins.length === 0) {
        throw new UsageError(
            `A backtest needs the first of a month with ${HISTORY_DAYS} days of purchases before it and ${HORIZON_DAYS} from it on; the purchases of known customers begin on ${first} and the lake ends on ${last}. Import more history.`,
        );
    }
    return origins;
}

function nextMonth(time: number): number {
    const date = new Date(time);
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
}
