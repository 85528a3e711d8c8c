-- What happened day by day (UTC) in each category, brand, device and channel.
-- one row per day, category, brand, kind of device and channel that have events; key: event_date, category_name, brand, device_type, source_channel
with daily_activity as (
    select * from model.daily_activity
),

-- Nothing here is counted as different ones, which would not add up over several rows.
final as (
    select
        event_date,
        category_name,
        brand,
        device_type,
        source_channel,
        events,
        views,
        carts,
        removals,
        purchases,
        units,
        cast(revenue as decimal(38, 4)) as revenue
    from daily_activity
)

select * from final
