-- How popular each product is: its part of the days on which customers bought, of the last thirty days.
-- grain: one row per product that a customer has bought; key: product_id
with

all_days as (

    select sum(is_of_30_days) as of_30_days
    from purchase_days

),

counted as (

    select
        product_id,
        sum(is_of_30_days) as of_30_days,
        sum(is_of_60_days) as of_60_days
    from bought_products
    group by product_id

),

final as (

    select
        counted.product_id,
        cast(counted.of_60_days as bigint) as of_60_days,
        counted.of_30_days * 1e0 / greatest(1, all_days.of_30_days) as share_of_30_days
    from counted
    cross join all_days

)

select * from final
