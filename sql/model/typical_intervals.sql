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

-- Squares and weights are rounded before they are added up, for the same reason.
sums as (

    select
        coalesce(sum(intervals), 0e0) as intervals,
        coalesce(sum(log_days), 0e0) as log_days,
        coalesce(sum(intervals * intervals), 0e0) as intervals_squared,
        coalesce(sum(floor(log_days * log_days * 1e0 / intervals + 0.5e0)), 0e0) as squares_of_means,
        coalesce(sum(squares), 0e0) as squares,
        1e0 * count(*) as users
    from users

),

-- What the intervals of one user differ by. Where there are few, they differ by the factor e.
within as (

    select
        sums.*,
        greatest(1e0, floor((squares - squares_of_means + 20000000e0) * 1e0 / (intervals - users + 20e0) + 0.5e0)) as variance_within
    from sums

),

-- What the means of users differ by beyond that.
spread as (

    select
        variance_within,
        greatest(
            10000e0,
            floor(
                (squares_of_means - log_days * log_days * 1e0 / greatest(1e0, intervals) - (users - 1e0) * variance_within) * 1e0
                / greatest(1e0, intervals - intervals_squared * 1e0 / greatest(1e0, intervals)) + 0.5e0
            )
        ) as variance_between
    from within

),

weights as (

    select
        coalesce(sum(cast(floor(users.log_days * 1000000000000e0 / (users.intervals * spread.variance_between + spread.variance_within) + 0.5e0) as bigint)), 0) as log_days_trillionths,
        coalesce(sum(cast(floor(users.intervals * 1000000000000e0 / (users.intervals * spread.variance_between + spread.variance_within) + 0.5e0) as bigint)), 0) as trillionths
    from users
    cross join spread

),

-- The mean of all users, of which each weighs as much as is known of it; thirty days where there are none.
middle as (

    select
        floor(
            (weights.log_days_trillionths + 3401000000000000e0 / spread.variance_within) * 1e0
            / (weights.trillionths + 1000000000000e0 / spread.variance_within) + 0.5e0
        ) as log_days
    from weights
    cross join spread

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

-- The weights 1, 0.7, 0.49 … and their squares add up to these, in billionths.
weighed as (

    select
        user_id,
        purchase_number,
        log_days,
        floor((1e0 - power(0.7e0, intervals)) * 1000000000e0 / 0.3e0 + 0.5e0) * 0.000000001e0 as weight,
        greatest(1e0, floor((1e0 - power(0.49e0, intervals)) * 1000000000e0 / 0.51e0 + 0.5e0) * 0.000000001e0) as weight_of_squares
    from faded

),

final as (

    select
        weighed.user_id,
        weighed.purchase_number,
        -- (between * own mean + noise * mean of all) / (between + noise), with noise = within * squares / weight^2. Half a step goes up,
        -- also where both means are the same and the last digit of a double would decide.
        least(300, greatest(0, cast(floor(
            (spread.variance_between * weighed.log_days * weighed.weight + spread.variance_within * weighed.weight_of_squares * middle.log_days) * 0.05e0
            / (spread.variance_between * weighed.weight * weighed.weight + spread.variance_within * weighed.weight_of_squares) + 0.5000001e0
        ) as bigint))) as interval_step
    from weighed
    cross join spread
    cross join middle

)

select * from final
