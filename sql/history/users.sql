-- Users of a file; the earliest line of all files says when they were first seen.
-- grain: one row per user; key: user_id
with

seen as (

    select
        user_id,
        started_at as seen_at
    from session_records
    union all
    select
        line_user_id as user_id,
        event_time as seen_at
    from dated_lines
    where
        session_id is null

)

select
    user_id,
    cast(null as string) as name,
    cast(null as string) as email,
    min(seen_at) as created_at,
    history_sequence(9999999999999 - unix_millis(cast(min(seen_at) as timestamp)), 0) as _dms_seq
from seen
where user_id is not null
group by user_id
