import { activity, happened } from './activity.js';
import { decimalText, millisecondsOf, timeText } from './canonical-text.js';
import { cohortRetention, customerSegments, mostActiveUsers, purchaseIntervals } from './customer-views.js';
import { customersDue, expectedPurchasesByDay, nextPurchases, prediccionesClientes, purchaseProbabilities } from './prediction-views.js';
import { cartAbandonment, priceAnomalies, prices, productConversion } from './product-views.js';
import type { Published } from './published.js';
import type { Row } from './raw-record.js';
import { POLICIES, purchasesByPolicy, recurrenceByPolicy, recurrentCustomers } from './recurrence.js';
import { count, countOf, groups, having, isOfType, known, mondayOf, quotient, revenueOf, sales, sum } from './view-arithmetic.js';

/** View → rows that it has to answer, as a function of model; of all views but those that tell of runs. */
export function views(model: Published) {
    const { fact_user_events: events, fact_sessions: sessions, dim_products: products, freshness } = model;
    return {
        funnel_daily: funnelDaily(sessions),
        funnel_by_category: funnelByCategory(events),
        funnel_by_channel: funnelByChannel(sessions),
        product_conversion: productConversion(events, products),
        top_categories: topSellers(events, 'category_name'),
        top_brands: topSellers(events, 'brand'),
        events_by_day: activity(events, ({ event_date }) => ({ event_date: event_date! })),
        events_by_week: activity(events, ({ event_date }) => ({ week_start: mondayOf(event_date!) }), true),
        events_by_hour: activity(events, ({ day_of_week, hour_of_day }) => ({ day_of_week: day_of_week!, hour_of_day: hour_of_day! }), true),
        activity_by_day: happened(events, ['event_date', 'category_name', 'brand', 'device_type', 'source_channel']),
        activity_by_hour: happened(events, ['event_date', 'day_of_week', 'hour_of_day', 'device_type', 'source_channel']),
        price_by_category: prices(products, 'category_name'),
        price_by_brand: prices(products, 'brand'),
        price_anomalies: priceAnomalies(events, products),
        sessions_per_user: sessionsPerUser(sessions),
        session_length: sessionLength(sessions),
        most_active_users: mostActiveUsers(sessions),
        purchase_intervals: purchaseIntervals(events),
        purchases_by_policy: purchasesByPolicy(events, POLICIES),
        recurrent_customers: recurrentCustomers(events, sessions, POLICIES),
        recurrence_by_policy: recurrenceByPolicy(events, sessions, POLICIES),
        cohort_retention: cohortRetention(sessions),
        customer_segments: customerSegments(sessions),
        cart_abandonment: cartAbandonment(events, sessions),
        next_purchases: nextPurchases(model),
        predicciones_clientes: prediccionesClientes(model),
        purchase_probabilities: purchaseProbabilities(model),
        expected_purchases_by_day: expectedPurchasesByDay(model),
        customers_due: customersDue(model),
        data_freshness: dataFreshness(freshness),
    };
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
        const carriedOn = sessions.filter(({ furthest_stage_in_order }) => ['cart', 'purchase'].includes(furthest_stage_in_order!));
        const complete = sessions.filter(({ is_funnel_complete }) => is_funnel_complete === 'true');
        return {
            session_date: date,
            sessions: countOf(sessions),
            sessions_with_view: countOf(viewed),
            sessions_with_cart: countOf(carted),
            sessions_with_purchase: countOf(bought),
            sessions_with_cart_after_view: countOf(carriedOn),
            sessions_complete: countOf(complete),
            users: String(known(sessions, 'user_id')),
            users_with_view: String(known(viewed, 'user_id')),
            users_with_cart: String(known(carted, 'user_id')),
            users_with_purchase: String(known(bought, 'user_id')),
            users_with_cart_after_view: String(known(carriedOn, 'user_id')),
            users_complete: String(known(complete, 'user_id')),
            ...rates(viewed.length, carted.length, bought.length),
            revenue: decimalText(revenueOf(sessions), 4),
        };
    });
}

/** The sessions of each day, device and channel; each is of one of them, and so counts once in all. */
export function funnelByChannel(allSessions: readonly Row[]): Row[] {
    return groups(allSessions, ({ session_date, device_type, source_channel }) => JSON.stringify([session_date, device_type, source_channel])).map(([, sessions]) => {
        const { session_date, device_type, source_channel } = sessions[0]!;
        const came = (...stages: readonly string[]) => countOf(sessions.filter(({ furthest_stage_in_order }) => stages.includes(furthest_stage_in_order!)));
        return {
            session_date: session_date!,
            device_type: device_type!,
            source_channel: source_channel!,
            sessions: countOf(sessions),
            sessions_with_view: countOf(having(sessions, 'views')),
            sessions_with_cart: countOf(having(sessions, 'carts')),
            sessions_with_purchase: countOf(having(sessions, 'purchases')),
            sessions_with_cart_after_view: came('cart', 'purchase'),
            sessions_complete: came('purchase'),
            revenue: decimalText(revenueOf(sessions), 4),
        };
    });
}

/** A session counts once in each category that it touched. */
function funnelByCategory(allEvents: readonly Row[]): Row[] {
    return groups(allEvents, 'category_name').map(([category, events]) => {
        const of = (type: string) => events.filter(isOfType(type));
        const [views, carts, purchases] = [of('view'), of('cart'), of('purchase')];
        const isFollowed = (one: Row, other: Row) => one['session_id'] === other['session_id'] && millisecondsOf(one['event_time']!) <= millisecondsOf(other['event_time']!);
        const carriedOn = carts.filter((cart) => views.some((view) => isFollowed(view, cart)));
        const complete = carriedOn.filter((cart) => purchases.some((purchase) => isFollowed(cart, purchase)));
        const [viewed, carted, bought] = [known(views, 'session_id'), known(carts, 'session_id'), known(purchases, 'session_id')];
        return {
            category_name: category,
            sessions_with_view: String(viewed),
            sessions_with_cart: String(carted),
            sessions_with_purchase: String(bought),
            sessions_with_cart_after_view: String(known(carriedOn, 'session_id')),
            sessions_complete: String(known(complete, 'session_id')),
            users_with_view: String(known(views, 'user_id')),
            users_with_cart: String(known(carts, 'user_id')),
            users_with_purchase: String(known(purchases, 'user_id')),
            users_with_cart_after_view: String(known(carriedOn, 'user_id')),
            users_complete: String(known(complete, 'user_id')),
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
    const purchases = events.filter(isOfType('purchase'));
    const all = sales(purchases);
    const sellers = groups(purchases, column)
        .map(([name, sold]) => ({ name, sold, revenue: sales(sold), units: sum(sold, 'quantity') }))
        .sort((one, other) => Buffer.compare(Buffer.from(one.name), Buffer.from(other.name)));
    const byUnits = sellers.toSorted((one, other) => other.units - one.units);
    return sellers
        .toSorted((one, other) => (one.revenue === other.revenue ? 0 : one.revenue > other.revenue ? -1 : 1))
        .map(({ name, sold, revenue }, place) => ({
            [column]: name,
            revenue_rank: String(place + 1),
            units_rank: String(byUnits.findIndex((seller) => seller.name === name) + 1),
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

/** How far each table is behind the one that has come furthest. */
function dataFreshness(freshness: readonly Row[]): Row[] {
    const newest = Math.max(...freshness.flatMap(({ changed_at }) => (changed_at === null ? [] : [millisecondsOf(changed_at!)])));
    return freshness.map(({ table_name, changed_at }) => ({
        table_name: table_name!,
        newest_change_at: changed_at ?? null,
        seconds_behind: changed_at == null ? null : String(Math.floor((newest - millisecondsOf(changed_at)) / 1000)),
    }));
}
