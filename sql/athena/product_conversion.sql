-- How often each product is viewed, put in the cart and bought, and which share of the sessions that saw it bought it.
-- one row per product that has events; key: product_id
with fact_user_events as (
    select
        product_id,
        session_id,
        user_id,
        event_type,
        price,
        quantity
    from model.fact_user_events
),

dim_products as (
    select
        product_id,
        product_name,
        brand,
        category_name
    from model.dim_products
),

-- A session has one user, so the user adds no rows.
sessions_by_product as (
    select
        product_id,
        session_id,
        user_id,
        count(*) filter (where event_type = 'view') as views,
        count(*) filter (where event_type = 'cart') as carts,
        count(*) filter (where event_type = 'purchase') as purchases,
        sum(case when event_type = 'purchase' then quantity end) as units,
        sum(case when event_type = 'purchase' then price * quantity end) as revenue
    from fact_user_events
    group by
        product_id,
        session_id,
        user_id
),

-- The only place where the minimum stands: of few sessions a share says little, as one that saw it and bought nothing is 0 %.
products as (
    select
        product_id,
        cast(20 as bigint) as minimum_sessions,
        cast(sum(views) as bigint) as views,
        cast(sum(carts) as bigint) as carts,
        cast(sum(purchases) as bigint) as purchases,
        cast(coalesce(sum(units), 0) as bigint) as units,
        cast(coalesce(sum(revenue), 0) as decimal(18, 4)) as revenue,
        count(*) filter (where views > 0) as sessions_with_view,
        count(*) filter (where views > 0 and purchases > 0) as sessions_with_view_and_purchase,
        count(distinct case when purchases > 0 then user_id end) as buyers
    from sessions_by_product
    group by product_id
),

-- The way quotients are written is explained in sql/dialects/duckdb-athena.sql.
final as (
    select
        products.product_id,
        dim_products.product_name,
        coalesce(dim_products.brand, cast('unknown' as varchar)) as brand,
        coalesce(dim_products.category_name, cast('unknown' as varchar)) as category_name,
        products.views,
        products.carts,
        products.purchases,
        products.units,
        products.buyers,
        products.revenue,
        products.sessions_with_view,
        products.sessions_with_view_and_purchase,
        products.minimum_sessions,
        products.sessions_with_view >= products.minimum_sessions as has_enough_views,
        case
            when products.sessions_with_view >= products.minimum_sessions
                then cast(
                    cast(
                        floor(
                            (2000000 * products.sessions_with_view_and_purchase + products.sessions_with_view)
                            / nullif(2 * products.sessions_with_view, 0)
                        ) as decimal(18, 0)
                    ) * 0.000001 as decimal(18, 6)
                )
        end as conversion_rate
    from products
    left join dim_products
        on products.product_id = dim_products.product_id
)

select * from final
