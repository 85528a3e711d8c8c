-- Every purchase of known users as each policy of model.recurrence_policies means it, and whether it is large enough for it.
-- one row per policy, known user and purchase; key: policy, user_id, purchase_number
with policies as (
    select
        policy,
        purchase_is,
        products_are,
        minimum_products
    from model.recurrence_policies
),

fact_purchases as (
    select
        user_id,
        session_id,
        event_time,
        event_date,
        product_id,
        quantity
    from model.fact_purchases
    where user_id is not null
),

ways as (
    select cast('session' as varchar) as purchase_is
    union all
    select cast('day' as varchar) as purchase_is
),

-- Both ways at once: Athena reads a table anew wherever a name stands for it.
purchases as (
    select
        ways.purchase_is,
        fact_purchases.user_id,
        min(fact_purchases.session_id) as session_id,
        min(fact_purchases.event_date) as purchase_date,
        min(fact_purchases.event_time) as purchased_at,
        count(distinct fact_purchases.product_id) as distinct_products,
        cast(sum(fact_purchases.quantity) as bigint) as units,
        cast(max(fact_purchases.quantity) as bigint) as units_of_one_line
    from fact_purchases
    cross join ways
    group by
        ways.purchase_is,
        fact_purchases.user_id,
        case when ways.purchase_is = 'session' then fact_purchases.session_id end,
        case when ways.purchase_is = 'day' then fact_purchases.event_date end
),

-- The policies that mean the same by a purchase number them alike.
numbered as (
    select
        *,
        row_number() over (
            partition by purchase_is, user_id
            order by purchased_at asc, session_id asc
        ) as purchase_number
    from purchases
),

counted as (
    select
        policies.policy,
        policies.minimum_products,
        numbered.user_id,
        numbered.purchase_date,
        numbered.purchased_at,
        numbered.purchase_number,
        case policies.products_are
            when 'distinct products' then numbered.distinct_products
            when 'units' then numbered.units
            else numbered.units_of_one_line
        end as products
    from policies
    inner join numbered
        on policies.purchase_is = numbered.purchase_is
),

final as (
    select
        policy,
        user_id,
        purchase_number,
        purchase_date,
        purchased_at,
        products,
        products >= minimum_products as is_large
    from counted
)

select * from final
