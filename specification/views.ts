import { decimalText, millisecondsOf, timeText, unscaled } from './canonical-text.js';
import type { Published } from './published.js';
import type { Row } from './raw-record.js';

/** View → rows. */
export interface Views {
    readonly funnel_daily: readonly Row[];
    readonly funnel_by_category: readonly Row[];
    readonly top_categories: readonly Row[];
    readonly top_brands: readonly Row[];
    readonly sessions_per_user: readonly Row[];
    readonly session_length: readonly Row[];
}

/** What the views have to answer, as a function of model. */
export const views = (model: Pick<Published, 'fact_user_events' | 'fact_sessions'>): Views => ({
    funnel_daily: funnelDaily(model.fact_sessions),
    funnel_by_category: funnelByCategory(model.fact_user_events),
    top_categories: topSellers(model.fact_user_events, 'category_name'),
    top_brands: topSellers(model.fact_user_events, 'brand'),
    sessions_per_user: sessionsPerUser(model.fact_sessions),
    session_length: sessionLength(model.fact_sessions),
});

/** One quotient to six places, halves up; null where it divides by nothing. */
function quotient(dividend: bigint | number, divisor: bigint | number): string | null {
    const [n, d] = [BigInt(dividend), BigInt(divisor)];
    return d === 0n ? null : decimalText((2_000_000n * n + d) / (2n * d), 6);
}

const count = (row: Row, column: string): number => Number(row[column]);
const sum = (rows: readonly Row[], column: string): number => rows.reduce((total, row) => total + count(row, column), 0);
const countOf = (rows: readonly unknown[]): string => String(rows.length);
/** Different known values of a column. */
const known = (rows: readonly Row[], column: string): number => new Set(rows.map((row) => row[column]).filter((value) => value !== null)).size;
const having = (rows: readonly Row[], column: string): Row[] => rows.filter((row) => count(row, column) > 0);
const revenueOf = (sessions: readonly Row[]): bigint => sessions.reduce((total, { revenue }) => total + unscaled(revenue!, 4), 0n);
const sales = (purchases: readonly Row[]): bigint => purchases.reduce((total, { price, quantity }) => total + unscaled(price!, 4) * BigInt(quantity!), 0n);

function groups(rows: readonly Row[], column: string): [string, Row[]][] {
    const found = new Map<string, Row[]>();
    for (const row of rows) found.set(row[column]!, [...(found.get(row[column]!) ?? []), row]);
    return [...found];
}

const rates = (viewed: number, carted: number, bought: number) => ({
    view_to_cart_rate: quotient(carted, viewed),
    cart_to_purchase_rate: quotient(bought, carted),
    view_to_purchase_rate: quotient(bought, viewed),
});

/** A session belongs whole to the day on which it began. */
function funnelDaily(allSessions: readonly Row[]): Row[] {
    return groups(allSessions, 'session_date').map(([date, sessions]) => {
        const [viewed, carted, bought] = [having(sessions, 'views'), having(sessions, 'carts'), having(sessions, 'purchases')];
        return {
            session_date: date,
            sessions: countOf(sessions),
            sessions_with_view: countOf(viewed),
            sessions_with_cart: countOf(carted),
            sessions_with_purchase: countOf(bought),
            sessions_complete: countOf(sessions.filter(({ is_funnel_complete }) => is_funnel_complete === 'true')),
            users: String(known(sessions, 'user_id')),
            users_with_view: String(known(viewed, 'user_id')),
            users_with_cart: String(known(carted, 'user_id')),
            users_with_purchase: String(known(bought, 'user_id')),
            ...rates(viewed.length, carted.length, bought.length),
            revenue: decimalText(revenueOf(sessions), 4),
        };
    });
}

/** A session counts once in each category that it touched. */
function funnelByCategory(allEvents: readonly Row[]): Row[] {
    return groups(allEvents, 'category_name').map(([category, events]) => {
        const of = (type: string) => events.filter(({ event_type }) => event_type === type);
        const [views, carts, purchases] = [of('view'), of('cart'), of('purchase')];
        const [viewed, carted, bought] = [known(views, 'session_id'), known(carts, 'session_id'), known(purchases, 'session_id')];
        return {
            category_name: category,
            sessions_with_view: String(viewed),
            sessions_with_cart: String(carted),
            sessions_with_purchase: String(bought),
            users_with_view: String(known(views, 'user_id')),
            users_with_cart: String(known(carts, 'user_id')),
            users_with_purchase: String(known(purchases, 'user_id')),
            views: countOf(views),
            carts: countOf(carts),
            purchases: countOf(purchases),
            ...rates(viewed, carted, bought),
            revenue: decimalText(sales(purchases), 4),
        };
    });
}

/** What sells best; of equal revenues the name whose bytes sort first has the better place. */
function topSellers(events: readonly Row[], column: 'category_name' | 'brand'): Row[] {
    const purchases = events.filter(({ event_type }) => event_type === 'purchase');
    const all = sales(purchases);
    return groups(purchases, column)
        .map(([name, sold]) => ({ name, sold, revenue: sales(sold) }))
        .sort((one, other) => (one.revenue === other.revenue ? Buffer.compare(Buffer.from(one.name), Buffer.from(other.name)) : one.revenue > other.revenue ? -1 : 1))
        .map(({ name, sold, revenue }, place) => ({
            [column]: name,
            revenue_rank: String(place + 1),
            purchases: countOf(sold),
            units: String(sum(sold, 'quantity')),
            buyers: String(known(sold, 'user_id')),
            revenue: decimalText(revenue, 4),
            share_of_revenue: quotient(revenue, all),
        }));
}

function sessionsPerUser(allSessions: readonly Row[]): Row[] {
    const ofUsers = allSessions.filter(({ user_id }) => user_id !== null);
    return groups(ofUsers, 'user_id').map(([user, sessions]) => {
        const starts = sessions.map(({ started_at }) => millisecondsOf(started_at!));
        return {
            user_id: user,
            sessions: countOf(sessions),
            events: String(sum(sessions, 'events')),
            purchases: String(sum(sessions, 'purchases')),
            revenue: decimalText(revenueOf(sessions), 4),
            first_session_at: timeText(Math.min(...starts)),
            last_session_at: timeText(Math.max(...starts)),
            mean_duration_seconds: quotient(sum(sessions, 'duration_seconds'), sessions.length),
            longest_duration_seconds: String(Math.max(...sessions.map((session) => count(session, 'duration_seconds')))),
        };
    });
}

/** Name and bounds of each bucket, in whole seconds; both belong to it. */
const BUCKETS: readonly [name: string, from: number, to: number | null][] = [
    ['0 s', 0, 0],
    ['1-10 s', 1, 10],
    ['11-30 s', 11, 30],
    ['31-60 s', 31, 60],
    ['1-3 min', 61, 180],
    ['3-10 min', 181, 600],
    ['10-30 min', 601, 1800],
    ['over 30 min', 1801, null],
];

function sessionLength(allSessions: readonly Row[]): Row[] {
    return BUCKETS.map(([name, from, to], place) => {
        const sessions = allSessions.filter((session) => {
            const seconds = count(session, 'duration_seconds');
            return seconds >= from && (to === null || seconds <= to);
        });
        return {
            bucket_number: String(place + 1),
            bucket_name: name,
            from_seconds: String(from),
            to_seconds: to === null ? null : String(to),
            sessions: countOf(sessions),
            share_of_sessions: quotient(sessions.length, allSessions.length),
            mean_events: quotient(sum(sessions, 'events'), sessions.length),
            sessions_with_purchase: countOf(having(sessions, 'purchases')),
        };
    });
}
