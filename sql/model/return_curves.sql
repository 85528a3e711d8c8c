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

banded as (

    select
        ahead.*,
        pmod(unix_date(ahead.as_of_date) + ahead.days_ahead + 3, 7) + 1 as day_of_week,
        case when ahead.purchase_band < 4 then ahead.purchase_band + 1 else ahead.purchase_band end as next_band,
        risk_days.interval_band,
        risk_days.ratio_band,
        risk_days.recency_band,
        risk_days.expected_millionths * 0.000001e0 as purchases_a_day
    from ahead
    inner join risk_days
        on ahead.interval_step = risk_days.interval_step and ahead.days_since_last + ahead.days_ahead = risk_days.days_since

),

-- bands that no day at risk was in have no factor
factors as (

    select
        factor,
        first_band,
        second_band,
        1e0 * factor_value as times
    from model.purchase_factors

),

weighed as (

    select
        banded.*,
        -- a purchase on a day is never certain
        least(
            0.95e0,
            banded.purchases_a_day * coalesce(by_day.times, 1e0) * coalesce(by_purchases.times, 1e0) * coalesce(by_ratio.times, 1e0)
            * coalesce(by_recency.times, 1e0) * coalesce(by_purchases_and_recency.times, 1e0) * coalesce(by_interval_and_ratio.times, 1e0)
        ) as chance,
        least(
            0.95e0,
            banded.purchases_a_day * coalesce(by_day.times, 1e0) * coalesce(by_next_purchases.times, 1e0) * coalesce(again.times, 1e0)
        ) as chance_again
    from banded
    left join factors as by_day
        on by_day.factor = 'day_of_week' and banded.day_of_week = by_day.first_band
    left join factors as by_purchases
        on by_purchases.factor = 'purchases' and banded.purchase_band = by_purchases.first_band
    left join factors as by_ratio
        on by_ratio.factor = 'ratio' and banded.ratio_band = by_ratio.first_band
    left join factors as by_recency
        on by_recency.factor = 'recency' and banded.recency_band = by_recency.first_band
    left join factors as by_purchases_and_recency
        on
            by_purchases_and_recency.factor = 'purchases and recency'
            and banded.purchase_band = by_purchases_and_recency.first_band
            and banded.recency_band = by_purchases_and_recency.second_band
    left join factors as by_interval_and_ratio
        on
            by_interval_and_ratio.factor = 'interval and ratio'
            and banded.interval_band = by_interval_and_ratio.first_band
            and banded.ratio_band = by_interval_and_ratio.second_band
    left join factors as by_next_purchases
        on by_next_purchases.factor = 'purchases' and banded.next_band = by_next_purchases.first_band
    left join factors as again
        on again.factor = 'again' and banded.next_band = again.first_band and banded.interval_band = again.second_band

),

-- Who has not come back stayed away on each day. Logarithms in billionths add up to the same in any order.
stayed as (

    select
        *,
        exp(sum(cast(floor(1000000000e0 * ln(1e0 - chance) + 0.5e0) as bigint)) over kind * 0.000000001e0) as stay_until,
        exp(coalesce(sum(cast(floor(1000000000e0 * ln(1e0 - chance) + 0.5e0) as bigint)) over kind_before, 0) * 0.000000001e0) as stay_before
    from weighed
    window
        kind as (partition by purchase_band, interval_step, days_since_last order by days_ahead rows between unbounded preceding and current row),
        kind_before as (partition by purchase_band, interval_step, days_since_last order by days_ahead rows between unbounded preceding and 1 preceding)

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
