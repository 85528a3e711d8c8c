-- How many days usually pass between two purchase days of a user, as known on each of them: the mean of the intervals before it, of
-- which each counts 0.9 times as much as the next, and one interval of the mean of all users with them. In steps of 2 %: step s is
-- exp(s / 50) days.
-- grain: one row per user and day with a purchase; key: user_id, purchase_number
with

intervals as (

    select
        user_id,
        purchase_number,
        interval_days
    from purchase_days
    where is_followed

),

-- in thousandths of a day; where there are few intervals, twenty of thirty days are with them
middle as (

    select floor((coalesce(sum(interval_days), 0) + 600) * 1000e0 / (count(*) + 20) + 0.5e0) * 0.001e0 as mean_days
    from intervals

),

-- The latest interval has the weight 1. Those behind the 6500th are left out, whose growing weights no double can hold.
faded as (

    select
        days.user_id,
        days.purchase_number,
        least(days.purchase_number, 6500) - 1 as intervals,
        power(0.9e0, least(days.purchase_number, 6500) - 1)
        * coalesce(sum(intervals.interval_days * power(0.9e0, 0 - days.purchase_number)) over (
            partition by days.user_id order by days.purchase_number rows between unbounded preceding and 1 preceding
        ), 0e0) as days
    from purchase_days as days
    left join intervals
        on days.user_id = intervals.user_id and days.purchase_number = intervals.purchase_number and intervals.purchase_number < 6500

),

-- the weights 1, 0.9, 0.81 … add up to (1 - 0.9 ^ intervals) / 0.1
averaged as (

    select
        faded.user_id,
        faded.purchase_number,
        (faded.days + middle.mean_days) * 1e0 / (10e0 * (1e0 - power(0.9e0, faded.intervals)) + 1e0) as typical_days
    from faded
    cross join middle

),

final as (

    select
        user_id,
        purchase_number,
        -- half a step goes up, also where the last digit of a double would decide
        least(300, greatest(0, cast(floor(50e0 * ln(typical_days) + 0.5000001e0) as bigint))) as interval_step
    from averaged

)

select * from final
