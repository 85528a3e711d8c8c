import { HORIZON_DAYS } from '../../local/backtest/origins.js';
import { UsageError } from '../../local/errors.js';
import { isDay } from '../export/since.js';

/**
 * The day that is asked for, as it stands in SQL.
 *
 * @param given as it was written
 * @param known the last day that predictions know of, as YYYY-MM-DD
 * @throws UsageError if it is no day, or none that is predicted
 */
export function predictionDay(given: string, known: string): string {
    if (!isDay(given)) throw new UsageError(`--on ${JSON.stringify(given)} is no day of the calendar: write it as 2026-11-28.`);
    const first = dayAfter(known, 1);
    const last = dayAfter(known, HORIZON_DAYS);
    if (given < first || given > last) throw new UsageError(`--on ${given} is not predicted: the lake knows of purchases until ${known}, so that it predicts from ${first} to ${last}. Name one of these days.`);
    return given;
}

/** The day so many days after another, both as YYYY-MM-DD. */
export const dayAfter = (day: string, days: number): string => new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
