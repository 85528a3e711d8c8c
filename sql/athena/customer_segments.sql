-- Which known users bought lately, often and much (recency, frequency, value), and the segment that this puts them in.
-- one row per user who has bought; key: user_id
with customer_days as (
    select * from model.customer_days
),

-- Days are counted back from the last day of the lake, so that an answer does not change overnight by itself.
last_day as (
    select max(session_date) as session_date from model.daily_visits
),

customers as (
    select
        customer_days.user_id,
        min(customer_days.session_date) as first_purchase_date,
        max(customer_days.session_date) as last_purchase_date,
        date_diff('day', max(customer_days.session_date), max(last_day.session_date)) as recency_days,
        cast(sum(customer_days.sessions) as bigint) as frequency,
        sum(customer_days.revenue) as value
    from customer_days
    cross join last_day
    group by customer_days.user_id
),

-- rank() - 1 is how many customers are strictly better or worse. Who bought on the last day is recent, however many did; who
-- bought once is not frequent, however many did.
ranked as (
    select
        *,
        count(*) over () as customers,
        rank() over (order by recency_days asc) - 1 as more_recent,
        rank() over (order by frequency asc) - 1 as less_frequent,
        rank() over (order by value asc) - 1 as less_valuable
    from customers
),

scored as (
    select
        *,
        5 - cast(floor(5 * more_recent / customers) as bigint) as recency_score,
        cast(floor(5 * less_frequent / customers) as bigint) + 1 as frequency_score,
        cast(floor(5 * less_valuable / customers) as bigint) + 1 as value_score
    from ranked
),

-- The only place where the segments stand; the first that holds counts.
final as (
    select
        user_id,
        first_purchase_date,
        last_purchase_date,
        recency_days,
        frequency,
        cast(value as decimal(38, 4)) as value,
        recency_score,
        frequency_score,
        value_score,
        cast(
            case
                when recency_score >= 4 and frequency_score >= 4 and value_score >= 4 then 'champion'
                when recency_score >= 3 and frequency_score >= 3 then 'loyal'
                when recency_score >= 4 and frequency = 1 then 'new'
                when recency_score <= 2 and (frequency_score >= 4 or value_score >= 4) then 'at risk'
                when recency_score <= 2 then 'lost'
                else 'occasional'
            end as varchar
        ) as segment
    from scored
)

select * from final
