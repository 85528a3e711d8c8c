-- Sessions that a run published in which a view was followed by a cart and that by a purchase.
-- grain: one row: records that show it, of_records looked at
select
    sum(case when is_funnel_complete then 1 else 0 end) as records,
    count(*) as of_records
from published_sessions
