-- The hundred customers who most likely buy within seven days of the day that predictions are as of, and which products.
-- one row per user, at most a hundred; key: user_id
with customer_predictions as (
    select
        user_id,
        return_probability_7_days,
        next_purchase_date,
        earliest_50,
        latest_50
    from model.customer_predictions
    where return_probability_7_days > 0
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
        coalesce(product_name, external_id, cast(product_id as varchar)) as product
    from model.dim_products
),

dim_users as (
    select
        user_id,
        external_id
    from model.dim_users
),

ranked as (
    select
        *,
        row_number() over (order by return_probability_7_days desc, user_id asc) as due_rank
    from customer_predictions
),

due as (
    select *
    from ranked
    where due_rank <= 100
),

products as (
    select
        product_predictions.user_id,
        product_predictions.place,
        coalesce(dim_products.product, cast(product_predictions.product_id as varchar)) as product,
        product_predictions.probability
    from product_predictions
    inner join due
        on product_predictions.user_id = due.user_id
    left join dim_products
        on product_predictions.product_id = dim_products.product_id
),

places as (
    select
        user_id,
        max(case when place = 1 then product end) as first_product,
        max(case when place = 1 then probability end) as first_product_probability,
        max(case when place = 2 then product end) as second_product,
        max(case when place = 2 then probability end) as second_product_probability,
        max(case when place = 3 then product end) as third_product,
        max(case when place = 3 then probability end) as third_product_probability
    from products
    group by user_id
),

final as (
    select
        due.user_id,
        due.due_rank,
        coalesce(dim_users.external_id, cast(due.user_id as varchar)) as customer_id,
        due.return_probability_7_days,
        due.next_purchase_date,
        due.earliest_50,
        due.latest_50,
        places.first_product,
        places.first_product_probability,
        places.second_product,
        places.second_product_probability,
        places.third_product,
        places.third_product_probability
    from due
    inner join places
        on due.user_id = places.user_id
    left join dim_users
        on due.user_id = dim_users.user_id
)

select * from final
