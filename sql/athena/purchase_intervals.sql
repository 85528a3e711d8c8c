-- How many days pass between the days on which a known user buys.
-- one row per user and day with a purchase; key: user_id, purchase_date
with fact_user_events as (
    select
        user_id,
        event_date,
        session_id,
        product_id,
        price,
        quantity
    from model.fact_user_events
    where
        event_type = 'purchase'
        and user_id is not null
),

days as (
    select
        user_id,
        event_date as purchase_date,
        count(distinct session_id) as sessions,
        count(distinct product_id) as products,
        cast(sum(quantity) as bigint) as units,
        cast(sum(price * quantity) as decimal(38, 4)) as revenue
    from fact_user_events
    group by
        user_id,
        event_date
),

numbered as (
    select
        *,
        row_number() over (partition by user_id order by purchase_date asc) as purchase_number,
        lag(purchase_date) over (partition by user_id order by purchase_date asc) as previous_purchase_date
    from days
),

final as (
    select
        user_id,
        purchase_date,
        purchase_number,
        previous_purchase_date,
        date_diff('day', previous_purchase_date, purchase_date) as days_since_previous,
        sessions,
        products,
        units,
        revenue
    from numbered
)

select * from final
