-- How many days usually pass between two purchase days of a user, as known on each of them: the mean of the logarithms of the
-- intervals before it, of which each counts 0.7 times as much as the next, drawn towards the mean of all users by as much as
-- chance explains (moments of a one-way analysis of variance). In steps of 2 %: step s is exp(s / 50) days.
-- grain: one row per user and day with a purchase; key: user_id, purchase_number
with

-- In thousandths of a logarithm. Every mean is rounded to them too, so that the order in which an engine adds up does not show.
intervals as (

    select
        user_id,
        purchase_number,
        cast(floor(1000e0 * ln(interval_days) + 0.5e0) as bigint) as log_days
    from purchase_days
    where is_followed

),

users as (

    select
        user_id,
        1e0 * count(*) as intervals,
        1e0 * sum(log_days) as log_days,
        1e0 * sum(log_days * log_days) as squares
    from intervals
    group by user_id

),

sums as (

    select
        coalesce(sum(intervals), 0e0) as intervals,
        coalesce(sum(log_days), 0e0) as log_days,
        coalesce(sum(1e0 * intervals * intervals), 0e0) as intervals_squared,
        coalesce(sum(1e0 * log_days * log_days / intervals), 0e0) as squares_of_means,
        coalesce(sum(intervals - 1e0), 0e0) as freedom_within,
        coalesce(sum(squares - 1e0 * log_days * log_days / intervals), 0e0) as squares_within,
        1e0 * count(*) as users
    from users

),

-- What the intervals of one user differ by. Where there are few, they differ by the factor e.
within as (

    select
        sums.*,
        floor(1e0 * (squares_within + 20000000e0) / (freedom_within + 20e0) + 0.5e0) as variance_within
    from sums

),

-- What the means of users differ by beyond that.
spread as (

    select
        variance_within,
        greatest(
            10000e0,
            floor(
                1e0 * (squares_of_means - 1e0 * log_days * log_days / greatest(1e0, intervals) - (users - 1e0) * variance_within)
                / greatest(1e0, intervals - 1e0 * intervals_squared / greatest(1e0, intervals)) + 0.5e0
            )
        ) as variance_between
    from within

),

-- The mean of all users, of which each weighs as much as is known of it; thirty days where there are none.
middle as (

    select
        floor(
            1e0 * (coalesce(sum(1e0 * users.log_days / (users.intervals * spread.variance_between + spread.variance_within)), 0e0) + 3401e0 / spread.variance_within)
            / (coalesce(sum(1e0 * users.intervals / (users.intervals * spread.variance_between + spread.variance_within)), 0e0) + 1e0 / spread.variance_within) + 0.5e0
        ) as log_days
    from spread
    left join users
        on users.intervals > 0e0
    group by spread.variance_between, spread.variance_within

),

-- The latest interval has the weight 1. Those behind the 1900th are left out, whose growing weights no double can hold.
faded as (

    select
        days.user_id,
        days.purchase_number,
        least(days.purchase_number, 1900) - 1 as intervals,
        power(0.7e0, least(days.purchase_number, 1900) - 1)
        * coalesce(sum(intervals.log_days * power(0.7e0, 0 - days.purchase_number)) over (
            partition by days.user_id order by days.purchase_number rows between unbounded preceding and 1 preceding
        ), 0e0) as log_days
    from purchase_days as days
    left join intervals
        on days.user_id = intervals.user_id and days.purchase_number = intervals.purchase_number and intervals.purchase_number < 1900

),

-- The weights 1, 0.7, 0.49 … and their squares add up to these.
weighed as (

    select
        user_id,
        purchase_number,
        log_days,
        1e0 * (1e0 - power(0.7e0, intervals)) / 0.3e0 as weight,
        greatest(1e0, 1e0 * (1e0 - power(0.49e0, intervals)) / 0.51e0) as weight_of_squares
    from faded

),

final as (

    select
        weighed.user_id,
        weighed.purchase_number,
        -- (between * own mean + noise * mean of all) / (between + noise), with noise = within * squares / weight^2
        least(300, greatest(0, cast(floor(
            1e0 * (spread.variance_between * weighed.log_days * weighed.weight + spread.variance_within * weighed.weight_of_squares * middle.log_days)
            / (spread.variance_between * weighed.weight * weighed.weight + spread.variance_within * weighed.weight_of_squares) * 0.05e0 + 0.5e0
        ) as bigint))) as interval_step
    from weighed
    cross join spread
    cross join middle

)

select * from final
