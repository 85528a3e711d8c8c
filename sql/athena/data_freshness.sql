-- How far each source table has come, and how far it is behind the one that has come furthest.
-- one row per source table that has rows; key: table_name
with freshness as (
    select
        table_name,
        run_id,
        changed_at
    from model.freshness
),

compared as (
    select
        *,
        max(changed_at) over () as newest_changed_at
    from freshness
),

-- Whole seconds of milliseconds: of seconds the engines count other things.
final as (
    select
        table_name,
        run_id as last_run_id,
        changed_at as newest_change_at,
        cast(floor(date_diff('millisecond', changed_at, newest_changed_at) / 1000) as bigint) as seconds_behind
    from compared
)

select * from final
