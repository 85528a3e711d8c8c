-- Of the users who came first in a week or month, how many came and bought in each later one.
-- one row per kind of period, period of the first visit and later period in which anyone came; key: period, cohort_start, period_start
with visit_cohorts as (
    select * from model.visit_cohorts
),

-- A period is over when a session began behind it: on its own last day more may come.
last_day as (
    select max(session_date) as session_date from model.daily_visits
),

cohorts as (
    select
        period,
        cohort_start,
        users as cohort_users
    from visit_cohorts
    where period_start = cohort_start
),

-- Without a row for those of whom nobody came back, a chart would leave them out.
periods as (
    select distinct
        period,
        period_start
    from visit_cohorts
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
        coalesce(visit_cohorts.users, 0) as users,
        coalesce(visit_cohorts.buyers, 0) as buyers
    from cohorts
    inner join periods
        on
            cohorts.period = periods.period
            and cohorts.cohort_start <= periods.period_start
    left join visit_cohorts
        on
            cohorts.period = visit_cohorts.period
            and cohorts.cohort_start = visit_cohorts.cohort_start
            and periods.period_start = visit_cohorts.period_start
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
