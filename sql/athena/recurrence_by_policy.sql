-- How many of those who have bought buy again and again, by each policy of model.recurrence_policies.
-- one row per policy, also where nobody has bought; key: policy
with policies as (
    select
        policy,
        reading
    from model.recurrence_policies
),

customers as (
    select
        policy,
        count(*) as customers,
        count(*) filter (where is_recurrent) as recurrent_customers
    from recurrent_customers
    group by policy
),

counted as (
    select
        policies.policy,
        policies.reading,
        coalesce(customers.customers, 0) as customers,
        coalesce(customers.recurrent_customers, 0) as recurrent_customers
    from policies
    left join customers
        on policies.policy = customers.policy
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
