-- How often each product is viewed, put in the cart and bought, and which share of the sessions that saw it bought it.
-- one row per product that has events; key: product_id
with product_activity as (
    select
        product_id,
        views,
        carts,
        purchases,
        units,
        revenue,
        sessions_with_view,
        sessions_with_view_and_purchase
    from model.product_activity
),

-- How many different users bought does not add up: it is counted among the purchases, which are few.
buyers as (
    select
        product_id,
        count(distinct user_id) as buyers
    from model.fact_purchases
    group by product_id
),

dim_products as (
    select
        product_id,
        product_name,
        brand,
        category_name
    from model.dim_products
),

-- The only place where the minimum stands: of few sessions a share says little, as one that saw it and bought nothing is 0 %.
products as (
    select
        product_activity.product_id,
        cast(20 as bigint) as minimum_sessions,
        product_activity.views,
        product_activity.carts,
        product_activity.purchases,
        product_activity.units,
        cast(product_activity.revenue as decimal(38, 4)) as revenue,
        product_activity.sessions_with_view,
        product_activity.sessions_with_view_and_purchase,
        coalesce(buyers.buyers, 0) as buyers
    from product_activity
    left join buyers
        on product_activity.product_id = buyers.product_id
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
