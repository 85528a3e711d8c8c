-- Judges each change of events: the first row rule that it breaks, or null.
-- grain: one row per record of raw
with

changes as (

    select * from raw_events

),

final as (

    select
        changes.*,
        case
            when event_id is null then 'key_present'
            -- a deletion carries its key only
            when _op = 'D' then null
            when session_id is null then 'session_present'
            when product_id is null then 'product_present'
            when event_type is null or event_type not in ('view', 'cart', 'remove_from_cart', 'purchase') then 'event_type_known'
            when price is null or price <= 0 then 'price_positive'
            when price >= 100000000 then 'price_plausible'
            when quantity is null or quantity <= 0 then 'quantity_positive'
            when quantity > 1000000 then 'quantity_plausible'
            -- of larger factors the product would have no room itself
            when price * quantity >= 1000000000 then 'quantity_plausible'
            when event_time is null or event_time < timestamp_ntz '2000-01-01 00:00:00' then 'event_time_plausible'
            -- the limit belongs to the record and never to today, so that a later run judges alike
            when _is_history and event_time >= timestamp_ntz '2100-01-01 00:00:00' then 'event_time_plausible'
            when not _is_history and event_time > _changed_at + interval '1' day then 'event_time_plausible'
        end as _broken_rule
    from changes

)

select * from final
