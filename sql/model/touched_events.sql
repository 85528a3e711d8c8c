-- Events that a run has to publish again: those that it changed, and older ones that are shown otherwise since.
-- grain: one row per event, deleted and hidden ones too; key: event_id
select * from clean.events
where _run_id = run_id()
union all
select * from restated_events
