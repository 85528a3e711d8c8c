-- How likely each forecast says that customers buy on each of the next thirty days. Customers of whom a forecast says the same are one row.
-- grain: one row per forecast, kind of customer and day ahead; key: forecast, kind, days_ahead
with earlier_days as (
    select distinct
        asked_on,
        user_id
    from earlier_waits
),

chances as (
    select
        isodow(asked.asked_on + cast(day_ahead as integer)) as day_of_week,
        sum(asked.customers) as customer_days
    from (select asked_on, count(*) as customers from earlier_days group by asked_on) as asked, range(30) as days(day_ahead)
    group by all
),

bought as (
    select
        isodow(past_days.purchase_date) as day_of_week,
        count(*) as purchases
    from earlier_days
    inner join past_days
        on
            earlier_days.user_id = past_days.user_id
            and past_days.purchase_date >= earlier_days.asked_on
            and past_days.purchase_date < earlier_days.asked_on + 30
    group by all
)

select
    'prediction' as forecast,
    concat_ws(' ', purchase_band, interval_step, days_since_last) as kind,
    days_ahead,
    cast(purchase_probability as double) as probability
from model.return_curves
where days_ahead <= 30
union all
select
    'base rate × weekday' as forecast,
    '' as kind,
    day_ahead + 1 as days_ahead,
    coalesce(bought.purchases, 0) / chances.customer_days as probability
from origin, range(30) as days(day_ahead)
inner join chances
    on isodow(origin.origin_date + cast(day_ahead as integer)) = chances.day_of_week
left join bought
    on chances.day_of_week = bought.day_of_week
