-- What was bought: the purchases among the events, which are few of them.
-- grain: one row per purchase event; key: event_id
with

events as (

    select * from aggregated_events
    where event_type = 'purchase'

),

final as (

    select
        event_id,
        event_time,
        event_date,
        user_id,
        session_id,
        product_id,
        price,
        quantity
    from events

)

select * from final
