-- The last day that is known: predictions are made on its evening, and of the days after it. It is the last day with an event, but at
-- most a week after the last purchase, as clicks that go on say nothing of purchases that are not there yet. A purchase with none in the
-- sixty days before it, as by a clock that is wrong, is not waited for.
-- grain: one row, none for a lake without purchases of known users; key: as_of_date
with

purchase_dates as (

    select distinct event_date as purchase_date
    from model.fact_user_events
    where
        event_type = 'purchase'
        and user_id is not null

),

compared as (

    select
        purchase_date,
        lag(purchase_date) over (order by purchase_date) as previous_date
    from purchase_dates

),

last_purchases as (

    select max(unix_date(purchase_date)) as last_day
    from compared
    where
        previous_date is null
        or unix_date(purchase_date) - unix_date(previous_date) <= 60

),

last_events as (

    select max(unix_date(event_date)) as last_day
    from model.fact_user_events

),

final as (

    select date_from_unix_date(least(last_events.last_day, last_purchases.last_day + 7)) as as_of_date
    from last_purchases
    cross join last_events
    where last_purchases.last_day is not null

)

select * from final
