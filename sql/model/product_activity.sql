-- What happened to each product, and how many sessions saw and bought it, over all time.
-- grain: one row per product that has events; key: product_id
-- The events stand in each place where they are read: an engine may keep a CTE that is read twice in memory whole.
with

counted as (

    select
        product_id,
        count(*) as events,
        count(case when event_type = 'view' then 1 end) as views,
        count(case when event_type = 'cart' then 1 end) as carts,
        count(case when event_type = 'purchase' then 1 end) as purchases,
        sum(case when event_type = 'purchase' then quantity end) as units,
        sum(case when event_type = 'purchase' then price * quantity end) as revenue
    from aggregated_events
    group by product_id

),

viewed as (

    select distinct
        product_id,
        session_id
    from aggregated_session_events
    where event_type = 'view'

),

bought as (

    select distinct
        product_id,
        session_id
    from aggregated_session_events
    where event_type = 'purchase'

),

seen as (

    select
        viewed.product_id,
        count(*) as sessions_with_view,
        count(bought.session_id) as sessions_with_view_and_purchase
    from viewed
    left join bought
        on
            viewed.product_id = bought.product_id
            and viewed.session_id = bought.session_id
    group by viewed.product_id

),

-- of the events of a session only some may be counted
final as (

    select
        coalesce(counted.product_id, seen.product_id) as product_id,
        coalesce(counted.events, 0) as events,
        coalesce(counted.views, 0) as views,
        coalesce(counted.carts, 0) as carts,
        coalesce(counted.purchases, 0) as purchases,
        cast(coalesce(counted.units, 0) as bigint) as units,
        cast(coalesce(counted.revenue, 0) as decimal(38, 4)) as revenue,
        coalesce(seen.sessions_with_view, 0) as sessions_with_view,
        coalesce(seen.sessions_with_view_and_purchase, 0) as sessions_with_view_and_purchase
    from counted
    full join seen
        on counted.product_id = seen.product_id

)

select * from final
