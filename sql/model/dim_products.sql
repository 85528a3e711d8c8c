-- What each product is now.
-- grain: one row per product that is not deleted; key: product_id
with

products as (

    select products.*
    from clean.products as products
    inner join touched_products
        on products.product_id = touched_products.product_id
    where
        not products._is_deleted
        and not products._is_hidden

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

final as (

    select
        products.product_id,
        products.name as product_name,
        coalesce(brands.brand_name, 'unknown') as brand,
        products.category_id,
        coalesce(categories.category_name, 'unknown') as category_name,
        products.price,
        products.stock,
        products.external_id
    from products
    left join brands
        on products.brand_id = brands.brand_id
    left join categories
        on products.category_id = categories.category_id

)

select * from final
