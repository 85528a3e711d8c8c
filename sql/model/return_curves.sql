-- How likely users who are alike buy on each of the next sixty days: their chance to have come back by then, and that of a
-- purchase on the day, which is the first one or follows one that was predicted.
-- grain: one row per kind of user and day ahead; key: purchase_band, interval_step, days_since_last, days_ahead
with

kinds as (

    select distinct
        days.purchase_band,
        typical.interval_step,
        days.interval_days as days_since_last,
        days.as_of_date
    from purchase_days as days
    inner join typical_intervals as typical
        on days.user_id = typical.user_id and days.purchase_number = typical.purchase_number
    where not days.is_followed

),

ahead as (

    select
        *,
        explode(sequence(1, 60)) as days_ahead
    from kinds

),

days_of_week as (

    select
        first_band as day_of_week,
        1e0 * factor_value as times
    from model.purchase_factors
    where factor = 'day_of_week'

),

-- a purchase on a day is never certain
chances as (

    select
        ahead.*,
        least(0.95e0, risk_days.expected_millionths * 0.000001e0 * coalesce(by_day.times, 1e0) * bands.times) as chance,
        least(0.95e0, risk_days.expected_millionths * 0.000001e0 * coalesce(by_day.times, 1e0) * bands.times_again) as chance_again
    from ahead
    inner join risk_days
        on ahead.interval_step = risk_days.interval_step and ahead.days_since_last + ahead.days_ahead = risk_days.days_since
    inner join band_factors as bands
        on
            ahead.purchase_band = bands.purchase_band
            and risk_days.interval_band = bands.interval_band
            and risk_days.ratio_band = bands.ratio_band
            and risk_days.recency_band = bands.recency_band
    left join days_of_week as by_day
        on pmod(unix_date(ahead.as_of_date) + ahead.days_ahead + 3, 7) + 1 = by_day.day_of_week

),

-- Logarithms in billionths add up to the same in any order.
logarithms as (

    select
        *,
        cast(floor(1000000000e0 * ln(1e0 - chance) + 0.5e0) as bigint) as log_stay
    from chances

),

-- who has not come back stayed away on each day
added as (

    select
        *,
        sum(log_stay) over (
            partition by purchase_band, interval_step, days_since_last order by days_ahead rows between unbounded preceding and current row
        ) as log_stay_until
    from logarithms

),

stayed as (

    select
        *,
        exp(log_stay_until * 0.000000001e0) as stay_until,
        exp((log_stay_until - log_stay) * 0.000000001e0) as stay_before
    from added

),

final as (

    select
        cast(purchase_band as integer) as purchase_band,
        cast(interval_step as integer) as interval_step,
        cast(days_since_last as integer) as days_since_last,
        cast(days_ahead as integer) as days_ahead,
        date_from_unix_date(unix_date(as_of_date) + days_ahead) as purchase_date,
        cast(cast(floor(1000000e0 * (1e0 - stay_until) + 0.5e0) as decimal(18, 0)) * 0.000001 as decimal(18, 6)) as return_probability,
        cast(
            cast(floor(1000000e0 * (stay_before * chance + (1e0 - stay_before) * chance_again) + 0.5e0) as decimal(18, 0)) * 0.000001
            as decimal(18, 6)
        ) as purchase_probability
    from stayed

)

select * from final
