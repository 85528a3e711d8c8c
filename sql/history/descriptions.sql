-- How the lines of a file describe their products, with the first and last line that does so.
-- grain: one row per product, category, category code and brand
select
    product_id,
    line_category_id as category_id,
    line_category_code as category_code,
    line_brand as brand,
    min(event_id) as first_line,
    max(event_id) as last_line
from dated_lines
where product_id is not null
group by
    product_id,
    line_category_id,
    line_category_code,
    line_brand
