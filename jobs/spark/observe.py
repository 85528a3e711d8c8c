"""What a run leaves about itself in model, without any content of records: the account, what was noticed, how fresh it is."""

from __future__ import annotations

from lake_job import Job, Run, quoted


def write_account(job: Job, run: Run, table: str, counts: dict[str, int], broken: dict[str, int], repeated: int) -> None:
    """One row per run and table, and a measure for each rule that was broken."""
    values = ", ".join(f"{counts[name]}L" for name in ("records", "applied", "superseded", "duplicate", "quarantined"))
    job.write(f"""merge into model.run_accounts as target
        using (select * from values ({run.run_id}L, {quoted(table)}, {values}) as accounts(run_id, table_name, records, applied, superseded, duplicate, quarantined)) as source
        on target.run_id = source.run_id and target.table_name = source.table_name
        when matched then update set *
        when not matched then insert *""")
    measures = {f"broken: {rule}": count for rule, count in sorted(broken.items())}
    if repeated > 0:
        measures["repeated records"] = repeated
    write_measures(job, run, table, {measure: (count, counts["records"]) for measure, count in measures.items()})


def write_measures(job: Job, run: Run, table: str, measures: dict[str, tuple[int, int]]) -> None:
    """Each measure with how many records show it, of how many."""
    if not measures:
        return
    values = ", ".join(
        f"({run.run_id}L, {quoted(table)}, {quoted(measure)}, {records}L, {of}L, {'cast(null as decimal(18, 6))' if of == 0 else f'cast(cast({records} as decimal(18, 6)) / {of} as decimal(18, 6))'})" for measure, (records, of) in measures.items()
    )
    job.write(f"""merge into model.quality as target
        using (select * from values {values} as measures(run_id, table_name, measure, records, of_records, share)) as source
        on target.run_id = source.run_id and target.table_name = source.table_name and target.measure = source.measure
        when matched then update set *
        when not matched then insert *""")


def look_at(job: Job, run: Run, checks: list[tuple[str, str, str]]) -> None:
    """Takes the logical checks: table, measure where the query names none, query."""
    for table, name, query in checks:
        rows = job.rows(query)
        write_measures(job, run, table, {row.get("measure") or name: (row["records"] or 0, row["of_records"]) for row in rows})


def write_freshness(job: Job, tables: list[str]) -> None:
    """How far each table has come."""
    newest = " union all ".join(
        f"select '{name}' as table_name, max(_run_id) as run_id, max(case when _change_time > 0 then _changed_at end) as changed_at from clean.{name} having count(*) > 0" for name in tables
    )
    job.write(f"""merge into model.freshness as target
        using ({newest}) as source
        on target.table_name = source.table_name
        when matched and (target.run_id is distinct from source.run_id or target.changed_at is distinct from source.changed_at) then update set *
        when not matched then insert *""")
