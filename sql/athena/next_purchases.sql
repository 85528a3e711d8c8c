-- When each customer buys next, how likely that is, and which three products it will be: the predictions with names.
-- one row per known user who has bought until the day that predictions are as of; key: user_id
with customer_predictions as (
    select
        user_id,
        as_of_date,
        purchase_days,
        last_purchase_date,
        typical_interval_days,
        return_probability_7_days,
        return_probability_30_days,
        return_probability_60_days,
        next_purchase_date,
        earliest_50,
        latest_50,
        earliest_90,
        latest_90
    from model.customer_predictions
),

product_predictions as (
    select
        user_id,
        place,
        product_id,
        probability
    from model.product_predictions
),

dim_products as (
    select
        product_id,
        coalesce(external_id, cast(product_id as varchar)) as product_text,
        product_name
    from model.dim_products
),

dim_users as (
    select
        user_id,
        external_id
    from model.dim_users
),

-- A product that has been deleted since has no name, and the number that it had.
products as (
    select
        product_predictions.user_id,
        array_agg(coalesce(dim_products.product_text, cast(product_predictions.product_id as varchar)) order by product_predictions.place asc) as top_products,
        array_agg(
            coalesce(dim_products.product_name, dim_products.product_text, cast(product_predictions.product_id as varchar))
            order by product_predictions.place asc
        ) as top_product_names,
        max(case when product_predictions.place = 1 then product_predictions.probability end) as top_product_probability
    from product_predictions
    left join dim_products
        on product_predictions.product_id = dim_products.product_id
    group by product_predictions.user_id
),

final as (
    select
        customer_predictions.user_id,
        coalesce(dim_users.external_id, cast(customer_predictions.user_id as varchar)) as customer_id,
        customer_predictions.as_of_date,
        customer_predictions.purchase_days,
        customer_predictions.last_purchase_date,
        customer_predictions.typical_interval_days,
        customer_predictions.return_probability_7_days,
        customer_predictions.return_probability_30_days,
        customer_predictions.return_probability_60_days,
        customer_predictions.next_purchase_date,
        customer_predictions.earliest_50,
        customer_predictions.latest_50,
        customer_predictions.earliest_90,
        customer_predictions.latest_90,
        products.top_products,
        products.top_product_names,
        products.top_product_probability
    from customer_predictions
    inner join products
        on customer_predictions.user_id = products.user_id
    left join dim_users
        on customer_predictions.user_id = dim_users.user_id
)

select * from final
