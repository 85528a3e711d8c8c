-- How many sessions and users reached each stage of the funnel in each category, over all time, and what they bought.
-- one row per category that has events; key: category_name
-- The events stand in each place where they are read: an engine may keep a CTE that is read several times whole, with all its columns.
with
-- A session counts once in each category that it touched, and has one user.
sessions_by_category as (
    select
        category_name,
        session_id,
        max(user_id) as user_id,
        count(*) filter (where event_type = 'view') as views,
        count(*) filter (where event_type = 'cart') as carts,
        count(*) filter (where event_type = 'purchase') as purchases,
        min(case when event_type = 'view' then event_time end) as first_view_at,
        min(case when event_type = 'cart' then event_time end) as first_cart_at,
        max(case when event_type = 'cart' then event_time end) as last_cart_at,
        max(case when event_type = 'purchase' then event_time end) as last_purchase_at,
        sum(case when event_type = 'purchase' then price * quantity end) as revenue
    from model.fact_user_events
    group by
        category_name,
        session_id
),

-- The first or the last cart tells whether one lies between the first view and the last purchase, unless the one is before
-- and the other behind: of these few sessions all carts are looked at.
sessions_with_later_cart as (
    select
        category_name,
        session_id,
        max(case when event_type = 'purchase' then event_time end) as last_purchase_at
    from model.fact_user_events
    where event_type in ('cart', 'purchase')
    group by
        category_name,
        session_id
    having max(case when event_type = 'cart' then event_time end) > max(case when event_type = 'purchase' then event_time end)
),

events_of_these as (
    select
        events.*,
        later.last_purchase_at,
        min(case when events.event_type = 'view' then events.event_time end) over (partition by events.category_name, events.session_id) as first_view_at
    from model.fact_user_events as events
    inner join sessions_with_later_cart as later
        on events.category_name = later.category_name and events.session_id = later.session_id
),

carts_between as (
    select distinct
        category_name,
        session_id
    from events_of_these
    where event_type = 'cart' and event_time between first_view_at and last_purchase_at
),

-- In order of time: a view in the category is followed by a cart, and that by a purchase; events of the same time count as in order.
ordered as (
    select
        sessions.*,
        coalesce(sessions.last_cart_at >= sessions.first_view_at, false) as has_cart_after_view,
        carts.session_id is not null
        or coalesce(sessions.first_cart_at between sessions.first_view_at and sessions.last_purchase_at, false)
        or coalesce(sessions.last_cart_at between sessions.first_view_at and sessions.last_purchase_at, false) as is_complete
    from sessions_by_category as sessions
    left join carts_between as carts
        on sessions.category_name = carts.category_name and sessions.session_id = carts.session_id
),

-- By user first: to count different ones of all at once takes several times as much memory.
users_by_category as (
    select
        category_name,
        user_id,
        count(*) filter (where views > 0) as sessions_with_view,
        count(*) filter (where carts > 0) as sessions_with_cart,
        count(*) filter (where purchases > 0) as sessions_with_purchase,
        count(*) filter (where has_cart_after_view) as sessions_with_cart_after_view,
        count(*) filter (where is_complete) as sessions_complete,
        sum(views) as views,
        sum(carts) as carts,
        sum(purchases) as purchases,
        sum(revenue) as revenue
    from ordered
    group by
        category_name,
        user_id
),

categories as (
    select
        category_name,
        cast(sum(sessions_with_view) as bigint) as sessions_with_view,
        cast(sum(sessions_with_cart) as bigint) as sessions_with_cart,
        cast(sum(sessions_with_purchase) as bigint) as sessions_with_purchase,
        cast(sum(sessions_with_cart_after_view) as bigint) as sessions_with_cart_after_view,
        cast(sum(sessions_complete) as bigint) as sessions_complete,
        count(user_id) filter (where sessions_with_view > 0) as users_with_view,
        count(user_id) filter (where sessions_with_cart > 0) as users_with_cart,
        count(user_id) filter (where sessions_with_purchase > 0) as users_with_purchase,
        count(user_id) filter (where sessions_with_cart_after_view > 0) as users_with_cart_after_view,
        count(user_id) filter (where sessions_complete > 0) as users_complete,
        sum(views) as views,
        sum(carts) as carts,
        sum(purchases) as purchases,
        sum(revenue) as revenue
    from users_by_category
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
        cast(coalesce(revenue, 0) as decimal(38, 4)) as revenue
    from categories
)

select * from final
