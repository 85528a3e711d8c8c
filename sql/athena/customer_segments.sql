-- Which known users bought lately, often and much (recency, frequency, value), and the segment that this puts them in.
-- one row per user who has bought; key: user_id
with fact_sessions as (
    select
        user_id,
        session_date,
        revenue
    from model.fact_sessions
    where
        purchases > 0
        and user_id is not null
),

-- Days are counted back from the last day of the lake, so that an answer does not change overnight by itself.
last_day as (
    select max(session_date) as session_date from model.fact_sessions
),

customers as (
    select
        fact_sessions.user_id,
        min(fact_sessions.session_date) as first_purchase_date,
        max(fact_sessions.session_date) as last_purchase_date,
        date_diff('day', max(fact_sessions.session_date), max(last_day.session_date)) as recency_days,
        count(*) as frequency,
        sum(fact_sessions.revenue) as value
    from fact_sessions
    cross join last_day
    group by fact_sessions.user_id
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
        cast(value as decimal(18, 4)) as value,
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
