-- Where each category stands in the tree.
-- grain: one row per category that is not deleted; key: category_id
with recursive

categories as (

    select
        category_id,
        category_name,
        parent_id
    from clean.categories
    where
        not _is_deleted
        and not _is_hidden

),

-- a parent that is not there (yet) makes its child a top
tops as (

    select categories.*
    from categories
    left join categories as parents
        on categories.parent_id = parents.category_id
    where parents.category_id is null

),

paths as (

    select
        category_id,
        parent_id,
        category_name as category_path,
        category_name as top_category_name,
        1 as depth
    from tops

    union all

    select
        categories.category_id,
        categories.parent_id,
        paths.category_path || '.' || categories.category_name as category_path,
        paths.top_category_name,
        paths.depth + 1 as depth
    from categories
    inner join paths
        on categories.parent_id = paths.category_id
    -- this ends: a circle of parents has no top and is never reached

),

final as (

    select
        category_id,
        parent_id,
        coalesce(category_path, 'unknown') as category_name,
        coalesce(top_category_name, 'unknown') as top_category_name,
        depth
    from paths

)

select * from final
