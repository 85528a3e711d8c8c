-- What happened day by day in each category, brand, device and channel. UTC.
-- grain: one row per day, category, brand, kind of device and channel that have events; key: event_date, category_name, brand, device_type, source_channel
with

events as (

    select * from aggregated_events

),

final as (

    select
        event_date,
        category_name,
        brand,
        device_type,
        source_channel,
        count(*) as events,
        count(case when event_type = 'view' then 1 end) as views,
        count(case when event_type = 'cart' then 1 end) as carts,
        count(case when event_type = 'remove_from_cart' then 1 end) as removals,
        count(case when event_type = 'purchase' then 1 end) as purchases,
        cast(coalesce(sum(case when event_type = 'purchase' then quantity end), 0) as bigint) as units,
        cast(coalesce(sum(case when event_type = 'purchase' then price * quantity end), 0) as decimal(38, 4)) as revenue
    from events
    group by
        event_date,
        category_name,
        brand,
        device_type,
        source_channel

)

select * from final
