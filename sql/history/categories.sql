-- Categories of a file: the path a.b.c of a code becomes three of them, the last with the number of the file.
-- A category whose code is missing is known by its number alone, below every record that names it.
-- grain: one row per category; key: category_id
with

codes as (

    select
        category_id,
        category_code,
        -- a point parts two of them
        length(category_code) - length(replace(category_code, '.', '')) + 1 as last_level,
        max(last_line) as last_line
    from descriptions
    where category_code is not null
    group by
        category_id,
        category_code

),

levels as (

    select
        category_id,
        category_code,
        last_level,
        last_line,
        explode(sequence(1, last_level)) as level
    from codes

),

named as (

    select
        category_id,
        split_part(category_code, '.', level) as category_name,
        substring_index(category_code, '.', level) as path,
        case when level > 1 then substring_index(category_code, '.', level - 1) end as path_of_parent,
        level = last_level as is_last,
        last_line
    from levels

),

latest as (

    select
        *,
        row_number() over (partition by category_id order by last_line desc) as place
    from named
    where
        is_last
        and category_id is not null

),

leaves as (

    select
        category_id,
        category_name,
        derived_id(path_of_parent) as parent_id,
        line_sequence(last_line) as _dms_seq
    from latest
    -- one record per category: the code of the latest line
    where place = 1

),

paths as (

    select distinct
        derived_id(path) as category_id,
        category_name,
        derived_id(path_of_parent) as parent_id,
        history_sequence(0, 0) as _dms_seq
    from named
    -- a code on a line without a number is a category of its own
    where
        not is_last
        or category_id is null

),

nameless as (

    select distinct
        category_id,
        cast(null as string) as category_name,
        cast(null as bigint) as parent_id,
        history_sequence(0, 0) as _dms_seq
    from descriptions
    where
        category_id is not null
        and category_id not in (select leaves.category_id from leaves)

)

select * from leaves
union all
select * from paths
union all
select * from nameless
