-- Of the known users who came first in a week or month, how many came and bought in it and in each later one. UTC.
-- grain: one row per kind of period, period of the first visit and period in which any of them came; key: period, cohort_start, period_start
-- The visits stand in each place where they are read: an engine may keep a CTE that is read twice in memory whole.
with

firsts as (

    select
        user_id,
        min(session_date) as first_date
    from aggregated_visits
    where user_id is not null
    group by user_id

),

-- 1970-01-01 was a Thursday
weeks as (

    select
        user_id,
        unix_date(session_date) - pmod(unix_date(session_date) + 3, 7) as first_day,
        max(purchases) as purchases
    from aggregated_visits
    where user_id is not null
    group by
        user_id,
        unix_date(session_date) - pmod(unix_date(session_date) + 3, 7)

),

months as (

    select
        user_id,
        unix_date(session_date) - cast(day(session_date) as integer) + 1 as first_day,
        max(purchases) as purchases
    from aggregated_visits
    where user_id is not null
    group by
        user_id,
        unix_date(session_date) - cast(day(session_date) as integer) + 1

),

dated as (

    select
        cast('week' as string) as period,
        unix_date(firsts.first_date) - pmod(unix_date(firsts.first_date) + 3, 7) as cohort_day,
        weeks.first_day,
        weeks.purchases
    from weeks
    inner join firsts
        on weeks.user_id = firsts.user_id
    union all
    select
        cast('month' as string) as period,
        unix_date(firsts.first_date) - cast(day(firsts.first_date) as integer) + 1 as cohort_day,
        months.first_day,
        months.purchases
    from months
    inner join firsts
        on months.user_id = firsts.user_id

),

final as (

    select
        period,
        date_from_unix_date(cohort_day) as cohort_start,
        date_from_unix_date(first_day) as period_start,
        count(*) as users,
        count(case when purchases > 0 then 1 end) as buyers
    from dated
    group by
        period,
        cohort_day,
        first_day

)

select * from final
