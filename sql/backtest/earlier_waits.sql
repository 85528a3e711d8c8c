-- How long customers were waited for before the origin, from every seventh day on of the half year that is known to its end.
-- grain: one row per earlier day and customer who had bought on two days by then; key: asked_on, user_id
with numbered as (
    select
        user_id,
        purchase_date,
        row_number() over (partition by user_id order by purchase_date) as purchase_number,
        lead(purchase_date) over (partition by user_id order by purchase_date) as next_date
    from past_days
),

asked as (
    select origin_date - cast(60 + 7 * week as integer) as asked_on
    from origin, range(26) as weeks(week)
),

final as (
    select
        asked.asked_on,
        numbered.user_id,
        case
            when numbered.purchase_number >= 20 then 7
            when numbered.purchase_number >= 10 then 6
            when numbered.purchase_number >= 6 then 5
            when numbered.purchase_number >= 4 then 4
            else numbered.purchase_number
        end as purchase_band,
        asked.asked_on - 1 - numbered.purchase_date as days_since_last,
        case when numbered.next_date < asked.asked_on + 60 then numbered.next_date - asked.asked_on + 1 end as wait
    from asked
    inner join numbered
        on numbered.purchase_date < asked.asked_on and coalesce(numbered.next_date, date '9999-12-31') >= asked.asked_on
    where numbered.purchase_number >= 2
)

select
    *,
    recency_band(days_since_last) as recency_band
from final
