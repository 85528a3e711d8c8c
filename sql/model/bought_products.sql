-- What each customer bought on each day, up to the day that is known.
-- grain: one row per known user, day and product bought; key: user_id, purchase_number, product_id
with

purchases as (

    select distinct
        user_id,
        event_date,
        product_id
    from model.fact_user_events
    where
        event_type = 'purchase'
        and user_id is not null

),

final as (

    select
        purchases.user_id,
        purchases.product_id,
        days.purchase_number,
        days.days_after,
        days.is_of_30_days,
        days.is_of_60_days
    from purchases
    inner join purchase_days as days
        on purchases.user_id = days.user_id and purchases.event_date = days.purchase_date

)

select * from final
