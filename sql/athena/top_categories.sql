-- Which categories sell best, over all time.
-- one row per category that has purchases; key: category_name
with fact_user_events as (
    select
        category_name,
        user_id,
        price,
        quantity
    from model.fact_user_events
    where event_type = 'purchase'
),

categories as (
    select
        category_name,
        count(*) as purchases,
        sum(quantity) as units,
        count(distinct user_id) as buyers,
        sum(price * quantity) as revenue
    from fact_user_events
    group by category_name
),

-- The share in millionths plus a half, as a fraction: its whole part is the rounded share (sql/dialects/duckdb-athena.sql).
shares as (
    select
        category_name,
        row_number() over (order by revenue desc, category_name asc) as revenue_rank,
        row_number() over (order by units desc, category_name asc) as units_rank,
        purchases,
        units,
        buyers,
        revenue,
        2000000 * revenue + sum(revenue) over () as numerator,
        nullif(2 * sum(revenue) over (), 0) as denominator
    from categories
),

final as (
    select
        category_name,
        revenue_rank,
        units_rank,
        purchases,
        cast(units as bigint) as units,
        buyers,
        cast(revenue as decimal(38, 4)) as revenue,
        cast(
            cast((numerator - numerator % denominator) / denominator as decimal(18, 0))
            * 0.000001 as decimal(18, 6)
        ) as share_of_revenue
    from shares
)

select * from final
