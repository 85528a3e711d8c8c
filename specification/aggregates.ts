import { happened } from './activity.js';
import { dateText, decimalText } from './canonical-text.js';
import { cartAbandonment } from './product-views.js';
import type { Row } from './raw-record.js';
import { countOf, dayOf, groups, having, isOfType, known, mondayOf, revenueOf, sales, sum } from './view-arithmetic.js';
import { funnelByChannel } from './views.js';

/** Tables of model that follow from its facts alone. */
export interface Aggregates {
    readonly fact_purchases: readonly Row[];
    readonly daily_activity: readonly Row[];
    readonly hourly_activity: readonly Row[];
    readonly daily_prices: readonly Row[];
    readonly product_activity: readonly Row[];
    readonly daily_visits: readonly Row[];
    readonly daily_carts: readonly Row[];
    readonly customer_days: readonly Row[];
    readonly visit_cohorts: readonly Row[];
}

/** What the facts come to. */
export const aggregates = (events: readonly Row[], sessions: readonly Row[]): Aggregates => ({
    fact_purchases: events.filter(isOfType('purchase')).map((event) => picked(event, ['event_id', 'event_time', 'event_date', 'user_id', 'session_id', 'product_id', 'price', 'quantity'])),
    daily_activity: happened(events, ['event_date', 'category_name', 'brand', 'device_type', 'source_channel']),
    hourly_activity: happened(events, ['event_date', 'day_of_week', 'hour_of_day', 'device_type', 'source_channel']),
    daily_prices: alike(events, ['product_id', 'event_date', 'price']).map(([key, ofKey]) => ({ ...key, events: countOf(ofKey) })),
    product_activity: groups(events, 'product_id').map(([product, ofProduct]) => productActivity(product, ofProduct)),
    daily_visits: funnelByChannel(sessions),
    daily_carts: cartAbandonment(events, sessions).map(({ abandonment_rate: _rate, ...sums }) => sums),
    customer_days: alike(having(sessions, 'purchases').filter(({ user_id }) => user_id !== null), ['user_id', 'session_date']).map(([key, visits]) => ({ ...key, sessions: countOf(visits), revenue: decimalText(revenueOf(visits), 4) })),
    visit_cohorts: [...cohorts('week', mondayOf, sessions), ...cohorts('month', (date) => `${date.slice(0, 8)}01`, sessions)],
});

function productActivity(product: string, events: readonly Row[]): Row {
    const [views, purchases] = [events.filter(isOfType('view')), events.filter(isOfType('purchase'))];
    const buying = new Set(purchases.map(({ session_id }) => session_id));
    return {
        product_id: product,
        events: countOf(events),
        views: countOf(views),
        carts: countOf(events.filter(isOfType('cart'))),
        purchases: countOf(purchases),
        units: String(sum(purchases, 'quantity')),
        revenue: decimalText(sales(purchases), 4),
        sessions_with_view: String(known(views, 'session_id')),
        sessions_with_view_and_purchase: String(known(views.filter(({ session_id }) => buying.has(session_id)), 'session_id')),
    };
}

/** Users by the period in which they came first and each in which they came. */
function cohorts(period: string, startOf: (date: string) => string, sessions: readonly Row[]): Row[] {
    const visits = groups(sessions.filter(({ user_id }) => user_id !== null), 'user_id').flatMap(([user_id, ofUser]) => {
        const first = Math.min(...ofUser.map(({ session_date }) => dayOf(session_date!)));
        return ofUser.map(({ session_date, purchases }) => ({ user_id, cohort_start: startOf(dateText(first)), period_start: startOf(session_date!), purchases: purchases! }));
    });
    return alike(visits, ['cohort_start', 'period_start']).map(([key, ofKey]) => ({ period, ...key, users: String(known(ofKey, 'user_id')), buyers: String(known(having(ofKey, 'purchases'), 'user_id')) }));
}

const picked = (row: Row, columns: readonly string[]): Row => Object.fromEntries(columns.map((column) => [column, row[column]!]));

/** Rows that are the same in some columns, with the values of these. */
const alike = (rows: readonly Row[], columns: readonly string[]): [Row, Row[]][] => groups(rows, (row) => JSON.stringify(columns.map((column) => row[column]))).map(([, same]) => [picked(same[0]!, columns), same]);
