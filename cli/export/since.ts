import { UsageError } from '../../local/errors.js';

/** What `--since` may say: since the earlier export in the folder, or the same for the days from this one on. */
export type Since = 'last' | Day;

/** A day in UTC, YYYY-MM-DD. */
export type Day = `${number}-${number}-${number}`;

/** @throws UsageError if it is neither `last` nor a day of the calendar */
export function parseSince(value: string): Since {
    if (value === 'last' || isDay(value)) return value;
    throw new UsageError(`--since ${JSON.stringify(value)} is neither a day of the calendar, such as 2020-04-10, nor the word last, which is since the earlier export in DIR: give one of the two.`);
}

/** Whether a text is a day of the calendar. */
export function isDay(text: string): text is Day {
    const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
    // Date.parse takes 2020-02-30 for 2020-03-01.
    return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === text;
}
