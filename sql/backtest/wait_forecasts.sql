-- When each forecast says that a customer buys next: if within sixty days, and in any case, where 61 is not within sixty days.
-- grain: one row per forecast and customer; key: forecast, user_id
with earlier as (
    select
        median(wait) as given_return,
        median(coalesce(wait, 61)) as in_any_case
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
-- what is overdue is expected tomorrow
select forecast, user_id, greatest(1, least(60, days_ahead)), greatest(1, least(61, days_ahead)) from habits
