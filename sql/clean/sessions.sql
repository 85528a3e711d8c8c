-- Judges each change of sessions: the first row rule that it breaks, or null.
-- grain: one row per record of raw
with

changes as (

    select * from raw_sessions

),

final as (

    select
        changes.*,
        case
            when session_id is null then 'key_present'
        end as _broken_rule
    from changes

)

select * from final
