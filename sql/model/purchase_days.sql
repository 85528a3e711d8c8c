-- The days on which known users bought, up to the day that is known, each with the next one.
-- grain: one row per user and day with a purchase; key: user_id, purchase_date
with

days as (

    select distinct
        events.user_id,
        events.event_date as purchase_date,
        prediction_day.as_of_date
    from model.fact_user_events as events
    inner join prediction_day
        on events.event_date <= prediction_day.as_of_date
    where
        events.event_type = 'purchase'
        and events.user_id is not null

),

numbered as (

    select
        user_id,
        purchase_date,
        as_of_date,
        row_number() over (partition by user_id order by purchase_date) as purchase_number,
        lead(purchase_date) over (partition by user_id order by purchase_date) as next_date,
        count(*) over (partition by user_id) as purchase_days
    from days

),

final as (

    select
        user_id,
        purchase_date,
        purchase_number,
        -- how often the user had bought, in bands: one day, two, three, up to five, nine, nineteen, more
        case
            when purchase_number >= 20 then 7
            when purchase_number >= 10 then 6
            when purchase_number >= 6 then 5
            when purchase_number >= 4 then 4
            else purchase_number
        end as purchase_band,
        next_date is not null as is_followed,
        -- the interval that begins with this day; the last one is open, and ends with the day that is known
        unix_date(coalesce(next_date, as_of_date)) - unix_date(purchase_date) as interval_days,
        -- 1970-01-01 was a Thursday
        pmod(unix_date(purchase_date) + 3, 7) + 1 as day_of_week,
        purchase_days - purchase_number as days_after,
        case when unix_date(purchase_date) > unix_date(as_of_date) - 30 then 1 else 0 end as is_of_30_days,
        case when unix_date(purchase_date) > unix_date(as_of_date) - 60 then 1 else 0 end as is_of_60_days,
        as_of_date
    from numbered

)

select * from final
