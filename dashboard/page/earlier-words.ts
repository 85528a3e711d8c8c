import { daysBetween, type Period } from '../answers/period.js';
import { dayText } from '../looks/value-text.js';

/** How a comparison names what it compares. */
export interface EarlierWords {
    /** Which days of the period are compared, where not all are: `Up to Thu 2026-11-26`; null where all are. */
    readonly upTo: string | null;
    /** With what: `in the 7 days before`. */
    readonly than: string;
}

/** Null where nothing is compared. */
export function earlierWords(period: Period | null): EarlierWords | null {
    if (period?.compared == null) return null;
    const { now } = period.compared;
    const earlier = period.days === 1 ? 'on the day before' : `in the ${period.days} days before`;
    if (now.to === period.to) return { upTo: null, than: earlier };
    const count = daysBetween(now);
    return { upTo: count === 1 ? `On ${dayText(now.to)}` : `Up to ${dayText(now.to)}`, than: `${period.days} days earlier` };
}
