-- On which days known users began visits in which they bought, and what those came to. UTC.
-- grain: one row per known user and day on which sessions with a purchase began; key: user_id, session_date
with

sessions as (

    select * from aggregated_sessions
    where
        purchases > 0
        and user_id is not null

),

final as (

    select
        user_id,
        session_date,
        count(*) as sessions,
        cast(sum(revenue) as decimal(38, 4)) as revenue
    from sessions
    group by
        user_id,
        session_date

)

select * from final
