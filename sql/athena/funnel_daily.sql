-- How many sessions and users reached each stage of the funnel, day by day (UTC), and what they bought.
-- one row per day on which sessions began; key: session_date
with fact_sessions as (
    select
        session_date,
        user_id,
        views,
        carts,
        purchases,
        is_funnel_complete,
        furthest_stage_in_order,
        revenue
    from model.fact_sessions
),

-- A session belongs whole to the day on which it began, also when it ends after midnight.
sessions_by_day as (
    select
        session_date,
        count(*) as sessions,
        count(*) filter (where views > 0) as sessions_with_view,
        count(*) filter (where carts > 0) as sessions_with_cart,
        count(*) filter (where purchases > 0) as sessions_with_purchase,
        count(*) filter (where furthest_stage_in_order in ('cart', 'purchase')) as sessions_with_cart_after_view,
        count(*) filter (where is_funnel_complete) as sessions_complete,
        count(distinct user_id) as users,
        count(distinct case when views > 0 then user_id end) as users_with_view,
        count(distinct case when carts > 0 then user_id end) as users_with_cart,
        count(distinct case when purchases > 0 then user_id end) as users_with_purchase,
        count(distinct case when furthest_stage_in_order in ('cart', 'purchase') then user_id end) as users_with_cart_after_view,
        count(distinct case when is_funnel_complete then user_id end) as users_complete,
        sum(revenue) as revenue
    from fact_sessions
    group by session_date
),

-- The way the rates are divided is explained in sql/dialects/duckdb-athena.sql.
final as (
    select
        session_date,
        sessions,
        sessions_with_view,
        sessions_with_cart,
        sessions_with_purchase,
        sessions_with_cart_after_view,
        sessions_complete,
        users,
        users_with_view,
        users_with_cart,
        users_with_purchase,
        users_with_cart_after_view,
        users_complete,
        cast(
            cast(floor((2000000 * sessions_with_cart + sessions_with_view) / nullif(2 * sessions_with_view, 0)) as decimal(18, 0))
            * 0.000001 as decimal(18, 6)
        ) as view_to_cart_rate,
        cast(
            cast(floor((2000000 * sessions_with_purchase + sessions_with_cart) / nullif(2 * sessions_with_cart, 0)) as decimal(18, 0))
            * 0.000001 as decimal(18, 6)
        ) as cart_to_purchase_rate,
        cast(
            cast(floor((2000000 * sessions_with_purchase + sessions_with_view) / nullif(2 * sessions_with_view, 0)) as decimal(18, 0))
            * 0.000001 as decimal(18, 6)
        ) as view_to_purchase_rate,
        cast(revenue as decimal(38, 4)) as revenue
    from sessions_by_day
)

select * from final
