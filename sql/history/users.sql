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

),

first_seen as (

    select
        user_id,
        min(seen_at) as created_at
    from seen
    where user_id is not null
    group by user_id

),

-- a number derives from its id, so that each user has one at most
external_ids as (

    select
        line_user_id as user_id,
        any_value(line_user_external_id) as external_id
    from dated_lines
    where line_user_external_id is not null
    group by line_user_id

)

select
    first_seen.user_id,
    cast(null as string) as name,
    cast(null as string) as email,
    first_seen.created_at,
    external_ids.external_id,
    -- of two files that tell of the same moment, the one that has the id
    history_sequence(
        9999999999999 - unix_millis(cast(first_seen.created_at as timestamp)),
        case when external_ids.external_id is null then 0 else 1 end
    ) as _dms_seq
from first_seen
left join external_ids
    on first_seen.user_id = external_ids.user_id
