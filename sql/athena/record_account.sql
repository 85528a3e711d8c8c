-- What became of every record that the runs were given, and whether the account of each table closes.
-- one row per source table that runs were given records of; key: table_name
with run_accounts as (
    select
        table_name,
        run_id,
        records,
        applied,
        superseded,
        duplicate,
        quarantined
    from model.run_accounts
),

tables as (
    select
        table_name,
        count(*) as runs,
        max(run_id) as last_run_id,
        cast(sum(records) as bigint) as records,
        cast(sum(applied) as bigint) as applied,
        cast(sum(superseded) as bigint) as superseded,
        cast(sum(duplicate) as bigint) as duplicate,
        cast(sum(quarantined) as bigint) as quarantined
    from run_accounts
    group by table_name
),

-- The way quotients are written is explained in sql/dialects/duckdb-athena.sql.
final as (
    select
        table_name,
        runs,
        last_run_id,
        records,
        applied,
        superseded,
        duplicate,
        quarantined,
        cast(
            cast(floor((2000000 * quarantined + records) / nullif(2 * records, 0)) as decimal(18, 0))
            * 0.000001 as decimal(18, 6)
        ) as quarantined_share,
        records = applied + superseded + duplicate + quarantined as is_closed
    from tables
)

select * from final
