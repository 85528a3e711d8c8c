-- The last day that is known: predictions are made on its evening, and of the days after it.
-- grain: one row, none for a lake without events; key: as_of_date
with

final as (

    select max(event_date) as as_of_date
    from model.fact_user_events

)

select * from final
where as_of_date is not null
