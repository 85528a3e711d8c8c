-- In which bands each day after a purchase lies, for every typical interval: how long it is ago, by itself and in typical
-- intervals. What purchase_factors and return_curves are made of.
-- grain: one row per typical interval and number of days since a purchase; key: interval_step, days_since
with

bounds as (

    select
        -- sixty days ahead of the open intervals
        max(interval_days) + 60 as last_day
    from purchase_days

),

days as (

    select explode(sequence(1, last_day)) as days_since
    from bounds
    where last_day is not null

),

steps as (

    select explode(sequence(cast(first_step as integer), cast(last_step as integer))) as interval_step
    from (
        select
            min(interval_step) as first_step,
            max(interval_step) as last_step
        from typical_intervals
    ) as steps_there
    where first_step is not null

),

-- A purchase each typical interval, in billionths a day.
rates as (

    select
        interval_step,
        floor(1000000000e0 * exp(interval_step * -0.02e0) + 0.5e0) * 0.000000001e0 as purchases_a_day
    from steps

),

scaled as (

    select
        rates.interval_step,
        days.days_since,
        rates.purchases_a_day,
        (days.days_since - 0.5e0) * rates.purchases_a_day as ratio
    from rates
    cross join days

),

final as (

    select
        interval_step,
        days_since,
        -- what a purchase each typical interval would come to, in millionths
        cast(floor(1000000e0 * purchases_a_day + 0.5e0) as bigint) as expected_millionths,
        -- typical intervals under 7, 14, 21, 30, 45, 60 and 90 days
        case
            when interval_step < 98 then 0
            when interval_step < 132 then 1
            when interval_step < 153 then 2
            when interval_step < 171 then 3
            when interval_step < 191 then 4
            when interval_step < 205 then 5
            when interval_step < 225 then 6
            else 7
        end as interval_band,
        case
            when ratio < 0.02e0 then 0
            when ratio < 0.05e0 then 1
            when ratio < 0.1e0 then 2
            when ratio < 0.2e0 then 3
            when ratio < 0.35e0 then 4
            when ratio < 0.5e0 then 5
            when ratio < 0.75e0 then 6
            when ratio < 1e0 then 7
            when ratio < 1.5e0 then 8
            when ratio < 2e0 then 9
            when ratio < 3e0 then 10
            when ratio < 4.5e0 then 11
            when ratio < 7e0 then 12
            else 13
        end as ratio_band,
        case
            when days_since < 3 then 0
            when days_since < 7 then 1
            when days_since < 14 then 2
            when days_since < 21 then 3
            when days_since < 30 then 4
            when days_since < 45 then 5
            when days_since < 60 then 6
            when days_since < 90 then 7
            when days_since < 120 then 8
            else 9
        end as recency_band
    from scaled

)

select * from final
