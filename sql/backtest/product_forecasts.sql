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
),

best as (
    select
        product_id,
        row_number() over (order by days_of_60 desc, product_id) as place
    from popular
),

chosen as (
    select 'personal top 3' as forecast, user_id, product_id, by_days as place from placed
    union all
    select 'personal top 3, ties by number', user_id, product_id, by_days_alone from placed
    union all
    select 'personal top 3 by lines', user_id, product_id, by_lines from placed
    union all
    select 'last basket', user_id, product_id, place from last_baskets
    union all
    -- who has bought fewer than three gets the most popular of the others, as in the prediction
    select names.forecast, units.user_id, best.product_id, 1e9 + best.place
    from units
    cross join (values ('personal top 3'), ('personal top 3, ties by number'), ('personal top 3 by lines'), ('last basket'), ('global top 3')) as names(forecast)
    cross join best
    where best.place <= 6
),

-- a product stands where it comes first
once as (
    select
        forecast,
        user_id,
        product_id,
        min(place) as place
    from chosen
    group by all
),

numbered as (
    select
        *,
        row_number() over (partition by forecast, user_id order by place) as final_place
    from once
)

select 'prediction' as forecast, user_id, product_id from model.product_predictions
union all
select forecast, user_id, product_id from numbered where final_place <= 3
