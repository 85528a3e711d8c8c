import { dateText } from './canonical-text.js';
import type { Row } from './raw-record.js';
import { dayOf, different, earliest, groups, isOfType, known, latest, monthOf, quotient, sum } from './view-arithmetic.js';

/** What `model.recurrence_policies` says of one reading, without its reasons. */
export interface Policy {
    readonly policy: string;
    readonly purchaseIs: 'session' | 'day';
    readonly productsAre: 'distinct products' | 'units' | 'units of one line';
    readonly minimumProducts: number;
    /** Days of a sliding window; null for months of the calendar. */
    readonly windowDays: number | null;
    readonly holds: 'once' | 'throughout';
    readonly minimumPurchases: number;
    readonly minimumGaps: number;
    readonly highestDeviationDays: number | null;
}

/** The three published readings. */
export const POLICIES: readonly Policy[] = [
    { policy: 'every 30 days', purchaseIs: 'day', productsAre: 'distinct products', minimumProducts: 11, windowDays: 30, holds: 'throughout', minimumPurchases: 1, minimumGaps: 2, highestDeviationDays: 7 },
    { policy: 'twice in a calendar month', purchaseIs: 'day', productsAre: 'distinct products', minimumProducts: 11, windowDays: null, holds: 'once', minimumPurchases: 2, minimumGaps: 1, highestDeviationDays: null },
    { policy: 'twice in 30 days', purchaseIs: 'day', productsAre: 'distinct products', minimumProducts: 11, windowDays: 30, holds: 'once', minimumPurchases: 2, minimumGaps: 1, highestDeviationDays: null },
];

/** A policy as a row of its table, without its sentences. */
export const policyRow = (policy: Policy): Row => ({
    policy: policy.policy,
    purchase_is: policy.purchaseIs,
    products_are: policy.productsAre,
    minimum_products: String(policy.minimumProducts),
    window_is: policy.windowDays === null ? 'calendar month' : 'sliding',
    window_days: policy.windowDays === null ? null : String(policy.windowDays),
    holds: policy.holds,
    minimum_purchases: String(policy.minimumPurchases),
    minimum_gaps: String(policy.minimumGaps),
    highest_deviation_days: policy.highestDeviationDays === null ? null : `${policy.highestDeviationDays}.000000`,
});

const boughtByKnown = (events: readonly Row[]): Row[] => events.filter(isOfType('purchase')).filter(({ user_id }) => user_id !== null);
const purchasesOf = ({ purchaseIs }: Policy, lines: readonly Row[]): Row[][] => groups(lines, purchaseIs === 'session' ? 'session_id' : 'event_date').map(([, ofPurchase]) => ofPurchase);

/** One row per policy, known user and purchase, in the order of time; of sessions that begin to buy at one time the lower key first. */
export function purchasesByPolicy(events: readonly Row[], policies: readonly Policy[]): Row[] {
    const keyOf = (lines: readonly Row[]) => lines.map(({ session_id }) => BigInt(session_id!)).reduce((least, key) => (key < least ? key : least));
    return policies.flatMap((policy) =>
        groups(boughtByKnown(events), 'user_id').flatMap(([user, ofUser]) =>
            purchasesOf(policy, ofUser)
                .map((lines) => ({ lines, at: earliest(lines, 'event_time') }))
                .sort((one, other) => (one.at === other.at ? (keyOf(one.lines) < keyOf(other.lines) ? -1 : 1) : one.at < other.at ? -1 : 1))
                .map(({ lines, at }, place) => ({
                    policy: policy.policy,
                    user_id: user,
                    purchase_number: String(place + 1),
                    purchase_date: earliest(lines, 'event_date'),
                    purchased_at: at,
                    products: String(productsOf(policy, lines)),
                    is_large: String(productsOf(policy, lines) >= policy.minimumProducts),
                })),
        ),
    );
}

/** One row per policy and known user who has bought. */
export function recurrentCustomers(events: readonly Row[], sessions: readonly Row[], policies: readonly Policy[]): Row[] {
    const lastDay = dayOf(latest(sessions, 'ended_at').slice(0, 10) || '1970-01-01');
    return policies.flatMap((policy) => groups(boughtByKnown(events), 'user_id').map(([user, ofUser]) => ({ policy: policy.policy, user_id: user, ...judged(policy, ofUser, lastDay) })));
}

/** One row per policy, also of no customers; without its sentence. */
export function recurrenceByPolicy(events: readonly Row[], sessions: readonly Row[], policies: readonly Policy[]): Row[] {
    const customers = known(boughtByKnown(events), 'user_id');
    return policies.map((policy) => {
        const recurrent = recurrentCustomers(events, sessions, [policy]).filter(({ is_recurrent }) => is_recurrent === 'true').length;
        return { policy: policy.policy, customers: String(customers), recurrent_customers: String(recurrent), recurrent_share: quotient(recurrent, customers) };
    });
}

function judged(policy: Policy, lines: readonly Row[], lastDay: number): Row {
    const purchases = purchasesOf(policy, lines);
    const large = purchases.filter((purchase) => productsOf(policy, purchase) >= policy.minimumProducts);
    const days = large.map((purchase) => Math.min(...purchase.map(({ event_date }) => dayOf(event_date!)))).sort((one, other) => one - other);
    const gaps = days.slice(1).map((day, place) => day - days[place]!);
    const { kept, broken } = policy.windowDays === null ? months(policy, days, lastDay) : windows(policy, policy.windowDays, days, lastDay);
    const deviation = standardDeviation(gaps);
    const isSteady = policy.highestDeviationDays === null || (deviation !== null && Number(deviation) <= policy.highestDeviationDays);
    return {
        is_recurrent: String(kept > 0 && (policy.holds === 'once' || broken === 0) && gaps.length >= policy.minimumGaps && isSteady),
        purchases: String(purchases.length),
        large_purchases: String(large.length),
        first_purchase_date: days.length === 0 ? null : dateText(days[0]!),
        last_purchase_date: days.length === 0 ? null : dateText(days.at(-1)!),
        gaps: String(gaps.length),
        longest_gap_days: gaps.length === 0 ? null : String(Math.max(...gaps)),
        mean_gap_days: quotient(
            gaps.reduce((total, gap) => total + gap, 0),
            gaps.length,
        ),
        gap_deviation_days: deviation,
        days_since_last: days.length === 0 ? null : String(lastDay - days.at(-1)!),
        windows_kept: String(kept),
        windows_broken: String(broken),
    };
}

function productsOf({ productsAre }: Policy, lines: readonly Row[]): number {
    if (productsAre === 'units') return sum(lines, 'quantity');
    if (productsAre === 'units of one line') return Math.max(...lines.map(({ quantity }) => Number(quantity)));
    return different(lines, ({ product_id }) => product_id!);
}

/** A window opens with each purchase: is it full, and is there none behind it of the same length, whole, that is not? */
function windows({ minimumPurchases }: Policy, length: number, days: readonly number[], lastDay: number) {
    let [kept, broken] = [0, 0];
    days.forEach((day, place) => {
        const within = days.filter((other, otherPlace) => otherPlace > place && other - day <= length).length;
        if (1 + within >= minimumPurchases) kept++;
        if (within < minimumPurchases && lastDay - day > length) broken++;
    });
    return { kept, broken };
}

function months({ minimumPurchases }: Policy, days: readonly number[], lastDay: number) {
    if (days.length === 0) return { kept: 0, broken: 0 };
    const month = (day: number) => monthOf(dateText(day));
    let [kept, broken] = [0, 0];
    for (let at = month(days[0]!); at <= month(lastDay); at++) {
        if (days.filter((day) => month(day) === at).length >= minimumPurchases) kept++;
        // The last month may go on.
        else if (at < month(lastDay)) broken++;
    }
    return { kept, broken };
}

/** To six places, halves up; null of nothing. */
function standardDeviation(gaps: readonly number[]): string | null {
    if (gaps.length === 0) return null;
    const [total, squares] = [gaps.reduce((one, gap) => one + gap, 0), gaps.reduce((one, gap) => one + gap * gap, 0)];
    const millionths = Math.floor((1_000_000 * Math.sqrt(gaps.length * squares - total * total)) / gaps.length + 0.5);
    return `${Math.floor(millionths / 1_000_000)}.${String(millionths % 1_000_000).padStart(6, '0')}`;
}
