-- How likely each forecast says that customers buy on each of the next thirty days. Customers of whom a forecast says the same are one row.
-- grain: one row per forecast, kind of customer and day ahead; key: forecast, kind, days_ahead
with asked as (
    select
        asked_on,
        user_id,
        purchase_band,
        recency_band
    from earlier_waits
),

ahead as (
    select
        asked.purchase_band,
        asked.recency_band,
        isodow(asked.asked_on + cast(day_ahead as integer)) as day_of_week,
        past_days.user_id is not null as is_purchase
    from asked
    cross join range(30) as days(day_ahead)
    left join past_days
        on asked.user_id = past_days.user_id and asked.asked_on + cast(day_ahead as integer) = past_days.purchase_date
),

by_weekday as (
    select
        day_of_week,
        avg(if(is_purchase, 1, 0)) as share
    from ahead
    group by day_of_week
),

total as (
    select avg(if(is_purchase, 1, 0)) as share
    from ahead
),

-- of few, a share is drawn towards that of all, by as much as the thirty days of twenty customers say
by_bands as (
    select
        ahead.purchase_band,
        ahead.recency_band,
        (count(*) filter (ahead.is_purchase) + 600 * any_value(total.share)) / (count(*) + 600) as share
    from ahead, total
    group by
        ahead.purchase_band,
        ahead.recency_band
),

kinds as (
    select distinct
        kind,
        purchase_band,
        recency_band
    from units
),

coming as (
    select
        day_ahead + 1 as days_ahead,
        -- where nobody could be asked before, nothing is expected
        coalesce(by_weekday.share, 0) as share,
        coalesce(by_weekday.share / nullif(total.share, 0), 1) as times
    from origin
    cross join range(30) as days(day_ahead)
    cross join total
    left join by_weekday
        on isodow(origin.origin_date + cast(day_ahead as integer)) = by_weekday.day_of_week
)

select
    'prediction' as forecast,
    concat_ws(' ', purchase_band, interval_step, days_since_last) as kind,
    days_ahead,
    cast(purchase_probability as double) as probability
from model.return_curves
where days_ahead <= 30
union all
select 'base rate × weekday', '', days_ahead, share from coming
union all
select 'recency and purchases × weekday', kinds.kind, coming.days_ahead, least(1, coalesce(by_bands.share, total.share, 0) * coming.times)
from kinds
cross join coming
cross join total
left join by_bands
    on kinds.purchase_band = by_bands.purchase_band and kinds.recency_band = by_bands.recency_band
