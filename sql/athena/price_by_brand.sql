-- What the products of each brand cost now: mean, median and spread.
-- one row per brand that has products with a price; key: brand
with dim_products as (
    select
        brand,
        price
    from model.dim_products
    where price > 0
),

ranked as (
    select
        brand,
        price,
        row_number() over (partition by brand order by price asc) as place,
        count(*) over (partition by brand) as products
    from dim_products
),

-- A quartile is the price at the rounded up share of the places. The median of an even number lies between the two in the
-- middle: their half sum is exact as a decimal.
spread as (
    select
        brand,
        count(*) as products,
        sum(price) as total,
        min(price) as lowest_price,
        max(case when 4 * place >= products and 4 * (place - 1) < products then price end) as lower_quartile_price,
        max(case when 2 * place >= products and 2 * (place - 1) < products then price end) as middle_price,
        max(case when 2 * place >= products + 1 and 2 * (place - 1) < products + 1 then price end) as next_to_middle_price,
        max(case when 4 * place >= 3 * products and 4 * (place - 1) < 3 * products then price end) as upper_quartile_price,
        max(price) as highest_price
    from ranked
    group by brand
),

-- The mean in units of 0.0001 plus a half, as a fraction: its whole part is the rounded mean, which is taken in millions and
-- what is left over (sql/dialects/duckdb-athena.sql).
fractions as (
    select
        *,
        20000 * total + products as numerator,
        cast(2 * products as decimal(18, 0)) as denominator,
        1000000 * cast(2 * products as decimal(18, 0)) as denominator_of_millions
    from spread
),

means as (
    select
        *,
        numerator % denominator_of_millions as left_over
    from fractions
),

final as (
    select
        brand,
        products,
        cast(
            cast((numerator - numerator % denominator_of_millions) / denominator_of_millions as decimal(18, 0)) * 100
            + cast((left_over - left_over % denominator) / denominator as decimal(18, 0)) * 0.0001 as decimal(18, 4)
        ) as mean_price,
        cast((cast(middle_price as decimal(20, 4)) + next_to_middle_price) * 0.5 as decimal(18, 4)) as median_price,
        lowest_price,
        lower_quartile_price,
        upper_quartile_price,
        highest_price,
        cast(upper_quartile_price - lower_quartile_price as decimal(18, 4)) as interquartile_range
    from means
)

select * from final
