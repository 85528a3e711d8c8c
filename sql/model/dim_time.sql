-- The calendar of the days that have events, without gaps. UTC.
-- grain: one row per day; key: event_date
with

bounds as (

    select
        min(event_date) as first_day,
        max(event_date) as last_day
    from model.fact_user_events

),

days as (

    select explode(sequence(unix_date(first_day), unix_date(last_day))) as day_number
    from bounds
    where first_day is not null

),

dated as (

    select
        day_number,
        date_from_unix_date(day_number) as event_date,
        -- 1970-01-01 was a Thursday
        pmod(day_number + 3, 7) + 1 as day_of_week
    from days

),

final as (

    select
        event_date,
        cast(year(event_date) as integer) as year,
        cast(quarter(event_date) as integer) as quarter,
        cast(month(event_date) as integer) as month,
        cast(day(event_date) as integer) as day_of_month,
        cast(day_of_week as integer) as day_of_week,
        day_of_week >= 6 as is_weekend,
        date_from_unix_date(day_number - day_of_week + 1) as week_start,
        date_from_unix_date(day_number - cast(day(event_date) as integer) + 1) as month_start
    from dated

)

select * from final
