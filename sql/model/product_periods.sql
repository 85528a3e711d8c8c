-- Which brand and category each product had from when until when: at any time the version of the highest sequence among
-- those changed by then, and before the first of them the version of the lowest sequence. Products of touched events only.
-- grain: one row per product and period without a change; key: product_id, valid_from
with

versions as (

    select * from clean.product_versions
    where product_id in (select distinct product_id from touched_events)

),

brands as (

    select
        brand_id,
        brand_name
    from clean.brands
    where
        not _is_deleted
        and not _is_hidden

),

categories as (

    select * from model.dim_categories

),

ranked as (

    select
        product_id,
        brand_id,
        category_id,
        _changed_at,
        row_number() over (partition by product_id order by _change_time, _change_number) as sequence_rank
    from versions

),

running as (

    select
        *,
        max(sequence_rank) over (partition by product_id order by _changed_at, sequence_rank rows unbounded preceding) as rank_in_force
    from ranked

),

starts as (

    select
        product_id,
        brand_id,
        category_id,
        0 as place,
        timestamp_ntz '0001-01-01 00:00:00' as valid_from
    from ranked
    where sequence_rank = 1

    union all

    select
        product_id,
        brand_id,
        category_id,
        sequence_rank as place,
        _changed_at as valid_from
    from running
    where sequence_rank = rank_in_force

),

compared as (

    select
        *,
        lag(brand_id) over (partition by product_id order by place) as previous_brand_id,
        lag(category_id) over (partition by product_id order by place) as previous_category_id
    from starts

),

changes as (

    select
        product_id,
        brand_id,
        category_id,
        place,
        valid_from
    from compared
    where
        place = 0
        or brand_id is distinct from previous_brand_id
        or category_id is distinct from previous_category_id

),

periods as (

    select
        *,
        lead(valid_from) over (partition by product_id order by place) as next_from
    from changes

),

final as (

    select
        periods.product_id,
        coalesce(brands.brand_name, 'unknown') as brand,
        coalesce(categories.category_name, 'unknown') as category_name,
        periods.valid_from,
        coalesce(periods.next_from, timestamp_ntz '9999-12-31 00:00:00') as valid_until
    from periods
    left join brands
        on periods.brand_id = brands.brand_id
    left join categories
        on periods.category_id = categories.category_id

)

select * from final
