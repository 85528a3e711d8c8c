-- What each visit came to.
-- grain: one row per session that has events; key: session_id
-- The events stand in each place where they are read: an engine may keep a CTE that is read twice in memory whole.
with

sessions as (

    select
        session_id,
        user_id,
        device_type,
        channel
    from described_sessions

),

counted as (

    select
        session_id,
        min(event_time) as started_at,
        max(event_time) as ended_at,
        min(case when event_type = 'view' then event_time end) as first_view_at,
        count(*) as events
    from events_of_touched_sessions
    group by session_id

),

-- nine events in ten are views: what else there is takes far fewer rows
others as (

    select
        session_id,
        count(*) as events,
        count(case when event_type = 'cart' then 1 end) as carts,
        count(case when event_type = 'remove_from_cart' then 1 end) as removals,
        count(case when event_type = 'purchase' then 1 end) as purchases,
        count(distinct case when event_type = 'purchase' then product_id end) as products_bought,
        sum(case when event_type = 'purchase' then quantity end) as units_bought,
        sum(case when event_type = 'purchase' then price * quantity end) as revenue,
        max(case when event_type = 'cart' then event_time end) as last_cart_at,
        max(case when event_type = 'purchase' then event_time end) as last_purchase_at
    from events_of_touched_sessions
    where event_type <> 'view'
    group by session_id

),

-- the order view → cart → purchase is complete if the last cart before the last purchase follows the first view
last_carts as (

    select
        others.session_id,
        max(events.event_time) as last_cart_before_purchase_at
    from others
    inner join events_of_touched_sessions as events
        on others.session_id = events.session_id
    where
        events.event_type = 'cart'
        and events.event_time <= others.last_purchase_at
    group by others.session_id

),

joined as (

    select
        counted.*,
        unix_millis(cast(counted.ended_at as timestamp)) - unix_millis(cast(counted.started_at as timestamp)) as milliseconds,
        coalesce(others.events, 0) as other_events,
        coalesce(others.carts, 0) as carts,
        coalesce(others.removals, 0) as removals,
        coalesce(others.purchases, 0) as purchases,
        coalesce(others.products_bought, 0) as products_bought,
        coalesce(others.units_bought, 0) as units_bought,
        coalesce(others.revenue, 0) as revenue,
        others.last_cart_at,
        coalesce(counted.first_view_at <= last_carts.last_cart_before_purchase_at, false) as is_funnel_complete
    from counted
    left join others
        on counted.session_id = others.session_id
    left join last_carts
        on counted.session_id = last_carts.session_id

),

final as (

    select
        joined.session_id,
        sessions.user_id,
        coalesce(sessions.device_type, 'unknown') as device_type,
        coalesce(sessions.channel, 'unknown') as source_channel,
        joined.started_at,
        joined.ended_at,
        cast(joined.started_at as date) as session_date,
        -- whole seconds: without the odd milliseconds a division has no remainder, so that it is exact
        cast((joined.milliseconds - pmod(joined.milliseconds, 1000)) * 1e0 / 1000e0 as bigint) as duration_seconds,
        cast(joined.events as integer) as events,
        cast(joined.events - joined.other_events as integer) as views,
        cast(joined.carts as integer) as carts,
        cast(joined.removals as integer) as removals,
        cast(joined.purchases as integer) as purchases,
        cast(joined.products_bought as integer) as products_bought,
        cast(joined.units_bought as bigint) as units_bought,
        cast(joined.revenue as decimal(18, 4)) as revenue,
        case
            when joined.purchases > 0 then 'purchase'
            when joined.carts > 0 then 'cart'
            when joined.events > joined.other_events then 'view'
            else 'none'
        end as furthest_stage,
        joined.is_funnel_complete,
        case
            when joined.is_funnel_complete then 'purchase'
            when joined.first_view_at <= joined.last_cart_at then 'cart'
            when joined.first_view_at is not null then 'view'
            else 'none'
        end as furthest_stage_in_order
    from joined
    left join sessions
        on joined.session_id = sessions.session_id

)

select * from final
