-- Cada cliente que ha comprado hasta el día al que se refieren las predicciones, con la fecha estimada de su próxima compra y sus tres productos: next_purchases in three columns.
-- one row per known user who has bought until the day that predictions are as of; key: cliente_id
with next_purchases as (
    select
        customer_id,
        next_purchase_date,
        top_products
    from next_purchases
),

final as (
    select
        customer_id as cliente_id,
        next_purchase_date as fecha_estimada,
        top_products as top_productos
    from next_purchases
)

select * from final
