-- What raises and lowers the chance of a purchase on a day, compared with one purchase each typical interval, and what it rests on.
-- The chance is the product of the first six factors over the typical interval; the seventh holds after a purchase that was predicted.
-- grain: one row per factor and bands; key: factor, first_band, second_band
with

numbers as (

    select explode(sequence(1, 7)) as number

),

factors as (

    select
        case numbers.number
            when 1 then 'day_of_week'
            when 2 then 'purchases'
            when 3 then 'ratio'
            when 4 then 'recency'
            when 5 then 'purchases and recency'
            when 6 then 'interval and ratio'
            else 'again'
        end as factor,
        case numbers.number
            when 1 then days.day_of_week
            when 3 then days.ratio_band
            when 4 then days.recency_band
            when 6 then days.interval_band
            else days.purchase_band
        end as first_band,
        case numbers.number
            when 5 then days.recency_band
            when 6 then days.ratio_band
            when 7 then days.interval_band
            else 0
        end as second_band,
        case when numbers.number < 7 or days.recency_band < 5 then days.purchases else 0 end as purchases,
        case numbers.number
            when 1 then days.expected_millionths
            when 2 then days.expected_by_day_of_week
            when 3 then days.expected_by_purchases
            when 4 then days.expected_by_ratio
            when 5 then days.expected_by_recency
            when 6 then days.expected_by_purchases_and_recency
            when 7 then case when days.recency_band < 5 then days.expected_by_purchases else 0 end
        end as expected,
        case numbers.number
            when 1 then days.day_of_week_factor
            when 2 then days.purchases_factor
            when 3 then days.ratio_factor
            when 4 then days.recency_factor
            when 5 then days.purchases_and_recency_factor
            when 6 then days.interval_and_ratio_factor
            else days.again_factor
        end as factor_millionths
    from expected_purchases as days
    cross join numbers

),

final as (

    select
        factor,
        cast(first_band as integer) as first_band,
        cast(second_band as integer) as second_band,
        cast(sum(purchases) as bigint) as purchases,
        cast(sum(cast(expected as decimal(18, 0))) * 0.000001 as decimal(18, 6)) as expected,
        cast(cast(max(factor_millionths) as decimal(18, 0)) * 0.000001 as decimal(18, 6)) as factor_value
    from factors
    group by
        factor,
        first_band,
        second_band

)

select * from final
