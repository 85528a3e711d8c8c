-- The events of the sessions that a run has to build again.
-- grain: one row per event; key: event_id
select events.*
from clean.events as events
inner join touched_sessions
    on events.session_id = touched_sessions.session_id
where
    not events._is_deleted
    and not events._is_hidden
