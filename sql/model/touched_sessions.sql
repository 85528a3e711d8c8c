-- Sessions that a run has to build again: those of the events that it publishes again, where they are now and where they
-- were, and those that it changed.
-- grain: one row per session; key: session_id
with

changed_sessions as (

    select session_id from clean.sessions
    where _run_id = run_id()

),

final as (

    select session_id from touched_events
    where session_id is not null
    union
    select published.session_id
    from model.fact_user_events as published
    inner join touched_events
        on published.event_id = touched_events.event_id
    union
    select session_id from changed_sessions

)

select * from final
