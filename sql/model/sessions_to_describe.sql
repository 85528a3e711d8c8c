-- The sessions that describe what a run builds again, as they are now; those of changed events are touched.
-- grain: one row per session that is not deleted; key: session_id
select
    session_id,
    user_id,
    device_type,
    channel
from clean.sessions
where
    session_id in (
        select session_id from touched_sessions
        union
        select session_id from restated_events
    )
    and not _is_deleted
    and not _is_hidden
