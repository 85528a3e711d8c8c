-- What happened hour by hour of each day (UTC) on each device and from each channel.
-- one row per day, hour, kind of device and channel that have events; key: event_date, hour_of_day, device_type, source_channel
with fact_user_events as (
    select
        event_date,
        day_of_week,
        hour_of_day,
        device_type,
        source_channel,
        event_type,
        price,
        quantity
    from model.fact_user_events
),

-- A date has one day of the week, so that it adds no rows. Nothing is counted as different ones, which would not add up.
grouped as (
    select
        event_date,
        day_of_week,
        hour_of_day,
        device_type,
        source_channel,
        count(*) as events,
        count(*) filter (where event_type = 'view') as views,
        count(*) filter (where event_type = 'cart') as carts,
        count(*) filter (where event_type = 'remove_from_cart') as removals,
        count(*) filter (where event_type = 'purchase') as purchases,
        sum(case when event_type = 'purchase' then quantity end) as units,
        sum(case when event_type = 'purchase' then price * quantity end) as revenue
    from fact_user_events
    group by
        event_date,
        day_of_week,
        hour_of_day,
        device_type,
        source_channel
),

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
        cast(coalesce(units, 0) as bigint) as units,
        cast(coalesce(revenue, 0) as decimal(18, 4)) as revenue
    from grouped
)

select * from final
