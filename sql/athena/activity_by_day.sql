-- What happened day by day (UTC) in each category, brand, device and channel.
-- one row per day, category, brand, kind of device and channel that have events; key: event_date, category_name, brand, device_type, source_channel
with fact_user_events as (
    select
        event_date,
        category_name,
        brand,
        device_type,
        source_channel,
        event_type,
        price,
        quantity
    from model.fact_user_events
),

-- Nothing here is counted as different ones, which would not add up over several rows.
grouped as (
    select
        event_date,
        category_name,
        brand,
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
        category_name,
        brand,
        device_type,
        source_channel
),

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
        cast(coalesce(units, 0) as bigint) as units,
        cast(coalesce(revenue, 0) as decimal(18, 4)) as revenue
    from grouped
)

select * from final
