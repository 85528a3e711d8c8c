-- How often each known user came, how long the visits lasted and what they brought.
-- one row per user that has sessions; key: user_id
with fact_sessions as (
    select
        user_id,
        started_at,
        duration_seconds,
        events,
        purchases,
        revenue
    from model.fact_sessions
),

-- Sessions of no known user are left out: together they would look like one very busy user.
users as (
    select
        user_id,
        count(*) as sessions,
        sum(events) as events,
        sum(purchases) as purchases,
        sum(revenue) as revenue,
        min(started_at) as first_session_at,
        max(started_at) as last_session_at,
        cast(sum(duration_seconds) as bigint) as duration_seconds,
        max(duration_seconds) as longest_duration_seconds
    from fact_sessions
    where user_id is not null
    group by user_id
),

-- The way the mean is divided is explained in sql/dialects/duckdb-athena.sql.
final as (
    select
        user_id,
        sessions,
        cast(events as bigint) as events,
        cast(purchases as bigint) as purchases,
        cast(revenue as decimal(38, 4)) as revenue,
        first_session_at,
        last_session_at,
        cast(
            cast(floor((2000000 * duration_seconds + sessions) / nullif(2 * sessions, 0)) as decimal(18, 0))
            * 0.000001 as decimal(18, 6)
        ) as mean_duration_seconds,
        longest_duration_seconds
    from users
)

select * from final
