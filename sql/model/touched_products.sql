-- Products that a run has to describe again: those that it changed, and those whose brand or category it renamed.
-- grain: one row per product; key: product_id
select product_id from clean.products
where
    _run_id = run_id()
    or category_id in (select category_id from renamed_categories)
    or brand_id in (select brand_id from clean.brands where _run_id = run_id())
