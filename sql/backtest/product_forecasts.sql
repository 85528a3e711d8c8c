-- The three products that each forecast says a customer buys next.
-- grain: one row per forecast, customer and product; key: forecast, user_id, product_id
with past as (
    select purchases.*
    from purchases, origin
    where purchases.purchase_date < origin.origin_date
),

popular as (
    select
        past.product_id,
        count(*) filter (where past.purchase_date >= origin.origin_date - 60) as days_of_60
    from past, origin
    group by past.product_id
),

bought as (
    select
        past.user_id,
        past.product_id,
        count(*) as days_bought,
        sum(past.lines) as lines,
        max(past.purchase_date) as last_date,
        any_value(popular.days_of_60) as days_of_60
    from past
    inner join popular using (product_id)
    group by
        past.user_id,
        past.product_id
),

placed as (
    select
        *,
        row_number() over (partition by user_id order by days_bought desc, days_of_60 desc, product_id) as by_days,
        row_number() over (partition by user_id order by days_bought desc, product_id) as by_days_alone,
        row_number() over (partition by user_id order by lines desc, product_id) as by_lines,
        max(last_date) over (partition by user_id) as last_day
    from bought
),

last_baskets as (
    select
        user_id,
        product_id,
        row_number() over (partition by user_id order by days_of_60 desc, product_id) as place
    from placed
    where last_date = last_day
)

select 'prediction' as forecast, user_id, product_id from model.product_predictions
union all
select 'personal top 3', user_id, product_id from placed where by_days <= 3
union all
select 'personal top 3, ties by number', user_id, product_id from placed where by_days_alone <= 3
union all
select 'personal top 3 by lines', user_id, product_id from placed where by_lines <= 3
union all
select 'last basket', user_id, product_id from last_baskets where place <= 3
union all
select 'global top 3', units.user_id, best.product_id
from units, (select product_id from popular order by days_of_60 desc, product_id limit 3) as best
