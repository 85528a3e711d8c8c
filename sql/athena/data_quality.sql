-- What was noticed about the data: broken rules, missing values, logical checks, in the last run that looked and in all.
-- one row per table and measure; key: table_name, measure
with quality as (
    select
        table_name,
        measure,
        run_id,
        records,
        of_records,
        share
    from model.quality
),

ranked as (
    select
        *,
        row_number() over (partition by table_name, measure order by run_id desc) as place
    from quality
),

grouped as (
    select
        table_name,
        measure,
        count(*) as runs,
        max(case when place = 1 then run_id end) as last_run_id,
        max(case when place = 1 then records end) as last_records,
        max(case when place = 1 then of_records end) as last_of_records,
        max(case when place = 1 then share end) as last_share,
        cast(sum(records) as bigint) as records,
        cast(sum(of_records) as bigint) as of_records
    from ranked
    group by
        table_name,
        measure
),

-- The way quotients are written is explained in sql/dialects/duckdb-athena.sql.
final as (
    select
        table_name,
        measure,
        runs,
        last_run_id,
        last_records,
        last_of_records,
        last_share,
        records,
        of_records,
        cast(
            cast(floor((2000000 * records + of_records) / nullif(2 * of_records, 0)) as decimal(18, 0))
            * 0.000001 as decimal(18, 6)
        ) as share
    from grouped
)

select * from final
