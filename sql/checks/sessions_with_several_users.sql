-- Ids of sessions that an imported file gives to more than one user.
-- grain: one row: records that show it, of_records looked at
with

users_per_id as (

    select
        external_id,
        count(*) as users
    from clean.sessions
    where
        external_id in (select changed.external_id from clean.sessions as changed where changed._run_id = run_id())
        and not _is_deleted
        and not _is_hidden
    group by external_id

),

final as (

    select
        sum(case when users > 1 then 1 else 0 end) as records,
        count(*) as of_records
    from users_per_id

)

select * from final
