-- How likely each customer buys on each of the sixty days after the one that predictions are as of.
-- one row per known user who has bought until the day that predictions are as of, and day ahead; key: user_id, purchase_date
with customer_predictions as (
    select
        user_id,
        purchase_band,
        interval_step,
        days_since_last
    from model.customer_predictions
),

return_curves as (
    select
        purchase_band,
        interval_step,
        days_since_last,
        purchase_date,
        return_probability,
        purchase_probability
    from model.return_curves
),

final as (
    select
        customer_predictions.user_id,
        return_curves.purchase_date,
        return_curves.return_probability,
        return_curves.purchase_probability
    from customer_predictions
    inner join return_curves
        on
            customer_predictions.purchase_band = return_curves.purchase_band
            and customer_predictions.interval_step = return_curves.interval_step
            and customer_predictions.days_since_last = return_curves.days_since_last
)

select * from final
