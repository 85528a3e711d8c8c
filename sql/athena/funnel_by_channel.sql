-- How many sessions from each channel and device reached each stage of the funnel, day by day (UTC), and what they bought.
-- one row per day, kind of device and channel of sessions that began; key: session_date, device_type, source_channel
with daily_visits as (
    select * from model.daily_visits
),

-- A session has one device, one channel and, as in funnel_daily, one day: the rows of a day sum to that of funnel_daily.
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
        cast(revenue as decimal(38, 4)) as revenue
    from daily_visits
)

select * from final
