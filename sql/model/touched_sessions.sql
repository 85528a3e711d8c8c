-- Sessions that a run has to build again: those of the events that it changed, where they are now and where they were, and
-- those that it changed. How products are described shows in no session.
-- grain: one row per session; key: session_id
with

changed_sessions as (

    select session_id from clean.sessions
    where _run_id = run_id()

),

changed_events as (

    select
        event_id,
        session_id
    from clean.events
    where _run_id = run_id()

),

final as (

    select session_id from changed_events
    where session_id is not null
    union
    select published.session_id
    from model.fact_user_events as published
    inner join changed_events
        on published.event_id = changed_events.event_id
    union
    select session_id from changed_sessions

)

select * from final
