-- The sessions that a run changed or put events into, as they are published: what its checks look at. Those that events only
-- left are not among them: once the events are published elsewhere, a run that is taken up could not tell which they were.
-- grain: one row per session; key: session_id
select * from model.fact_sessions
where
    session_id in (
        select session_id from clean.events
        where _run_id = run_id()
        union
        select session_id from clean.sessions
        where _run_id = run_id()
    )
