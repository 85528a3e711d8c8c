-- Ids of sessions that an imported file gives to more than one user.
-- grain: one row: records that show it, of_records looked at
with

changed as (

    select distinct external_id
    from clean.sessions
    where
        _run_id = run_id()
        and external_id is not null

),

users_per_id as (

    select
        sessions.external_id,
        count(*) as users
    from clean.sessions as sessions
    inner join changed
        on sessions.external_id = changed.external_id
    where
        not sessions._is_deleted
        and not sessions._is_hidden
    group by sessions.external_id

),

final as (

    select
        sum(case when users > 1 then 1 else 0 end) as records,
        count(*) as of_records
    from users_per_id

)

select * from final
