import type { Row } from './raw-record.js';
import { dayOf } from './view-arithmetic.js';

/** That a known user bought a product on a day. */
export interface Purchase {
    readonly user: string;
    /** Days since 1970-01-01. */
    readonly day: number;
    readonly product: string;
}

/** A known user who has bought. */
export interface Customer {
    readonly user: string;
    /** The days with a purchase, from the first one. */
    readonly days: readonly number[];
    /** What was bought on each of them. */
    readonly products: readonly ReadonlySet<string>[];
}

/** What is known of purchases on the evening of a day. */
export interface PurchaseHistory {
    readonly lastDay: number;
    readonly customers: readonly Customer[];
}

/** The purchases of known users among events; the last day is that of any event. */
export const purchasesOf = (events: readonly Row[]): Purchase[] =>
    events.filter(({ event_type, user_id }) => event_type === 'purchase' && user_id !== null).map(({ user_id, event_date, product_id }) => ({ user: user_id!, day: dayOf(event_date!), product: product_id! }));

/** Days within which the next purchase has to come, or it is not believed. */
const BELIEVED = 60;
/** Days after the last purchase for which events tell that there was none. */
const PATIENCE = 7;

/** The last day that is known, of purchases in any order and the day of the last event. */
function knownUntil(purchases: readonly Purchase[], lastEvent: number): number {
    const days = [...new Set(purchases.map(({ day }) => day))].sort((one, other) => one - other);
    const believed = days.filter((day, place) => place === 0 || day - days[place - 1]! <= BELIEVED);
    return Math.min(lastEvent, believed.at(-1)! + PATIENCE);
}

/** @param lastEvent day of the last event */
export function historyOf(purchases: readonly Purchase[], lastEvent: number): PurchaseHistory {
    if (purchases.length === 0) return { lastDay: lastEvent, customers: [] };
    const lastDay = knownUntil(purchases, lastEvent);
    return knownHistory(purchases.filter(({ day }) => day <= lastDay), lastDay);
}

function knownHistory(purchases: readonly Purchase[], lastDay: number): PurchaseHistory {
    const byUser = new Map<string, Map<number, Set<string>>>();
    for (const { user, day, product } of purchases) {
        const days = byUser.get(user) ?? new Map<number, Set<string>>();
        byUser.set(user, days.set(day, (days.get(day) ?? new Set()).add(product)));
    }
    const customers = [...byUser].map(([user, byDay]) => {
        const days = [...byDay.keys()].sort((one, other) => one - other);
        return { user, days, products: days.map((day) => byDay.get(day)!) };
    });
    return { lastDay, customers };
}

/** The day on which the interval behind a purchase day ends: the next one, or the last day that is known. */
export const endOfInterval = ({ lastDay }: PurchaseHistory, { days }: Customer, place: number): number => days[place + 1] ?? lastDay;

/** To the nearest whole number, halves up. */
export const nearest = (value: number): number => Math.floor(value + 0.5);

/** In millionths, to the nearest. */
export const millionths = (value: number): number => nearest(1_000_000 * value);
