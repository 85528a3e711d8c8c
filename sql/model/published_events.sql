-- What a run published of the events that it touched: what its checks look at.
-- grain: one row per event; key: event_id
select * from model.fact_user_events
where event_id in (select event_id from touched_events)
