-- When each forecast says that a customer buys next: if within sixty days, and in any case, where 61 is not within sixty days.
-- grain: one row per forecast and customer; key: forecast, user_id
with earlier as (
    -- where nobody came back before, or could be asked, the middle of the sixty days
    select
        coalesce(median(wait), 30) as given_return,
        coalesce(median(coalesce(wait, 61)), 30) as in_any_case
    from earlier_waits
),

earlier_by_recency as (
    select
        recency_band,
        median(wait) as given_return,
        median(coalesce(wait, 61)) as in_any_case
    from earlier_waits
    group by recency_band
),

-- of fewer than twenty, a median says little
earlier_by_bands as (
    select
        purchase_band,
        recency_band,
        case when count(wait) >= 20 then median(wait) end as given_return,
        case when count(*) >= 20 then median(coalesce(wait, 61)) end as in_any_case
    from earlier_waits
    group by
        purchase_band,
        recency_band
),

curves as (
    select
        purchase_band,
        interval_step,
        days_since_last,
        min(days_ahead) filter (where return_probability >= 0.5) as in_any_case
    from model.return_curves
    group by all
),

population as (
    select
        avg(gap) as mean_gap,
        median(gap) as median_gap
    from (
        select purchase_date - lag(purchase_date) over (partition by user_id order by purchase_date) as gap
        from past_days
    )
),

predicted as (
    select
        predictions.user_id,
        predictions.next_purchase_date - predictions.as_of_date as given_return,
        coalesce(curves.in_any_case, 61) as in_any_case
    from model.customer_predictions as predictions
    inner join curves using (purchase_band, interval_step, days_since_last)
),

habits as (
    select 'last interval' as forecast, user_id, last_gap - days_since_last as days_ahead from units
    union all
    select 'personal mean', user_id, mean_gap - days_since_last from units
    union all
    select 'personal median', user_id, median_gap - days_since_last from units
    union all
    select 'population mean', user_id, mean_gap - days_since_last from population, (select user_id, days_since_last from units)
    union all
    select 'population median', user_id, median_gap - days_since_last from population, (select user_id, days_since_last from units)
)

select 'prediction' as forecast, user_id, given_return, in_any_case from predicted
union all
select 'constant', user_id, earlier.given_return, earlier.in_any_case from units, earlier
union all
select 'recency only', units.user_id, coalesce(by_recency.given_return, earlier.given_return), coalesce(by_recency.in_any_case, earlier.in_any_case)
from units
cross join earlier
left join earlier_by_recency as by_recency
    on units.recency_band = by_recency.recency_band
union all
select
    'recency and purchases',
    units.user_id,
    coalesce(by_bands.given_return, by_recency.given_return, earlier.given_return),
    coalesce(by_bands.in_any_case, by_recency.in_any_case, earlier.in_any_case)
from units
cross join earlier
left join earlier_by_recency as by_recency
    on units.recency_band = by_recency.recency_band
left join earlier_by_bands as by_bands
    on units.purchase_band = by_bands.purchase_band and units.recency_band = by_bands.recency_band
union all
-- who is overdue is one of whom the interval says nothing more
select 'personal mean, constant if overdue', habits.user_id, if(habits.days_ahead < 1, earlier.given_return, least(60, habits.days_ahead)), if(habits.days_ahead < 1, earlier.in_any_case, least(61, habits.days_ahead))
from habits, earlier
where habits.forecast = 'personal mean'
union all
-- what is overdue is expected tomorrow
select forecast, user_id, greatest(1, least(60, days_ahead)), greatest(1, least(61, days_ahead)) from habits
