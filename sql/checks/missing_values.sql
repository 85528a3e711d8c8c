-- Values that are missing in the events that a run published.
-- grain: one row per measure: records that miss it, of_records looked at
-- The events are read once, and their counts turned into rows: an engine may ask a CTE anew wherever it stands.
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

numbered as (

    select
        *,
        explode(sequence(1, 5)) as place
    from counted

),

final as (

    select
        case place
            when 1 then 'missing: brand'
            when 2 then 'missing: category_name'
            when 3 then 'missing: user_id'
            when 4 then 'missing: device_type'
            when 5 then 'missing: source_channel'
        end as measure,
        case place
            when 1 then brand
            when 2 then category_name
            when 3 then user_id
            when 4 then device_type
            when 5 then source_channel
        end as records,
        of_records
    from numbered

)

select * from final
