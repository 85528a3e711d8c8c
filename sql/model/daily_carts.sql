-- What was put in the cart by the sessions of each day, taken out of it and left in it. UTC.
-- grain: one row per day on which sessions with a cart began; key: session_date
with

sessions as (

    select
        session_id,
        session_date,
        purchases
    from aggregated_sessions
    where carts > 0

),

-- what is removed or bought without having been put in the cart in the same session says nothing of this cart;
-- each product is worth the highest price at which the session put it in the cart
products as (

    select
        session_id,
        product_id,
        max(case when event_type = 'cart' then price end) as price,
        coalesce(sum(case when event_type = 'cart' then quantity end), 0) as units_in,
        coalesce(sum(case when event_type = 'remove_from_cart' then quantity end), 0) as units_removed,
        coalesce(sum(case when event_type = 'purchase' then quantity end), 0) as units_bought
    from aggregated_session_events
    where event_type <> 'view'
    group by
        session_id,
        product_id

),

carted as (

    select
        session_id,
        price,
        units_in,
        case when units_removed < units_in then units_removed else units_in end as units_removed,
        case when units_in > units_removed + units_bought then units_in - units_removed - units_bought else 0 end as units_left
    from products
    where price is not null

),

carts as (

    select
        session_id,
        sum(price * units_in) as value_in,
        sum(units_removed) as units_removed,
        sum(price * units_removed) as value_removed,
        sum(units_left) as units_left,
        sum(price * units_left) as value_left
    from carted
    group by session_id

),

final as (

    select
        sessions.session_date,
        count(*) as sessions_with_cart,
        count(case when sessions.purchases = 0 then 1 end) as sessions_abandoned,
        count(case when carts.units_removed > 0 then 1 end) as sessions_with_removal,
        cast(sum(carts.value_in) as decimal(38, 4)) as value_in,
        cast(sum(carts.units_removed) as bigint) as units_removed,
        cast(sum(carts.value_removed) as decimal(38, 4)) as value_removed,
        cast(sum(carts.units_left) as bigint) as units_left,
        cast(sum(carts.value_left) as decimal(38, 4)) as value_left
    from sessions
    inner join carts
        on sessions.session_id = carts.session_id
    group by sessions.session_date

)

select * from final
