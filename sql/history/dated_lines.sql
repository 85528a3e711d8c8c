-- Lines whose time can be true. One far off would be the latest, or the earliest, for ever, so that it tells nothing of its
-- session, user or product; as an event it breaks the rule event_time_plausible, whose bounds these are.
-- grain: one row per line; key: event_id, but for lines that repeat
select *
from lines
where
    event_time >= timestamp_ntz '2000-01-01 00:00:00'
    and event_time < timestamp_ntz '2100-01-01 00:00:00'
