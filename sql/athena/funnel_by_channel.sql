-- How many sessions from each channel and device reached each stage of the funnel, day by day (UTC), and what they bought.
-- one row per day, kind of device and channel of sessions that began; key: session_date, device_type, source_channel
with fact_sessions as (
    select
        session_date,
        device_type,
        source_channel,
        views,
        carts,
        purchases,
        is_funnel_complete,
        furthest_stage_in_order,
        revenue
    from model.fact_sessions
),

-- A session has one device, one channel and, as in funnel_daily, one day: the rows of a day sum to that of funnel_daily.
grouped as (
    select
        session_date,
        device_type,
        source_channel,
        count(*) as sessions,
        count(*) filter (where views > 0) as sessions_with_view,
        count(*) filter (where carts > 0) as sessions_with_cart,
        count(*) filter (where purchases > 0) as sessions_with_purchase,
        count(*) filter (where furthest_stage_in_order in ('cart', 'purchase')) as sessions_with_cart_after_view,
        count(*) filter (where is_funnel_complete) as sessions_complete,
        sum(revenue) as revenue
    from fact_sessions
    group by
        session_date,
        device_type,
        source_channel
),

final as (
    select
        session_date,
        device_type,
        source_channel,
        sessions,
        sessions_with_view,
        sessions_with_cart,
        sessions_with_purchase,
        sessions_with_cart_after_view,
        sessions_complete,
        cast(revenue as decimal(18, 4)) as revenue
    from grouped
)

select * from final
