-- The readings of what a recurrent customer is. Change or add a row here, and the next run publishes it.
-- grain: one row per policy; key: policy
-- Three published solutions of one assessment read its sentence in three ways. What each left open is chosen here, with a reason.
with

policies as (

    select
        'every 30 days' as policy,
        'At least one purchase in every 30 days, more than 10 products in each purchase, a low deviation of the intervals.' as reading,
        'sliding' as window_is,
        30 as window_days,
        'throughout' as holds,
        1 as minimum_purchases,
        11 as minimum_products,
        2 as minimum_gaps,
        cast(7 as decimal(18, 6)) as highest_deviation_days,
        'Every means throughout: each such purchase follows within 30 days, and so does the last day of the lake the last one.' as window_reason,
        'A week: most gaps of whoever shops weekly or monthly are within it. Two gaps at least: one alone deviates by 0.' as deviation_reason
    union all
    select
        'twice in a calendar month' as policy,
        'More than one purchase a month, each of more than 10 products.' as reading,
        'calendar month' as window_is,
        cast(null as integer) as window_days,
        'once' as holds,
        2 as minimum_purchases,
        11 as minimum_products,
        1 as minimum_gaps,
        cast(null as decimal(18, 6)) as highest_deviation_days,
        'A month is one of the calendar. One such month is enough: the first and the last month of a lake are seldom whole.' as window_reason,
        'The reading names none.' as deviation_reason
    union all
    select
        'twice in 30 days' as policy,
        'More than one purchase in 30 days, each of more than 10 products.' as reading,
        'sliding' as window_is,
        30 as window_days,
        'once' as holds,
        2 as minimum_purchases,
        11 as minimum_products,
        1 as minimum_gaps,
        cast(null as decimal(18, 6)) as highest_deviation_days,
        'Any 30 days, wherever they begin: the second day is at most 30 days after the first. One such time is enough, as the reading does not say every.' as window_reason,
        'The reading names none.' as deviation_reason

),

final as (

    select
        policy,
        reading,
        'day' as purchase_is,
        'distinct products' as products_are,
        cast(minimum_products as integer) as minimum_products,
        window_is,
        cast(window_days as integer) as window_days,
        holds,
        cast(minimum_purchases as integer) as minimum_purchases,
        cast(minimum_gaps as integer) as minimum_gaps,
        highest_deviation_days,
        'The published data have no sessions: whoever buys twice on one day has come once.' as purchase_reason,
        'Eleven units of one product are one product. Smaller purchases are left out, and do no harm.' as products_reason,
        window_reason,
        deviation_reason
    from policies

)

select * from final
