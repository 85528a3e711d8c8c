-- The hundred known users with the most events.
-- one row per user, at most a hundred; key: user_id
with fact_sessions as (
    select
        user_id,
        session_date,
        started_at,
        ended_at,
        events,
        purchases,
        units_bought,
        revenue
    from model.fact_sessions
    where user_id is not null
),

users as (
    select
        user_id,
        count(*) as sessions,
        count(distinct session_date) as days,
        cast(sum(events) as bigint) as events,
        cast(sum(purchases) as bigint) as purchases,
        cast(sum(units_bought) as bigint) as units,
        cast(sum(revenue) as decimal(38, 4)) as revenue,
        min(started_at) as first_event_at,
        max(ended_at) as last_event_at
    from fact_sessions
    group by user_id
),

ranked as (
    select
        *,
        row_number() over (order by events desc, sessions desc, user_id asc) as activity_rank
    from users
),

final as (
    select
        user_id,
        activity_rank,
        events,
        sessions,
        days,
        purchases,
        units,
        revenue,
        first_event_at,
        last_event_at
    from ranked
    where activity_rank <= 100
)

select * from final
