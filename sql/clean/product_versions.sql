-- Which brand and category a product had, and since when: every change of a product but its deletion.
-- grain: one row per product and change; key: product_id, _change_time, _change_number
with

changes as (

    select * from judged_products

),

final as (

    select distinct
        product_id,
        brand_id,
        category_id,
        _change_time,
        _change_number,
        _changed_at,
        run_id() as _run_id
    from changes
    where
        _broken_rule is null
        and _op <> 'D'

)

select * from final
