-- At which prices each product was seen and bought day by day. UTC.
-- grain: one row per product, day and price; key: product_id, event_date, price
with

events as (

    select * from aggregated_events

),

final as (

    select
        product_id,
        event_date,
        price,
        count(*) as events
    from events
    group by
        product_id,
        event_date,
        price

)

select * from final
