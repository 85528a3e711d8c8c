import { HORIZON_DAYS } from '../../local/backtest/origins.js';
import { UsageError } from '../../local/errors.js';
import { isDay } from '../export/since.js';
import { counted } from '../output/text-table.js';

/** The day that the predictions of a lake are as of, and what that leaves out. */
export interface AsOf {
    /** As YYYY-MM-DD. */
    readonly day: string;
    /** Is it a week after the last purchase that is counted? Else it is the last day with an event. */
    readonly isWeekAfter: boolean;
    /** Purchases of known customers after it, which are not counted. */
    readonly later: number;
    /** Have purchases changed since the predictions were made? Then nobody knows why those after the day are there. */
    readonly isBehind: boolean;
}

/**
 * The day that is asked for, as it stands in SQL.
 *
 * @param given as it was written
 * @throws UsageError if it is no day, or none that is predicted
 */
export function predictionDay(given: string, asOf: AsOf): string {
    if (!isDay(given)) throw new UsageError(`--on ${JSON.stringify(given)} is no day of the calendar: write it as 2026-11-28.`);
    const first = dayAfter(asOf.day, 1);
    const last = dayAfter(asOf.day, HORIZON_DAYS);
    if (given < first || given > last) throw new UsageError(`--on ${given} is not predicted: predictions are as of ${asOfText(asOf)}. Name a day from ${first} to ${last}.`);
    return given;
}

/** The day that predictions are as of, why it is that one, and how many purchases after it are not counted. */
export function asOfText({ day, isWeekAfter, later, isBehind }: AsOf): string {
    const why = isBehind ? '' : isWeekAfter ? ', a week after the last purchase that is counted' : ', the last day with an event';
    if (later === 0) return `${day}${why}`;
    const [stand, are] = later === 1 ? ['stands', 'is'] : ['stand', 'are'];
    const alone = isBehind ? '' : `${stand} alone, with none in the ${HORIZON_DAYS} days before, and `;
    return `${day}${why}; ${counted(later, 'purchase')} of known customers after it ${alone}${are} not counted`;
}

/** The day so many days after another, both as YYYY-MM-DD. */
export const dayAfter = (day: string, days: number): string => new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
