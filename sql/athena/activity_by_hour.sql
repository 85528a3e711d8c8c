-- What happened hour by hour of each day (UTC) on each device and from each channel.
-- one row per day, hour, kind of device and channel that have events; key: event_date, hour_of_day, device_type, source_channel
with hourly_activity as (
    select * from model.hourly_activity
),

-- Nothing here is counted as different ones, which would not add up over several rows.
final as (
    select
        event_date,
        day_of_week,
        hour_of_day,
        device_type,
        source_channel,
        events,
        views,
        carts,
        removals,
        purchases,
        units,
        cast(revenue as decimal(38, 4)) as revenue
    from hourly_activity
)

select * from final
