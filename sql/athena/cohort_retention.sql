-- Of the users who came first in a week or month, how many came and bought in each later one.
-- one row per kind of period, period of the first visit and later period in which anyone came; key: period, cohort_start, period_start
with fact_sessions as (
    select
        user_id,
        session_date,
        purchases
    from model.fact_sessions
    where user_id is not null
),

-- A period is over when a session began behind it: on its own last day more may come.
last_day as (
    select max(session_date) as session_date from model.fact_sessions
),

-- Few rows: one per user and day.
days as (
    select
        user_id,
        session_date,
        sum(purchases) as purchases
    from fact_sessions
    group by
        user_id,
        session_date
),

visits as (
    select
        cast('week' as varchar) as period,
        user_id,
        cast(date_trunc('week', session_date) as date) as period_start,
        purchases
    from days
    union all
    select
        cast('month' as varchar) as period,
        user_id,
        cast(date_trunc('month', session_date) as date) as period_start,
        purchases
    from days
),

users_by_period as (
    select
        period,
        user_id,
        period_start,
        min(period_start) over (partition by period, user_id) as cohort_start,
        sum(purchases) as purchases
    from visits
    group by
        period,
        user_id,
        period_start
),

cohorts as (
    select
        period,
        cohort_start,
        count(*) as cohort_users
    from users_by_period
    where period_start = cohort_start
    group by
        period,
        cohort_start
),

periods as (
    select distinct
        period,
        period_start
    from users_by_period
),

-- Without a row for those of whom nobody came back, a chart would leave them out.
returned as (
    select
        period,
        cohort_start,
        period_start,
        count(*) as users,
        count(*) filter (where purchases > 0) as buyers
    from users_by_period
    group by
        period,
        cohort_start,
        period_start
),

joined as (
    select
        cohorts.period,
        cohorts.cohort_start,
        periods.period_start,
        case
            when cohorts.period = 'week' then floor(date_diff('day', cohorts.cohort_start, periods.period_start) / 7)
            else 12 * (year(periods.period_start) - year(cohorts.cohort_start)) + month(periods.period_start) - month(cohorts.cohort_start)
        end as periods_after,
        case
            when cohorts.period = 'week' then date_diff('day', periods.period_start, last_day.session_date) >= 7
            else cast(date_trunc('month', last_day.session_date) as date) > periods.period_start
        end as is_period_complete,
        cohorts.cohort_users,
        coalesce(returned.users, 0) as users,
        coalesce(returned.buyers, 0) as buyers
    from cohorts
    inner join periods
        on
            cohorts.period = periods.period
            and cohorts.cohort_start <= periods.period_start
    left join returned
        on
            cohorts.period = returned.period
            and cohorts.cohort_start = returned.cohort_start
            and periods.period_start = returned.period_start
    cross join last_day
),

-- The way quotients are written is explained in sql/dialects/duckdb-athena.sql.
final as (
    select
        period,
        cohort_start,
        period_start,
        cast(periods_after as bigint) as periods_after,
        is_period_complete,
        cohort_users,
        users,
        buyers,
        cast(
            cast(floor((2000000 * users + cohort_users) / nullif(2 * cohort_users, 0)) as decimal(18, 0))
            * 0.000001 as decimal(18, 6)
        ) as retention_rate
    from joined
)

select * from final
