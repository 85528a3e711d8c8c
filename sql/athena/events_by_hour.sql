-- At which hours of which days of the week (UTC) things happen.
-- one row per day of the week and hour that have events; key: day_of_week, hour_of_day
with fact_user_events as (
    select
        day_of_week,
        hour_of_day,
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
        day_of_week,
        hour_of_day,
        count(distinct event_date) as days,
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
        day_of_week,
        hour_of_day
),

final as (
    select
        day_of_week,
        hour_of_day,
        days,
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
