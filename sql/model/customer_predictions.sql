-- Whether and when each customer buys next: by the curve of those who are like them.
-- grain: one row per known user who has bought until the day that predictions are as of; key: user_id
with

customers as (

    select
        days.user_id,
        days.as_of_date,
        days.purchase_number,
        days.purchase_band,
        days.purchase_date as last_purchase_date,
        days.interval_days as days_since_last,
        typical.interval_step
    from purchase_days as days
    inner join typical_intervals as typical
        on days.user_id = typical.user_id and days.purchase_number = typical.purchase_number
    where not days.is_followed

),

ends as (

    select
        *,
        max(return_probability) over (partition by purchase_band, interval_step, days_since_last) as return_probability_60_days
    from model.return_curves

),

-- A chance of a few millionths has no parts: whoever is all but gone comes back on any of the sixty days.
reached as (

    select
        *,
        case when return_probability_60_days < 0.0001 then cast(days_ahead * 0.001 as decimal(18, 6)) else return_probability end as part,
        case when return_probability_60_days < 0.0001 then cast(0.06 as decimal(18, 6)) else return_probability_60_days end as whole
    from ends

),

-- the days on which the chance to have come back reaches a part of that within sixty days
kinds as (

    select
        purchase_band,
        interval_step,
        days_since_last,
        max(case when days_ahead = 7 then return_probability end) as return_probability_7_days,
        max(case when days_ahead = 30 then return_probability end) as return_probability_30_days,
        max(return_probability) as return_probability_60_days,
        min(case when part >= 0.05 * whole then purchase_date end) as earliest_90,
        min(case when part >= 0.25 * whole then purchase_date end) as earliest_50,
        min(case when part >= 0.5 * whole then purchase_date end) as middle,
        min(case when part >= 0.75 * whole then purchase_date end) as latest_50,
        min(case when part >= 0.95 * whole then purchase_date end) as latest_90
    from reached
    group by
        purchase_band,
        interval_step,
        days_since_last

),

final as (

    select
        customers.user_id,
        customers.as_of_date,
        customers.purchase_number as purchase_days,
        customers.last_purchase_date,
        cast(customers.purchase_band as integer) as purchase_band,
        cast(customers.interval_step as integer) as interval_step,
        cast(customers.days_since_last as integer) as days_since_last,
        cast(cast(floor(100e0 * exp(customers.interval_step * 0.02e0) + 0.5e0) as decimal(18, 0)) * 0.01 as decimal(18, 6)) as typical_interval_days,
        kinds.return_probability_7_days,
        kinds.return_probability_30_days,
        kinds.return_probability_60_days,
        kinds.middle as next_purchase_date,
        kinds.earliest_50,
        kinds.latest_50,
        kinds.earliest_90,
        kinds.latest_90
    from customers
    inner join kinds
        on
            customers.purchase_band = kinds.purchase_band
            and customers.interval_step = kinds.interval_step
            and customers.days_since_last = kinds.days_since_last

)

select * from final
