import type { Choice } from './choice.js';

/** Days from the first to the last, both included, as `YYYY-MM-DD`. */
export interface Days {
    readonly from: string;
    readonly to: string;
}

/** What time an answer is about, and with what it is compared. */
export interface Period extends Days {
    /** How many days that are. */
    readonly days: number;
    /** Those of the days that are over, and the same as many days earlier as the period has; null where there is no comparison. */
    readonly compared: { readonly now: Days; readonly before: Days } | null;
    /** Why nothing is compared, in a sentence; null where something is. */
    readonly whyNot: string | null;
}

const DAY = 86_400_000;
const timeOf = (day: string): number => Date.parse(`${day}T00:00:00Z`);
export const plusDays = (day: string, count: number): string => new Date(timeOf(day) + count * DAY).toISOString().slice(0, 10);
export const daysBetween = ({ from, to }: Days): number => Math.round((timeOf(to) - timeOf(from)) / DAY) + 1;

/**
 * The period of a choice. The last day of the lake may not be over, as nothing has come behind it: it is shown, but a comparison
 * leaves it out on both sides, else each morning would look like a collapse.
 *
 * @param span first and last day of the lake that have events
 */
export function periodOf({ last, from: chosenFrom, to: chosenTo }: Choice, span: Days): Period {
    const to = chosenTo ?? (chosenFrom !== null && chosenFrom > span.to ? chosenFrom : span.to);
    const open = last === null || last === 'all' ? span.from : plusDays(to, 1 - last);
    const from = chosenFrom ?? (open > to ? to : open);
    const days = daysBetween({ from, to });
    const period = { from, to, days };
    const now = { from, to: to < span.to ? to : plusDays(span.to, -1) };
    if (now.from > now.to) return { ...period, compared: null, whyNot: from > span.to ? 'These days are after the last day of the lake.' : 'The day may not be over, so it is not compared.' };
    const before = { from: plusDays(now.from, -days), to: plusDays(now.to, -days) };
    if (before.from < span.from) return { ...period, compared: null, whyNot: `There is nothing to compare with: the lake begins on ${span.from}.` };
    return { ...period, compared: { now, before }, whyNot: null };
}
