-- Older events that a run has to publish again, because it changed their session or how their product was described.
-- grain: one row per event, deleted and hidden ones too; key: event_id
-- events_by_session and events_by_product are clean.events, or those of its rows that can be meant here: it is large, and an
-- engine may know where they lie.
with

changed_sessions as (

    select session_id from clean.sessions
    where _run_id = run_id()

),

final as (

    select events.*
    from events_by_session as events
    inner join changed_sessions
        on events.session_id = changed_sessions.session_id
    where events._run_id < run_id()

    union all

    select events.*
    from events_by_product as events
    inner join restated_products
        on
            events.product_id = restated_products.product_id
            and events.event_time >= restated_products.restated_from
    left join changed_sessions
        on events.session_id = changed_sessions.session_id
    where
        events._run_id < run_id()
        and changed_sessions.session_id is null

)

select * from final
