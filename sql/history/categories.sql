-- Categories of a file: the path a.b.c of a code becomes three of them, the last with the number of the file.
-- A category whose code is missing is known by its number alone, below every record that names it.
-- grain: one row per category; key: category_id
with

codes as (

    select
        category_id,
        category_code,
        string_split(category_code, '.') as names,
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
        names,
        last_line,
        unnest(range(1, len(names) + 1)) as level
    from codes

),

leaves as (

    select
        category_id,
        names[level] as category_name,
        case when level > 1 then derived_id(array_to_string(names[1:level - 1], '.')) end as parent_id,
        line_sequence(last_line) as _dms_seq
    from levels
    where
        level = len(names)
        and category_id is not null
    -- one record per category: the code of the latest line
    qualify row_number() over (partition by category_id order by last_line desc) = 1

),

paths as (

    select distinct
        derived_id(array_to_string(names[1:level], '.')) as category_id,
        names[level] as category_name,
        case when level > 1 then derived_id(array_to_string(names[1:level - 1], '.')) end as parent_id,
        history_sequence(0, 0) as _dms_seq
    from levels
    -- a code on a line without a number is a category of its own
    where level < len(names) or category_id is null

),

nameless as (

    select distinct
        category_id,
        cast(null as varchar) as category_name,
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
