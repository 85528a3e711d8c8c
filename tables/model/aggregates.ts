import { date, int32, int64, type LakeTable, money, required, sumOfMoney, text } from '../table.js';

/**
 * Sums of the facts that views are answered from. In each of them a row is what some sessions (or users) contribute on their own, added
 * up; the first column behind the key counts what the row has, and a row without any is not there. So a run can add what it changed.
 */
const happened = {
    events: required(int64, 'Number of events.'),
    views: required(int64, 'Number of views.'),
    carts: required(int64, 'Number of times that a product was put in the cart.'),
    removals: required(int64, 'Number of times that a product was removed from the cart.'),
    purchases: required(int64, 'Number of purchase events.'),
    units: required(int64, 'Units bought.'),
    revenue: required(sumOfMoney, 'Price times quantity of the purchases.'),
};

const visitor = {
    device_type: required(text, 'Kind of device; unknown where there is none.'),
    source_channel: required(text, 'Where the visitor came from; unknown where there is none.'),
};

export const dailyActivity: LakeTable = {
    layer: 'model',
    name: 'daily_activity',
    purpose: 'What happened day by day in each category, brand, device and channel.',
    grain: 'one row per day, category, brand, kind of device and channel that have events',
    key: ['event_date', 'category_name', 'brand', 'device_type', 'source_channel'],
    order: ['category_name', 'brand', 'event_date'],
    columns: {
        event_date: required(date, 'Day in UTC.'),
        category_name: required(text, 'Path of the category that the products had at that time; unknown where there is none.'),
        brand: required(text, 'Brand that the products had at that time; unknown where there is none.'),
        ...visitor,
        ...happened,
    },
};

export const hourlyActivity: LakeTable = {
    layer: 'model',
    name: 'hourly_activity',
    purpose: 'What happened hour by hour of each day on each device and from each channel.',
    grain: 'one row per day, hour, kind of device and channel that have events',
    key: ['event_date', 'day_of_week', 'hour_of_day', 'device_type', 'source_channel'],
    order: ['event_date', 'hour_of_day'],
    columns: {
        event_date: required(date, 'Day in UTC.'),
        day_of_week: required(int32, 'Monday 1 to Sunday 7; follows from the day.'),
        hour_of_day: required(int32, 'Hour in UTC, 0 to 23.'),
        ...visitor,
        ...happened,
    },
};

export const dailyPrices: LakeTable = {
    layer: 'model',
    name: 'daily_prices',
    purpose: 'At which prices each product was seen and bought day by day.',
    grain: 'one row per product, day and price',
    key: ['product_id', 'event_date', 'price'],
    order: ['product_id', 'event_date'],
    columns: {
        product_id: required(int64, 'Product.'),
        event_date: required(date, 'Day in UTC.'),
        price: required(money, 'Price of one unit.'),
        events: required(int64, 'Number of events at that price.'),
    },
};

export const productActivity: LakeTable = {
    layer: 'model',
    name: 'product_activity',
    purpose: 'What happened to each product, and how many sessions saw and bought it, over all time.',
    grain: 'one row per product that has events',
    key: ['product_id'],
    order: ['product_id'],
    columns: {
        product_id: required(int64, 'Product.'),
        events: required(int64, 'Number of events.'),
        views: required(int64, 'Number of views.'),
        carts: required(int64, 'Number of times that it was put in the cart.'),
        purchases: required(int64, 'Number of purchase events.'),
        units: required(int64, 'Units bought.'),
        revenue: required(sumOfMoney, 'Price times quantity of its purchases.'),
        sessions_with_view: required(int64, 'Sessions that viewed it.'),
        sessions_with_view_and_purchase: required(int64, 'Of these, sessions that bought it too, before or after.'),
    },
};

export const dailyVisits: LakeTable = {
    layer: 'model',
    name: 'daily_visits',
    purpose: 'How many sessions from each channel and device reached each stage of the funnel, day by day, and what they bought.',
    grain: 'one row per day, kind of device and channel of sessions that began',
    key: ['session_date', 'device_type', 'source_channel'],
    order: ['session_date'],
    columns: {
        session_date: required(date, 'Day on which the sessions began, in UTC.'),
        ...visitor,
        sessions: required(int64, 'Number of sessions.'),
        sessions_with_view: required(int64, 'Sessions with a view.'),
        sessions_with_cart: required(int64, 'Sessions that put something in the cart.'),
        sessions_with_purchase: required(int64, 'Sessions with a purchase.'),
        sessions_with_cart_after_view: required(int64, 'Sessions in which a view was followed by a cart.'),
        sessions_complete: required(int64, 'Sessions in which a view was followed by a cart and that by a purchase.'),
        revenue: required(sumOfMoney, 'Price times quantity of their purchases.'),
    },
};

export const dailyCarts: LakeTable = {
    layer: 'model',
    name: 'daily_carts',
    purpose: 'What was put in the cart by the sessions of each day, taken out of it and left in it.',
    grain: 'one row per day on which sessions with a cart began',
    key: ['session_date'],
    order: ['session_date'],
    columns: {
        session_date: required(date, 'Day on which the sessions began, in UTC.'),
        sessions_with_cart: required(int64, 'Sessions that put something in the cart.'),
        sessions_abandoned: required(int64, 'Of these, sessions without a purchase.'),
        sessions_with_removal: required(int64, 'Of these, sessions that took out something that they had put in.'),
        value_in: required(sumOfMoney, 'Value of what was put in, each product at the highest price at which the session put it in.'),
        units_removed: required(int64, 'Units that were taken out again.'),
        value_removed: required(sumOfMoney, 'Their value.'),
        units_left: required(int64, 'Units that were neither taken out nor bought.'),
        value_left: required(sumOfMoney, 'Their value.'),
    },
};

export const customerDays: LakeTable = {
    layer: 'model',
    name: 'customer_days',
    purpose: 'On which days known users began visits in which they bought, and what those came to.',
    grain: 'one row per known user and day on which sessions with a purchase began',
    key: ['user_id', 'session_date'],
    order: ['user_id'],
    columns: {
        user_id: required(int64, 'User.', { personal: 'pseudonym' }),
        session_date: required(date, 'Day on which the sessions began, in UTC.'),
        sessions: required(int64, 'Sessions with a purchase.'),
        revenue: required(sumOfMoney, 'Price times quantity of their purchases.'),
    },
};

export const visitCohorts: LakeTable = {
    layer: 'model',
    name: 'visit_cohorts',
    purpose: 'Of the known users who came first in a week or month, how many came and bought in it and in each later one.',
    grain: 'one row per kind of period, period of the first visit and period in which any of them came',
    key: ['period', 'cohort_start', 'period_start'],
    columns: {
        period: required(text, 'Kind of period.', { values: ['week', 'month'] }),
        cohort_start: required(date, 'First day of the period in which the users came first.'),
        period_start: required(date, 'First day of a period in which they came.'),
        users: required(int64, 'Users who came.'),
        buyers: required(int64, 'Of these, users who bought.'),
    },
};
