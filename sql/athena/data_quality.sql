-- What was noticed about the data: broken rules, missing values, logical checks, in the last run that looked and in all.
-- one row per table and measure; key: table_name, measure
with quality as (
    select
        table_name,
        measure,
        run_id,
        records,
        of_records,
        measure like 'broken: %' or measure = 'repeated records' as is_of_records
    from model.quality
),

run_accounts as (
    select
        table_name,
        run_id,
        records
    from model.run_accounts
    where records > 0
),

-- What records show is noted by those runs only in which some did: of every other run that was given records it is 0.
noticed as (
    select distinct
        table_name,
        measure
    from quality
    where is_of_records
),

looked as (
    select
        noticed.table_name,
        noticed.measure,
        run_accounts.run_id,
        coalesce(quality.records, 0) as records,
        run_accounts.records as of_records
    from noticed
    inner join run_accounts
        on noticed.table_name = run_accounts.table_name
    left join quality
        on
            noticed.table_name = quality.table_name
            and noticed.measure = quality.measure
            and run_accounts.run_id = quality.run_id
    union all
    select
        table_name,
        measure,
        run_id,
        records,
        of_records
    from quality
    where not is_of_records
),

ranked as (
    select
        *,
        row_number() over (partition by table_name, measure order by run_id desc) as place
    from looked
),

grouped as (
    select
        table_name,
        measure,
        count(*) as runs,
        max(run_id) as last_run_id,
        max(case when place = 1 then records end) as last_records,
        max(case when place = 1 then of_records end) as last_of_records,
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
        cast(
            cast(floor((2000000 * last_records + last_of_records) / nullif(2 * last_of_records, 0)) as decimal(18, 0))
            * 0.000001 as decimal(18, 6)
        ) as last_share,
        records,
        of_records,
        cast(
            cast(floor((2000000 * records + of_records) / nullif(2 * of_records, 0)) as decimal(18, 0))
            * 0.000001 as decimal(18, 6)
        ) as share
    from grouped
)

select * from final
