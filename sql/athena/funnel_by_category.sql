-- How many sessions and users reached each stage of the funnel in each category, over all time, and what they bought.
-- one row per category that has events; key: category_name
with fact_user_events as (
    select
        category_name,
        session_id,
        user_id,
        event_type,
        event_time,
        price,
        quantity
    from model.fact_user_events
),

-- A session counts once in each category that it touched. It has one user, so the user adds no rows.
sessions_by_category as (
    select
        category_name,
        session_id,
        user_id,
        count(*) filter (where event_type = 'view') as views,
        count(*) filter (where event_type = 'cart') as carts,
        count(*) filter (where event_type = 'purchase') as purchases,
        min(case when event_type = 'view' then event_time end) as first_view_at,
        max(case when event_type = 'purchase' then event_time end) as last_purchase_at,
        sum(case when event_type = 'purchase' then price * quantity end) as revenue
    from fact_user_events
    group by
        category_name,
        session_id,
        user_id
),

-- In order of time: a view in the category is followed by a cart, and that by a purchase; events of the same time count as in
-- order.
carts_in_order as (
    select
        carts.category_name,
        carts.session_id,
        count(*) filter (where carts.event_time <= sessions_by_category.last_purchase_at) as followed_by_purchase
    from fact_user_events as carts
    inner join sessions_by_category
        on
            carts.category_name = sessions_by_category.category_name
            and carts.session_id = sessions_by_category.session_id
    where
        carts.event_type = 'cart'
        and carts.event_time >= sessions_by_category.first_view_at
    group by
        carts.category_name,
        carts.session_id
),

ordered as (
    select
        sessions_by_category.*,
        carts_in_order.followed_by_purchase is not null as has_cart_after_view,
        coalesce(carts_in_order.followed_by_purchase, 0) > 0 as is_complete
    from sessions_by_category
    left join carts_in_order
        on
            sessions_by_category.category_name = carts_in_order.category_name
            and sessions_by_category.session_id = carts_in_order.session_id
),

categories as (
    select
        category_name,
        count(*) filter (where views > 0) as sessions_with_view,
        count(*) filter (where carts > 0) as sessions_with_cart,
        count(*) filter (where purchases > 0) as sessions_with_purchase,
        count(*) filter (where has_cart_after_view) as sessions_with_cart_after_view,
        count(*) filter (where is_complete) as sessions_complete,
        count(distinct case when views > 0 then user_id end) as users_with_view,
        count(distinct case when carts > 0 then user_id end) as users_with_cart,
        count(distinct case when purchases > 0 then user_id end) as users_with_purchase,
        count(distinct case when has_cart_after_view then user_id end) as users_with_cart_after_view,
        count(distinct case when is_complete then user_id end) as users_complete,
        sum(views) as views,
        sum(carts) as carts,
        sum(purchases) as purchases,
        sum(revenue) as revenue
    from ordered
    group by category_name
),

-- The way the rates are divided is explained in sql/dialects/duckdb-athena.sql.
final as (
    select
        category_name,
        sessions_with_view,
        sessions_with_cart,
        sessions_with_purchase,
        sessions_with_cart_after_view,
        sessions_complete,
        users_with_view,
        users_with_cart,
        users_with_purchase,
        users_with_cart_after_view,
        users_complete,
        cast(views as bigint) as views,
        cast(carts as bigint) as carts,
        cast(purchases as bigint) as purchases,
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
        cast(coalesce(revenue, 0) as decimal(18, 4)) as revenue
    from categories
)

select * from final
