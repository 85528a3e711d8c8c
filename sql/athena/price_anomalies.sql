-- Prices that are far from what the product usually costs, by its own history and whatever other products cost.
-- one row per product, day and price that stand out; key: product_id, event_date, price
with dim_products as (
    select
        product_id,
        product_name,
        brand,
        category_name
    from model.dim_products
),

-- The only place where the bounds stand. Of a normal distribution 1.4826 median deviations are one standard deviation, and
-- 3.5 of those are far: Iglewicz and Hoaglin, How to Detect and Handle Outliers (1993). A product that never changed its
-- price has a median deviation of 0, and a few per cent are no anomaly.
limits as (
    select
        cast(5 as bigint) as fewest_days,
        3.5 * 1.4826 as most_deviations,
        0.2 as smallest_share
),

-- A price that is so far from the usual one, which lies between the lowest and the highest, needs a range at least as wide: few
-- products have one, and the others need no ranks.
changed_products as (
    select daily_prices.product_id
    from model.daily_prices as daily_prices
    cross join limits
    group by daily_prices.product_id
    having max(daily_prices.price) - min(daily_prices.price) > max(limits.smallest_share) * min(daily_prices.price)
),

changed_prices as (
    select
        daily_prices.product_id,
        daily_prices.event_date,
        daily_prices.price,
        daily_prices.events
    from model.daily_prices as daily_prices
    inner join changed_products
        on daily_prices.product_id = changed_products.product_id
),

-- From here on by windows and not by joins: Athena reads a table anew wherever a name stands for it.
ranked as (
    select
        *,
        row_number() over (partition by product_id order by price asc, event_date asc) as place,
        row_number() over (partition by product_id, event_date order by price asc) as place_of_day,
        count(*) over (partition by product_id) as prices
    from changed_prices
),

medians as (
    select
        product_id,
        event_date,
        price,
        events,
        sum(case when place_of_day = 1 then 1 else 0 end) over (partition by product_id) as days,
        cast(sum(case when place in (floor((prices + 1) / 2), floor((prices + 2) / 2)) then price * (case when prices % 2 = 1 then 2 else 1 end) end) over (partition by product_id) * 0.5 as decimal(18, 4)) as usual_price
    from ranked
),

deviations as (
    select
        medians.product_id,
        medians.event_date,
        medians.price,
        medians.events,
        medians.usual_price,
        abs(medians.price - medians.usual_price) as deviation
    from medians
    cross join limits
    where medians.days >= limits.fewest_days
),

ranked_deviations as (
    select
        *,
        row_number() over (partition by product_id order by deviation asc, event_date asc, price asc) as place,
        count(*) over (partition by product_id) as prices
    from deviations
),

usual_deviations as (
    select
        *,
        cast(sum(case when place in (floor((prices + 1) / 2), floor((prices + 2) / 2)) then deviation * (case when prices % 2 = 1 then 2 else 1 end) end) over (partition by product_id) * 0.5 as decimal(18, 4)) as usual_deviation
    from ranked_deviations
),

final as (
    select
        usual_deviations.product_id,
        usual_deviations.event_date,
        usual_deviations.price,
        dim_products.product_name,
        coalesce(dim_products.brand, cast('unknown' as varchar)) as brand,
        coalesce(dim_products.category_name, cast('unknown' as varchar)) as category_name,
        usual_deviations.events,
        usual_deviations.usual_price,
        usual_deviations.usual_deviation,
        cast(usual_deviations.price - usual_deviations.usual_price as decimal(18, 4)) as difference
    from usual_deviations
    left join dim_products
        on usual_deviations.product_id = dim_products.product_id
    cross join limits
    where
        usual_deviations.deviation > limits.most_deviations * usual_deviations.usual_deviation
        and usual_deviations.deviation > limits.smallest_share * usual_deviations.usual_price
)

select * from final
