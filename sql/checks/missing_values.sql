-- Values that are missing in the events that a run published.
-- grain: one row per measure: records that miss it, of_records looked at
with

counted as (

    select
        count(*) as of_records,
        sum(case when brand = 'unknown' then 1 else 0 end) as brand,
        sum(case when category_name = 'unknown' then 1 else 0 end) as category_name,
        sum(case when user_id is null then 1 else 0 end) as user_id,
        sum(case when device_type = 'unknown' then 1 else 0 end) as device_type,
        sum(case when source_channel = 'unknown' then 1 else 0 end) as source_channel
    from published_events

),

final as (

    select 'missing: brand' as measure, brand as records, of_records from counted
    union all
    select 'missing: category_name' as measure, category_name as records, of_records from counted
    union all
    select 'missing: user_id' as measure, user_id as records, of_records from counted
    union all
    select 'missing: device_type' as measure, device_type as records, of_records from counted
    union all
    select 'missing: source_channel' as measure, source_channel as records, of_records from counted

)

select * from final
