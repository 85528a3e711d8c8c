-- How often users could have bought again, and did: every day of every interval between purchases counts, those of open
-- intervals, which no purchase has ended so far, among them.
-- grain: one row per band of purchases, of the typical interval, of both measures of time since and day of the week; key: these
with

-- users who are alike are counted once
intervals as (

    select
        days.purchase_band,
        typical.interval_step,
        days.day_of_week,
        days.interval_days,
        count(*) as intervals,
        sum(case when days.is_followed then 1 else 0 end) as followed
    from purchase_days as days
    inner join typical_intervals as typical
        on days.user_id = typical.user_id and days.purchase_number = typical.purchase_number
    where days.interval_days > 0
    group by
        days.purchase_band,
        typical.interval_step,
        days.day_of_week,
        days.interval_days

),

days as (

    select
        purchase_band,
        interval_step,
        day_of_week,
        interval_days,
        intervals,
        followed,
        explode(sequence(1, interval_days)) as days_since
    from intervals

),

final as (

    select
        days.purchase_band,
        risk_days.interval_band,
        risk_days.ratio_band,
        risk_days.recency_band,
        pmod(days.day_of_week - 1 + days.days_since, 7) + 1 as day_of_week,
        cast(sum(case when days.days_since = days.interval_days then days.followed else 0 end) as bigint) as purchases,
        cast(sum(days.intervals * risk_days.expected_millionths) as bigint) as expected_millionths
    from days
    inner join risk_days
        on days.interval_step = risk_days.interval_step and days.days_since = risk_days.days_since
    group by
        days.purchase_band,
        risk_days.interval_band,
        risk_days.ratio_band,
        risk_days.recency_band,
        pmod(days.day_of_week - 1 + days.days_since, 7) + 1

)

select * from final
