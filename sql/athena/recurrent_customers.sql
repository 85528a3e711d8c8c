-- Who buys again and again, by each policy of model.recurrence_policies, with what it rests on.
-- one row per policy and known user who has bought; key: policy, user_id
with policies as (
    select * from model.recurrence_policies
),

last_day as (
    select
        max(event_date) as event_date,
        12 * year(max(event_date)) + month(max(event_date)) as calendar_month
    from model.hourly_activity
),

purchases as (
    select * from purchases_by_policy
),

customers as (
    select
        policy,
        user_id,
        count(*) as purchases
    from purchases
    group by policy, user_id
),

-- A sliding window opens with each purchase. It is full where the purchase that fills it lies in it; and it is empty where those
-- behind the purchase that fill another one do not come in time, or until the last day of the lake.
large as (
    select
        policies.policy,
        policies.window_is,
        policies.window_days,
        policies.minimum_purchases,
        purchases.user_id,
        purchases.purchase_date,
        12 * year(purchases.purchase_date) + month(purchases.purchase_date) as purchase_month,
        count(*) over (
            partition by policies.policy, purchases.user_id, 12 * year(purchases.purchase_date) + month(purchases.purchase_date)
        ) as of_month,
        lead(purchases.purchase_date) over (partition by policies.policy, purchases.user_id order by purchases.purchase_number asc) as next_date,
        lead(purchases.purchase_date, policies.minimum_purchases - 1) over (partition by policies.policy, purchases.user_id order by purchases.purchase_number asc) as filling_date,
        lead(purchases.purchase_date, policies.minimum_purchases) over (partition by policies.policy, purchases.user_id order by purchases.purchase_number asc) as refilling_date
    from purchases
    inner join policies
        on purchases.policy = policies.policy
    where purchases.is_large
),

-- Months of the calendar count from that of the first large purchase on; that of the last day of the lake, which may go on, only if
-- it is full. All of a customer in one go: Athena reads a table anew wherever a name stands for it.
gaps as (
    select
        large.policy,
        large.user_id,
        count(*) as large_purchases,
        min(large.purchase_date) as first_purchase_date,
        max(large.purchase_date) as last_purchase_date,
        count(large.next_date) as gaps,
        max(large.window_is) as window_is,
        max(date_diff('day', large.purchase_date, large.next_date)) as longest_gap_days,
        sum(date_diff('day', large.purchase_date, large.next_date)) as total,
        sum(date_diff('day', large.purchase_date, large.next_date) * date_diff('day', large.purchase_date, large.next_date)) as squares,
        date_diff('day', max(large.purchase_date), max(last_day.event_date)) as days_since_last,
        count(*) filter (where date_diff('day', large.purchase_date, large.filling_date) <= large.window_days) as full_windows,
        count(*) filter (
            where date_diff('day', large.purchase_date, coalesce(large.refilling_date, last_day.event_date)) > large.window_days
        ) as empty_windows,
        count(distinct case when large.of_month >= large.minimum_purchases then large.purchase_month end) as full_months,
        max(last_day.calendar_month) - min(large.purchase_month)
        + max(case when large.of_month >= large.minimum_purchases and large.purchase_month = last_day.calendar_month then 1 else 0 end) as all_months
    from large
    cross join last_day
    group by large.policy, large.user_id
),

-- The standard deviation of n gaps is sqrt(n * squares - total * total) / n: whole numbers until the root, which all engines round alike.
evidence as (
    select
        customers.policy,
        customers.user_id,
        customers.purchases,
        coalesce(gaps.large_purchases, 0) as large_purchases,
        gaps.first_purchase_date,
        gaps.last_purchase_date,
        coalesce(gaps.gaps, 0) as gaps,
        gaps.longest_gap_days,
        cast(
            cast(floor((2000000 * gaps.total + gaps.gaps) / nullif(2 * gaps.gaps, 0)) as decimal(18, 0)) * 0.000001 as decimal(18, 6)
        ) as mean_gap_days,
        cast(
            cast(floor(1000000 * sqrt(gaps.gaps * gaps.squares - gaps.total * gaps.total) / nullif(gaps.gaps, 0) + 0.5) as decimal(18, 0))
            * 0.000001 as decimal(18, 6)
        ) as gap_deviation_days,
        gaps.days_since_last,
        coalesce(case when gaps.window_is = 'calendar month' then gaps.full_months else gaps.full_windows end, 0) as windows_kept,
        coalesce(case when gaps.window_is = 'calendar month' then gaps.all_months - gaps.full_months else gaps.empty_windows end, 0) as windows_broken
    from customers
    left join gaps
        on customers.policy = gaps.policy and customers.user_id = gaps.user_id
),

final as (
    select
        evidence.policy,
        evidence.user_id,
        evidence.windows_kept > 0
        and (evidence.windows_broken = 0 or policies.holds = 'once')
        and evidence.gaps >= policies.minimum_gaps
        and coalesce(evidence.gap_deviation_days <= policies.highest_deviation_days, policies.highest_deviation_days is null) as is_recurrent,
        evidence.purchases,
        evidence.large_purchases,
        evidence.first_purchase_date,
        evidence.last_purchase_date,
        evidence.gaps,
        evidence.longest_gap_days,
        evidence.mean_gap_days,
        evidence.gap_deviation_days,
        evidence.days_since_last,
        evidence.windows_kept,
        evidence.windows_broken
    from evidence
    inner join policies
        on evidence.policy = policies.policy
)

select * from final
