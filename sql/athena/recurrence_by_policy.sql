-- How many of those who have bought buy again and again, by each policy of model.recurrence_policies.
-- one row per policy, also where nobody has bought; key: policy
with policies as (
    select
        policy,
        reading
    from model.recurrence_policies
),

-- Whoever has bought is a customer by each policy.
customers as (
    select count(distinct user_id) as customers
    from model.fact_purchases
),

-- Nobody is recurrent without a large purchase, which few customers have made: said here, the others need not be looked at.
recurrent as (
    select
        policy,
        count(*) as recurrent_customers
    from recurrent_customers
    where
        large_purchases > 0
        and is_recurrent
    group by policy
),

counted as (
    select
        policies.policy,
        policies.reading,
        customers.customers,
        coalesce(recurrent.recurrent_customers, 0) as recurrent_customers
    from policies
    cross join customers
    left join recurrent
        on policies.policy = recurrent.policy
),

-- The way the share is divided is explained in sql/dialects/duckdb-athena.sql.
final as (
    select
        policy,
        reading,
        customers,
        recurrent_customers,
        cast(
            cast(floor((2000000 * recurrent_customers + customers) / nullif(2 * customers, 0)) as decimal(18, 0))
            * 0.000001 as decimal(18, 6)
        ) as recurrent_share
    from counted
)

select * from final
