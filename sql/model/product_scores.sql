-- The three products for which most speaks, of those that each customer has bought: the part of the customer's days with it (a day
-- counts 0.95 times as much as the next one) and its popularity. And the three for which most spoke before the last day of those
-- who bought lately, of which it is known what was bought.
-- grain: one row per customer, whether it is before the last day, and place; key: user_id, is_before_last, place
with

days as (

    select
        user_id,
        purchase_number,
        is_of_30_days
    from purchase_days
    where not is_followed

),

-- weights in millionths, as sums of whole numbers do not depend on their order
weighed as (

    select
        user_id,
        product_id,
        sum(cast(floor(1000000e0 * power(0.95e0, days_after) + 0.5e0) as bigint)) as weight,
        sum(case when days_after > 0 then cast(floor(1000000e0 * power(0.95e0, days_after - 1) + 0.5e0) as bigint) else 0 end) as weight_before,
        max(case when days_after = 0 then 1 else 0 end) as is_in_last
    from bought_products
    group by
        user_id,
        product_id

),

-- 1 + 0.95 + 0.9025 … are (1 - 0.95 ^ days) / 0.05, which is in millionths too
shares as (

    select
        weighed.user_id,
        weighed.product_id,
        false as is_before_last,
        weighed.is_in_last,
        (weighed.weight * 0.000001e0 + 0.5e0) * 1e0 / (20e0 * (1e0 - floor(1000000e0 * power(0.95e0, days.purchase_number) + 0.5e0) * 0.000001e0) + 2e0) as own_share
    from weighed
    inner join days
        on weighed.user_id = days.user_id

    union all

    select
        weighed.user_id,
        weighed.product_id,
        true as is_before_last,
        weighed.is_in_last,
        (weighed.weight_before * 0.000001e0 + 0.5e0) * 1e0 / (20e0 * (1e0 - floor(1000000e0 * power(0.95e0, days.purchase_number - 1) + 0.5e0) * 0.000001e0) + 2e0) as own_share
    from weighed
    inner join days
        on weighed.user_id = days.user_id
    where
        weighed.weight_before > 0
        and days.is_of_30_days = 1

),

scored as (

    select
        shares.*,
        popular.of_60_days,
        shares.own_share * sqrt(popular.share_of_30_days + 0.01e0) as score
    from shares
    inner join popular_products as popular
        on shares.product_id = popular.product_id

),

final as (

    select
        *,
        row_number() over (partition by user_id, is_before_last order by score desc, of_60_days desc, product_id) as place,
        -- each band reaches to twice the score of the one before
        case
            when score < 0.02e0 then 1
            when score < 0.04e0 then 2
            when score < 0.08e0 then 3
            when score < 0.16e0 then 4
            when score < 0.32e0 then 5
            else 6
        end as score_band
    from scored

)

select * from final
where place <= 3
