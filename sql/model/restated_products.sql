-- Products whose events a run has to publish again, as they are described otherwise since, and from which time on.
-- grain: one row per product; key: product_id
with

ordered_versions as (

    select
        product_id,
        brand_id,
        category_id,
        _changed_at,
        _run_id,
        row_number() over (partition by product_id order by _change_time, _change_number) as sequence_rank,
        lag(brand_id) over (partition by product_id order by _change_time, _change_number) as previous_brand_id,
        lag(category_id) over (partition by product_id order by _change_time, _change_number) as previous_category_id,
        lag(_changed_at) over (partition by product_id order by _change_time, _change_number) as previous_changed_at
    from clean.product_versions
    where product_id in (select product_id from clean.product_versions where _run_id = run_id())

),

-- a new version restates the events from its time on; one that is the lowest of its product also those before all others;
-- one with brand and category of the version before it, which was there by then, restates none: without it that would hold
new_versions as (

    select
        product_id,
        min(case when sequence_rank = 1 then timestamp_ntz '0001-01-01 00:00:00' else _changed_at end) as restated_from
    from ordered_versions
    where
        _run_id = run_id()
        and (
            sequence_rank = 1
            or brand_id is distinct from previous_brand_id
            or category_id is distinct from previous_category_id
            or _changed_at < previous_changed_at
        )
    group by product_id

),

renamed_products as (

    select distinct versions.product_id
    from clean.product_versions as versions
    where
        versions.category_id in (select category_id from renamed_categories)
        or versions.brand_id in (select brand_id from clean.brands where _run_id = run_id())

),

final as (

    select
        product_id,
        min(restated_from) as restated_from
    from (
        select * from new_versions
        union all
        select
            product_id,
            timestamp_ntz '0001-01-01 00:00:00' as restated_from
        from renamed_products
    ) as reasons
    group by product_id

)

select * from final
