-- How many sessions put something in the cart and bought nothing, day by day (UTC), and what was taken out and left.
-- one row per day on which sessions with a cart began; key: session_date
with daily_carts as (
    select * from model.daily_carts
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
        value_in,
        units_removed,
        value_removed,
        units_left,
        value_left
    from daily_carts
)

select * from final
