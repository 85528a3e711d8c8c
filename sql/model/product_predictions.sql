-- The three products that each customer most likely buys next, and how likely each is among what is bought then: the part of the
-- customer's days with it, times how often such a prediction of the last purchase came true. Who has bought fewer gets the most
-- popular.
-- grain: one row per known user who has bought until the day that predictions are as of, and place; key: user_id, place
with

-- (came true + 20) / (expected + 20), as for the days
tried as (

    select
        score_band,
        (sum(is_in_last) + 20e0) * 1e0 / (sum(cast(floor(1000000e0 * own_share + 0.5e0) as bigint)) * 0.000001e0 + 20e0) as times
    from product_scores
    where is_before_last
    group by score_band

),

chances as (

    select
        scores.user_id,
        scores.place,
        scores.product_id,
        least(1e0, scores.own_share * coalesce(tried.times, 1e0)) as probability
    from product_scores as scores
    left join tried
        on scores.score_band = tried.score_band
    where not scores.is_before_last

),

-- The score says best which comes first, and the chances what may be expected of the three: the first gets the highest.
own as (

    select
        chances.user_id,
        chances.place,
        chances.product_id,
        true as is_bought_before,
        ordered.probability
    from chances
    inner join (
        select
            user_id,
            probability,
            row_number() over (partition by user_id order by probability desc, place) as place
        from chances
    ) as ordered
        on chances.user_id = ordered.user_id and chances.place = ordered.place

),

customers as (

    select
        user_id,
        max(place) as places
    from own
    group by user_id

),

popular as (

    select
        product_id,
        share_of_30_days,
        row_number() over (order by of_60_days desc, product_id) as popular_place
    from popular_products

),

-- of the three most popular a customer with one or two products misses enough
missed as (

    select
        customers.user_id,
        customers.places + row_number() over (partition by customers.user_id order by popular.popular_place) as place,
        popular.product_id,
        popular.share_of_30_days
    from customers
    inner join popular
        on popular.popular_place <= 3
    left join own
        on customers.user_id = own.user_id and popular.product_id = own.product_id
    where
        customers.places < 3
        and own.product_id is null

),

all_of_them as (

    select
        user_id,
        place,
        product_id,
        is_bought_before,
        probability
    from own

    union all

    select
        user_id,
        place,
        product_id,
        false as is_bought_before,
        share_of_30_days as probability
    from missed
    where place <= 3

),

final as (

    select
        user_id,
        cast(place as integer) as place,
        product_id,
        is_bought_before,
        cast(cast(floor(1000000e0 * probability + 0.5e0) as decimal(18, 0)) * 0.000001 as decimal(18, 6)) as probability
    from all_of_them

)

select * from final
