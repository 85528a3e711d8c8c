-- How many sessions from each channel and device reached each stage of the funnel, day by day, and what they bought. UTC.
-- grain: one row per day, kind of device and channel of sessions that began; key: session_date, device_type, source_channel
with

sessions as (

    select * from aggregated_sessions

),

final as (

    select
        session_date,
        device_type,
        source_channel,
        count(*) as sessions,
        count(case when views > 0 then 1 end) as sessions_with_view,
        count(case when carts > 0 then 1 end) as sessions_with_cart,
        count(case when purchases > 0 then 1 end) as sessions_with_purchase,
        count(case when furthest_stage_in_order in ('cart', 'purchase') then 1 end) as sessions_with_cart_after_view,
        count(case when is_funnel_complete then 1 end) as sessions_complete,
        cast(sum(revenue) as decimal(38, 4)) as revenue
    from sessions
    group by
        session_date,
        device_type,
        source_channel

)

select * from final
