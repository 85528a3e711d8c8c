-- What happened day by day (UTC); events count on the day on which they happened.
-- one row per day that has events; key: event_date
with fact_user_events as (
    select
        event_date,
        session_id,
        user_id,
        event_type,
        price,
        quantity
    from model.fact_user_events
),

grouped as (
    select
        event_date,
        count(*) as events,
        count(*) filter (where event_type = 'view') as views,
        count(*) filter (where event_type = 'cart') as carts,
        count(*) filter (where event_type = 'remove_from_cart') as removals,
        count(*) filter (where event_type = 'purchase') as purchases,
        count(distinct session_id) as sessions,
        count(distinct user_id) as users,
        sum(case when event_type = 'purchase' then quantity end) as units,
        sum(case when event_type = 'purchase' then price * quantity end) as revenue
    from fact_user_events
    group by
        event_date
),

final as (
    select
        event_date,
        events,
        views,
        carts,
        removals,
        purchases,
        sessions,
        users,
        cast(coalesce(units, 0) as bigint) as units,
        cast(coalesce(revenue, 0) as decimal(38, 4)) as revenue
    from grouped
)

select * from final
