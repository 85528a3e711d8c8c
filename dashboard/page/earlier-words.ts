import { daysBetween, type Period } from '../answers/period.js';
import { dayText } from '../looks/value-text.js';

/** How a comparison names what it compares. */
export interface EarlierWords {
    /** Which days of the period are compared, where not all are: `Up to Thu 2026-11-26`; null where all are. */
    readonly upTo: string | null;
    /** With what: `in the 7 days before`. */
    readonly than: string;
    /** What the marks of a table's bars are. */
    readonly marks: string;
}

/** Null where nothing is compared. */
export function earlierWords(period: Period | null): EarlierWords | null {
    if (period?.compared == null) return null;
    const { now } = period.compared;
    const earlier = period.days === 1 ? 'on the day before' : `in the ${period.days} days before`;
    if (now.to === period.to) return { upTo: null, than: earlier, marks: `Marks and change are against the ${period.days === 1 ? 'day' : `${period.days} days`} before.` };
    const count = daysBetween(now);
    const upTo = count === 1 ? `On ${dayText(now.to)}` : `Up to ${dayText(now.to)}`;
    const than = `${period.days} days earlier`;
    return { upTo, than, marks: `Marks and change are of ${count === 1 ? dayText(now.to) : `the days up to ${dayText(now.to)}`}, against ${than}. The faint end of a bar is ${dayText(period.to)}, which may not be over.` };
}
