-- How many sessions put something in the cart and bought nothing, day by day (UTC), and what was taken out and left.
-- one row per day on which sessions with a cart began; key: session_date
with fact_sessions as (
    select
        session_id,
        session_date,
        purchases
    from model.fact_sessions
    where carts > 0
),

-- What is removed or bought without having been put in the cart in the same session says nothing of this cart.
fact_user_events as (
    select
        session_id,
        product_id,
        event_type,
        price,
        quantity
    from model.fact_user_events
    where event_type <> 'view'
),

-- Each product is worth the highest price at which the session put it in the cart.
products as (
    select
        session_id,
        product_id,
        max(case when event_type = 'cart' then price end) as price,
        coalesce(sum(case when event_type = 'cart' then quantity end), 0) as units_in,
        coalesce(sum(case when event_type = 'remove_from_cart' then quantity end), 0) as units_removed,
        coalesce(sum(case when event_type = 'purchase' then quantity end), 0) as units_bought
    from fact_user_events
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

days as (
    select
        fact_sessions.session_date,
        count(*) as sessions_with_cart,
        count(*) filter (where fact_sessions.purchases = 0) as sessions_abandoned,
        count(*) filter (where carts.units_removed > 0) as sessions_with_removal,
        sum(carts.value_in) as value_in,
        sum(carts.units_removed) as units_removed,
        sum(carts.value_removed) as value_removed,
        sum(carts.units_left) as units_left,
        sum(carts.value_left) as value_left
    from fact_sessions
    inner join carts
        on fact_sessions.session_id = carts.session_id
    group by fact_sessions.session_date
),

-- The way quotients are written is explained in sql/dialects/duckdb-athena.sql.
final as (
    select
        session_date,
        sessions_with_cart,
        sessions_abandoned,
        cast(
            cast(floor((2000000 * sessions_abandoned + sessions_with_cart) / nullif(2 * sessions_with_cart, 0)) as decimal(18, 0))
            * 0.000001 as decimal(18, 6)
        ) as abandonment_rate,
        sessions_with_removal,
        cast(value_in as decimal(18, 4)) as value_in,
        cast(units_removed as bigint) as units_removed,
        cast(value_removed as decimal(18, 4)) as value_removed,
        cast(units_left as bigint) as units_left,
        cast(value_left as decimal(18, 4)) as value_left
    from days
)

select * from final
