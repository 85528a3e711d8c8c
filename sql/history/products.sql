-- What a file says of its products: a record where brand or category change, and one for the last line, with the current price.
-- grain: one row per product and change; key: product_id, _dms_seq
with

described as (

    select
        product_id,
        brand,
        coalesce(category_id, derived_id(category_code)) as category_id,
        first_line,
        last_line
    from descriptions

),

counted as (

    select
        *,
        count(*) over (partition by product_id) as descriptions_of_product,
        max(last_line) over (partition by product_id) as last_line_of_product
    from described

),

-- most products are described in one way all through the file
steady as (

    select
        product_id,
        brand,
        category_id,
        first_line as line
    from counted
    where descriptions_of_product = 1

),

last_lines as (

    select
        product_id,
        brand,
        category_id,
        last_line as line
    from counted
    where last_line = last_line_of_product

),

-- of the others every line is looked at
compared as (

    select
        lines.product_id,
        lines.line_brand as brand,
        coalesce(lines.line_category_id, derived_id(lines.line_category_code)) as category_id,
        lines.event_id as line,
        lag(lines.event_id) over product_lines as previous_line,
        lag(lines.line_brand) over product_lines as previous_brand,
        lag(coalesce(lines.line_category_id, derived_id(lines.line_category_code))) over product_lines as previous_category_id
    from dated_lines as lines
    where lines.product_id in (select counted.product_id from counted where counted.descriptions_of_product > 1)
    window product_lines as (partition by lines.product_id order by lines.event_id)

),

changing as (

    select
        product_id,
        brand,
        category_id,
        line
    from compared
    where
        previous_line is null
        or brand is distinct from previous_brand
        or category_id is distinct from previous_category_id

),

records as (

    select * from steady
    union
    select * from last_lines
    union
    select * from changing

),

-- a line that repeats has one price, as the price is part of its key
prices as (

    select distinct
        event_id as line,
        price
    from dated_lines
    where event_id in (select records.line from records)

),

-- a number derives from its id, so that each product has one id at most
labelled as (

    select
        product_id,
        line_product_external_id as external_id,
        line_product_name as name,
        -- where no price stands, the text is often a note
        case when line_product_name is null then 2 when max(price) > 0 then 0 else 1 end as sequence_rank,
        max(event_id) as last_line
    from dated_lines
    where line_product_external_id is not null
    group by
        product_id,
        line_product_external_id,
        line_product_name

),

labels as (

    select
        *,
        row_number() over (partition by product_id order by sequence_rank, last_line desc) as place
    from labelled

)

select
    records.product_id,
    labels.name,
    derived_id(records.brand) as brand_id,
    records.category_id,
    -- a price of zero says that the price is not known
    case when prices.price > 0 then prices.price end as price,
    cast(null as integer) as stock,
    labels.external_id,
    -- files may have the last line in common and not the name: then these are two records, and one with a name is above
    named_line_sequence(records.line, labels.name) as _dms_seq
from records
inner join prices
    on records.line = prices.line
left join labels
    on records.product_id = labels.product_id
    and labels.place = 1
