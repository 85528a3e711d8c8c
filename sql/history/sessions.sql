-- Sessions of a file. Their key derives from user and id; the earliest line of all files says when they began.
-- grain: one row per session; key: session_id
select
    session_id,
    any_value(line_user_id) as user_id,
    cast(null as string) as device_type,
    cast(null as string) as channel,
    min(event_time) as started_at,
    any_value(line_user_session) as external_id,
    history_sequence(9999999999999 - unix_millis(cast(min(event_time) as timestamp)), 0) as _dms_seq
from dated_lines
where session_id is not null
group by session_id
