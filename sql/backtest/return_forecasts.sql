-- How likely each forecast says that a customer buys within sixty days.
-- grain: one row per forecast and customer; key: forecast, user_id
with earlier as (
    -- where nobody could be asked before, one as likely as the other
    select coalesce(count(wait) / nullif(count(*), 0), 0.5) as share
    from earlier_waits
),

by_recency as (
    select
        recency_band,
        count(wait) / count(*) as share
    from earlier_waits
    group by recency_band
),

-- of few, a share is drawn towards that of all with this recency, by as much as twenty say
by_bands as (
    select
        waits.purchase_band,
        waits.recency_band,
        (count(waits.wait) + 20 * any_value(by_recency.share)) / (count(*) + 20) as share
    from earlier_waits as waits
    inner join by_recency
        on waits.recency_band = by_recency.recency_band
    group by
        waits.purchase_band,
        waits.recency_band
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
union all
select 'recency and purchases', units.user_id, coalesce(by_bands.share, by_recency.share, earlier.share)
from units
cross join earlier
left join by_recency
    on units.recency_band = by_recency.recency_band
left join by_bands
    on units.purchase_band = by_bands.purchase_band and units.recency_band = by_bands.recency_band
