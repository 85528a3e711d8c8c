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
    from clean.sessions
    where
        not _is_deleted
        and not _is_hidden

),

counted as (

    select
        session_id,
        min(event_time) as started_at,
        max(event_time) as ended_at,
        count(*) as events,
        sum(case when event_type = 'view' then 1 else 0 end) as views,
        sum(case when event_type = 'cart' then 1 else 0 end) as carts,
        sum(case when event_type = 'remove_from_cart' then 1 else 0 end) as removals,
        sum(case when event_type = 'purchase' then 1 else 0 end) as purchases,
        min(case when event_type = 'view' then event_time end) as first_view_at,
        max(case when event_type = 'purchase' then event_time end) as last_purchase_at
    from events_of_touched_sessions
    group by session_id

),

bought as (

    select
        session_id,
        count(distinct product_id) as products_bought,
        sum(quantity) as units_bought,
        sum(price * quantity) as revenue
    from events_of_touched_sessions
    where event_type = 'purchase'
    group by session_id

),

-- the order is complete if some cart lies between the first view and the last purchase
complete as (

    select distinct counted.session_id
    from counted
    inner join events_of_touched_sessions as events
        on counted.session_id = events.session_id
    where
        events.event_type = 'cart'
        and counted.purchases > 0
        and events.event_time >= counted.first_view_at
        and events.event_time <= counted.last_purchase_at

),

final as (

    select
        counted.session_id,
        sessions.user_id,
        coalesce(sessions.device_type, 'unknown') as device_type,
        coalesce(sessions.channel, 'unknown') as source_channel,
        counted.started_at,
        counted.ended_at,
        cast(counted.started_at as date) as session_date,
        unix_seconds(counted.ended_at) - unix_seconds(counted.started_at) as duration_seconds,
        cast(counted.events as integer) as events,
        cast(counted.views as integer) as views,
        cast(counted.carts as integer) as carts,
        cast(counted.removals as integer) as removals,
        cast(counted.purchases as integer) as purchases,
        cast(coalesce(bought.products_bought, 0) as integer) as products_bought,
        cast(coalesce(bought.units_bought, 0) as bigint) as units_bought,
        cast(coalesce(bought.revenue, 0) as decimal(18, 4)) as revenue,
        case
            when counted.purchases > 0 then 'purchase'
            when counted.carts > 0 then 'cart'
            when counted.views > 0 then 'view'
            else 'none'
        end as furthest_stage,
        complete.session_id is not null as is_funnel_complete
    from counted
    left join sessions
        on counted.session_id = sessions.session_id
    left join bought
        on counted.session_id = bought.session_id
    left join complete
        on counted.session_id = complete.session_id

)

select * from final
