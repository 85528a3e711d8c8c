-- Judges each change of categories: the first row rule that it breaks, or null.
-- grain: one row per record of raw
with

changes as (

    select * from raw_categories

),

final as (

    select
        changes.*,
        case
            when category_id is null then 'key_present'
        end as _broken_rule
    from changes

)

select * from final
