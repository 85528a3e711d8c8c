-- Everything that visitors did, described as it was at that time.
-- grain: one row per event; key: event_id
with

events as (

    select * from touched_events
    where
        not _is_deleted
        and not _is_hidden

),

sessions as (

    select
        session_id,
        user_id,
        device_type,
        channel
    from described_sessions

),

periods as (

    select * from product_periods

),

final as (

    select
        events.event_id,
        events.event_time,
        events.event_type,
        sessions.user_id,
        events.product_id,
        events.price,
        events.quantity,
        events.session_id,
        coalesce(periods.category_name, 'unknown') as category_name,
        coalesce(periods.brand, 'unknown') as brand,
        coalesce(sessions.device_type, 'unknown') as device_type,
        coalesce(sessions.channel, 'unknown') as source_channel,
        -- 1970-01-01 was a Thursday
        cast(pmod(unix_date(cast(events.event_time as date)) + 3, 7) + 1 as integer) as day_of_week,
        cast(hour(events.event_time) as integer) as hour_of_day,
        cast(events.event_time as date) as event_date
    from events
    left join sessions
        on events.session_id = sessions.session_id
    left join periods
        on
            events.product_id = periods.product_id
            and events.event_time >= periods.valid_from
            and events.event_time < periods.valid_until

)

select * from final
