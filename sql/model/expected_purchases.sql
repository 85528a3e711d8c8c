-- What is expected of the days at risk, factor by factor: each is (purchases + 20) / (expected + 20) over all days of the same
-- bands, expected with the factors before it. The first expectation is one purchase each typical interval.
-- grain: one row per row of days_at_risk; key: as there
with

-- Factors and expectations are whole millionths, so that the order in which they are added up does not show.
by_day_of_week as (

    select
        *,
        floor((sum(purchases) over alike + 20e0) * 1000000e0 / (sum(expected_millionths) over alike * 0.000001e0 + 20e0) + 0.5e0) as day_of_week_factor
    from days_at_risk
    window alike as (partition by day_of_week)

),

after_day_of_week as (

    select
        *,
        cast(floor(expected_millionths * day_of_week_factor * 0.000001e0 + 0.5e0) as bigint) as expected_by_day_of_week
    from by_day_of_week

),

by_purchases as (

    select
        *,
        floor((sum(purchases) over alike + 20e0) * 1000000e0 / (sum(expected_by_day_of_week) over alike * 0.000001e0 + 20e0) + 0.5e0) as purchases_factor
    from after_day_of_week
    window alike as (partition by purchase_band)

),

after_purchases as (

    select
        *,
        cast(floor(expected_by_day_of_week * purchases_factor * 0.000001e0 + 0.5e0) as bigint) as expected_by_purchases
    from by_purchases

),

by_ratio as (

    select
        *,
        floor((sum(purchases) over alike + 20e0) * 1000000e0 / (sum(expected_by_purchases) over alike * 0.000001e0 + 20e0) + 0.5e0) as ratio_factor
    from after_purchases
    window alike as (partition by ratio_band)

),

after_ratio as (

    select
        *,
        cast(floor(expected_by_purchases * ratio_factor * 0.000001e0 + 0.5e0) as bigint) as expected_by_ratio
    from by_ratio

),

by_recency as (

    select
        *,
        floor((sum(purchases) over alike + 20e0) * 1000000e0 / (sum(expected_by_ratio) over alike * 0.000001e0 + 20e0) + 0.5e0) as recency_factor
    from after_ratio
    window alike as (partition by recency_band)

),

after_recency as (

    select
        *,
        cast(floor(expected_by_ratio * recency_factor * 0.000001e0 + 0.5e0) as bigint) as expected_by_recency
    from by_recency

),

by_purchases_and_recency as (

    select
        *,
        floor((sum(purchases) over alike + 20e0) * 1000000e0 / (sum(expected_by_recency) over alike * 0.000001e0 + 20e0) + 0.5e0) as purchases_and_recency_factor
    from after_recency
    window alike as (partition by purchase_band, recency_band)

),

after_purchases_and_recency as (

    select
        *,
        cast(floor(expected_by_recency * purchases_and_recency_factor * 0.000001e0 + 0.5e0) as bigint) as expected_by_purchases_and_recency
    from by_purchases_and_recency

),

by_interval_and_ratio as (

    select
        *,
        floor((sum(purchases) over alike + 20e0) * 1000000e0 / (sum(expected_by_purchases_and_recency) over alike * 0.000001e0 + 20e0) + 0.5e0) as interval_and_ratio_factor
    from after_purchases_and_recency
    window alike as (partition by interval_band, ratio_band)

),

-- After a purchase within the sixty days ahead it is not followed when the next one was: the mean of the first thirty days has to do.
final as (

    select
        *,
        floor(
            (sum(case when recency_band < 5 then purchases else 0 end) over alike + 20e0) * 1000000e0
            / (sum(case when recency_band < 5 then expected_by_purchases else 0 end) over alike * 0.000001e0 + 20e0) + 0.5e0
        ) as again_factor
    from by_interval_and_ratio
    window alike as (partition by purchase_band, interval_band)

)

select * from final
