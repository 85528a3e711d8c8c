-- Sessions that a run published with a purchase that no view and cart lead up to in this order.
-- grain: one row: records that show it, of_records looked at
select
    sum(case when not is_funnel_complete then 1 else 0 end) as records,
    count(*) as of_records
from published_sessions
where purchases > 0
