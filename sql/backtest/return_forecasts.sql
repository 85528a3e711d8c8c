-- How likely each forecast says that a customer buys within sixty days.
-- grain: one row per forecast and customer; key: forecast, user_id
with earlier as (
    select count(wait) / count(*) as share from earlier_waits
),

by_recency as (
    select
        recency_band,
        count(wait) / count(*) as share
    from earlier_waits
    group by recency_band
)

select 'prediction' as forecast, user_id, return_probability from units
union all
select 'base rate', user_id, earlier.share from units, earlier
union all
select 'recency only', units.user_id, coalesce(by_recency.share, earlier.share)
from units
cross join earlier
left join by_recency
    on units.recency_band = by_recency.recency_band
