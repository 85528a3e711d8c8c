-- How many customers are expected to buy on each of the sixty days after the one that predictions are as of.
-- one row per day ahead; key: purchase_date
with customer_predictions as (
    select
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
        purchase_probability
    from model.return_curves
),

-- Customers who are alike share a curve.
kinds as (
    select
        purchase_band,
        interval_step,
        days_since_last,
        count(*) as customers
    from customer_predictions
    group by purchase_band, interval_step, days_since_last
),

final as (
    select
        return_curves.purchase_date,
        cast(sum(kinds.customers) as bigint) as customers,
        cast(sum(kinds.customers * return_curves.purchase_probability) as decimal(18, 6)) as expected_customers
    from kinds
    inner join return_curves
        on
            kinds.purchase_band = return_curves.purchase_band
            and kinds.interval_step = return_curves.interval_step
            and kinds.days_since_last = return_curves.days_since_last
    group by return_curves.purchase_date
)

select * from final
