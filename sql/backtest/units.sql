-- The customers who are asked about at the origin, with what was known of them and what came then.
-- grain: one row per customer who had bought on two days; key: user_id
with next_days as (
    select
        purchases.user_id,
        min(purchases.purchase_date) as next_date
    from purchases, origin
    where purchases.purchase_date >= origin.origin_date and purchases.purchase_date < origin.origin_date + 60
    group by purchases.user_id
),

gaps as (
    select
        user_id,
        purchase_date - lag(purchase_date) over (partition by user_id order by purchase_date) as gap,
        purchase_date
    from past_days
),

habits as (
    select
        user_id,
        max_by(gap, purchase_date) as last_gap,
        avg(gap) as mean_gap,
        median(gap) as median_gap
    from gaps
    where gap is not null
    group by user_id
)

select
    predictions.user_id,
    predictions.purchase_band,
    concat_ws(' ', predictions.purchase_band, predictions.interval_step, predictions.days_since_last) as kind,
    predictions.days_since_last,
    recency_band(predictions.days_since_last) as recency_band,
    habits.last_gap,
    habits.mean_gap,
    habits.median_gap,
    next_days.next_date,
    next_days.next_date - origin.origin_date + 1 as wait,
    predictions.return_probability_60_days as return_probability
from model.customer_predictions as predictions
cross join origin
inner join habits
    on predictions.user_id = habits.user_id
left join next_days
    on predictions.user_id = next_days.user_id
