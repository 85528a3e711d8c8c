/** From version 5 to 6: the sums of the facts that views are answered from, which are made when the tables are there. */
export const upgrade5: readonly string[] = [
    'create table state.aggregates (digest varchar not null)',
    `create table model.fact_purchases (
        event_id decimal(30, 0) not null,
        event_time timestamp not null,
        event_date date not null,
        user_id bigint,
        session_id decimal(25, 0) using compression uncompressed not null,
        product_id bigint not null,
        price decimal(18, 4) not null,
        quantity integer not null
    )`,
    `create table model.daily_activity (
        event_date date not null,
        category_name varchar not null,
        brand varchar not null,
        device_type varchar not null,
        source_channel varchar not null,
        events bigint not null,
        views bigint not null,
        carts bigint not null,
        removals bigint not null,
        purchases bigint not null,
        units bigint not null,
        revenue decimal(38, 4) not null
    )`,
    `create table model.hourly_activity (
        event_date date not null,
        day_of_week integer not null,
        hour_of_day integer not null,
        device_type varchar not null,
        source_channel varchar not null,
        events bigint not null,
        views bigint not null,
        carts bigint not null,
        removals bigint not null,
        purchases bigint not null,
        units bigint not null,
        revenue decimal(38, 4) not null
    )`,
    `create table model.daily_prices (
        product_id bigint not null,
        event_date date not null,
        price decimal(18, 4) not null,
        events bigint not null
    )`,
    `create table model.product_activity (
        product_id bigint not null,
        events bigint not null,
        views bigint not null,
        carts bigint not null,
        purchases bigint not null,
        units bigint not null,
        revenue decimal(38, 4) not null,
        sessions_with_view bigint not null,
        sessions_with_view_and_purchase bigint not null
    )`,
    `create table model.daily_visits (
        session_date date not null,
        device_type varchar not null,
        source_channel varchar not null,
        sessions bigint not null,
        sessions_with_view bigint not null,
        sessions_with_cart bigint not null,
        sessions_with_purchase bigint not null,
        sessions_with_cart_after_view bigint not null,
        sessions_complete bigint not null,
        revenue decimal(38, 4) not null
    )`,
    `create table model.daily_carts (
        session_date date not null,
        sessions_with_cart bigint not null,
        sessions_abandoned bigint not null,
        sessions_with_removal bigint not null,
        value_in decimal(38, 4) not null,
        units_removed bigint not null,
        value_removed decimal(38, 4) not null,
        units_left bigint not null,
        value_left decimal(38, 4) not null
    )`,
    `create table model.customer_days (
        user_id bigint not null,
        session_date date not null,
        sessions bigint not null,
        revenue decimal(38, 4) not null
    )`,
    `create table model.visit_cohorts (
        period varchar not null,
        cohort_start date not null,
        period_start date not null,
        users bigint not null,
        buyers bigint not null
    )`,
];
