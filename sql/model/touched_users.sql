-- Users whose profile a run has to build again.
-- grain: one row per user; key: user_id
select user_id from clean.users
where _run_id = run_id()
