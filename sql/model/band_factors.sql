-- What the factors of model.purchase_factors come to in each combination of their bands, but for the day of the week: for who has not
-- come back, and for who has. Bands that no day at risk was in have no factor.
-- grain: one row per bands of purchases, typical interval, ratio and recency; key: these
with

factors as (

    select
        factor,
        first_band,
        second_band,
        1e0 * factor_value as times
    from model.purchase_factors

),

bands as (

    select distinct
        purchases.purchase_band,
        case when purchases.purchase_band < 4 then purchases.purchase_band + 1 else purchases.purchase_band end as next_band,
        risk_days.interval_band,
        risk_days.ratio_band,
        risk_days.recency_band
    from (select distinct purchase_band from purchase_days) as purchases
    cross join (select distinct interval_band, ratio_band, recency_band from risk_days) as risk_days

),

final as (

    select
        bands.*,
        coalesce(by_purchases.times, 1e0) * coalesce(by_ratio.times, 1e0) * coalesce(by_recency.times, 1e0)
        * coalesce(by_purchases_and_recency.times, 1e0) * coalesce(by_interval_and_ratio.times, 1e0) as times,
        coalesce(by_next_purchases.times, 1e0) * coalesce(again.times, 1e0) as times_again
    from bands
    left join factors as by_purchases
        on by_purchases.factor = 'purchases' and bands.purchase_band = by_purchases.first_band
    left join factors as by_ratio
        on by_ratio.factor = 'ratio' and bands.ratio_band = by_ratio.first_band
    left join factors as by_recency
        on by_recency.factor = 'recency' and bands.recency_band = by_recency.first_band
    left join factors as by_purchases_and_recency
        on
            by_purchases_and_recency.factor = 'purchases and recency'
            and bands.purchase_band = by_purchases_and_recency.first_band
            and bands.recency_band = by_purchases_and_recency.second_band
    left join factors as by_interval_and_ratio
        on
            by_interval_and_ratio.factor = 'interval and ratio'
            and bands.interval_band = by_interval_and_ratio.first_band
            and bands.ratio_band = by_interval_and_ratio.second_band
    left join factors as by_next_purchases
        on by_next_purchases.factor = 'purchases' and bands.next_band = by_next_purchases.first_band
    left join factors as again
        on again.factor = 'again' and bands.next_band = again.first_band and bands.interval_band = again.second_band

)

select * from final
