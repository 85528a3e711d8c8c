-- Of the known users who came first in a week or month, how many came and bought in it and in each later one. UTC.
-- grain: one row per kind of period, period of the first visit and period in which any of them came; key: period, cohort_start, period_start
with

visits as (

    select
        user_id,
        session_date,
        unix_date(session_date) as day_number,
        purchases
    from aggregated_visits
    where user_id is not null

),

-- 1970-01-01 was a Thursday
dated as (

    select
        user_id,
        cast('week' as string) as period,
        day_number - pmod(day_number + 3, 7) as first_day,
        purchases
    from visits
    union all
    select
        user_id,
        cast('month' as string) as period,
        day_number - cast(day(session_date) as integer) + 1 as first_day,
        purchases
    from visits

),

users as (

    select
        user_id,
        period,
        first_day,
        max(purchases) as purchases
    from dated
    group by
        user_id,
        period,
        first_day

),

cohorts as (

    select
        user_id,
        period,
        min(first_day) as cohort_day
    from dated
    group by
        user_id,
        period

),

final as (

    select
        users.period,
        date_from_unix_date(cohorts.cohort_day) as cohort_start,
        date_from_unix_date(users.first_day) as period_start,
        count(*) as users,
        count(case when users.purchases > 0 then 1 end) as buyers
    from users
    inner join cohorts
        on
            users.user_id = cohorts.user_id
            and users.period = cohorts.period
    group by
        users.period,
        cohorts.cohort_day,
        users.first_day

)

select * from final
