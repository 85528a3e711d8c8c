-- How long sessions last, from a single moment to more than half an hour.
-- one row per bucket of duration, also where it has no sessions; key: bucket_number
with fact_sessions as (
    select
        duration_seconds,
        events,
        purchases
    from model.fact_sessions
),

-- The only place where the bounds stand; both belong to their bucket.
buckets as (
    select
        cast(bucket_number as bigint) as bucket_number,
        cast(bucket_name as varchar) as bucket_name,
        cast(from_seconds as bigint) as from_seconds,
        cast(to_seconds as bigint) as to_seconds
    from (
        values
            (1, '0 s', 0, 0),
            (2, '1-10 s', 1, 10),
            (3, '11-30 s', 11, 30),
            (4, '31-60 s', 31, 60),
            (5, '1-3 min', 61, 180),
            (6, '3-10 min', 181, 600),
            (7, '10-30 min', 601, 1800),
            (8, 'over 30 min', 1801, null)
    ) as bounds (bucket_number, bucket_name, from_seconds, to_seconds)
),

-- Few durations occur, so that the join by range below compares few rows.
sessions_by_duration as (
    select
        duration_seconds,
        count(*) as sessions,
        sum(events) as events,
        count(*) filter (where purchases > 0) as sessions_with_purchase
    from fact_sessions
    group by duration_seconds
),

sessions_by_bucket as (
    select
        buckets.bucket_number,
        cast(sum(sessions_by_duration.sessions) as bigint) as sessions,
        cast(sum(sessions_by_duration.events) as bigint) as events,
        cast(sum(sessions_by_duration.sessions_with_purchase) as bigint) as sessions_with_purchase
    from sessions_by_duration
    inner join buckets
        on sessions_by_duration.duration_seconds >= buckets.from_seconds
        and (sessions_by_duration.duration_seconds <= buckets.to_seconds or buckets.to_seconds is null)
    group by buckets.bucket_number
),

counted_buckets as (
    select
        buckets.bucket_number,
        buckets.bucket_name,
        buckets.from_seconds,
        buckets.to_seconds,
        coalesce(sessions_by_bucket.sessions, 0) as sessions,
        coalesce(sessions_by_bucket.events, 0) as events,
        coalesce(sessions_by_bucket.sessions_with_purchase, 0) as sessions_with_purchase,
        cast(sum(coalesce(sessions_by_bucket.sessions, 0)) over () as bigint) as all_sessions
    from buckets
    left join sessions_by_bucket
        on buckets.bucket_number = sessions_by_bucket.bucket_number
),

-- The way the share and the mean are divided is explained in sql/dialects/duckdb-athena.sql.
final as (
    select
        bucket_number,
        bucket_name,
        from_seconds,
        to_seconds,
        sessions,
        cast(
            cast(floor((2000000 * sessions + all_sessions) / nullif(2 * all_sessions, 0)) as decimal(18, 0))
            * 0.000001 as decimal(18, 6)
        ) as share_of_sessions,
        cast(
            cast(floor((2000000 * events + sessions) / nullif(2 * sessions, 0)) as decimal(18, 0))
            * 0.000001 as decimal(18, 6)
        ) as mean_events,
        sessions_with_purchase
    from counted_buckets
)

select * from final
