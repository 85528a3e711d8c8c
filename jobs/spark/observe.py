"""What a run leaves about itself in model, without any content of records: the account, what was noticed, how fresh it is."""

from __future__ import annotations

from dataclasses import dataclass

from lake_job import Job, Run, quoted


@dataclass(frozen=True)
class Account:
    """What became of the records of one table, each counted once."""

    table: str
    records: int
    applied: int
    superseded: int
    duplicate: int
    quarantined: int
    # Rule → records that break it first.
    broken: dict[str, int]
    # Records that stand in the run more than once; the first of each is not counted.
    repeated: int


@dataclass(frozen=True)
class Measure:
    """How many records show something, of how many."""

    table: str
    measure: str
    records: int
    of: int


def write_accounts(job: Job, run: Run, accounts: list[Account]) -> None:
    """One row per run and table, and a measure for each rule that was broken."""
    rows = ", ".join(f"({run.run_id}L, {quoted(one.table)}, {one.records}L, {one.applied}L, {one.superseded}L, {one.duplicate}L, {one.quarantined}L)" for one in accounts)
    job.write(f"""merge into model.run_accounts as target
        using (select * from values {rows} as accounts(run_id, table_name, records, applied, superseded, duplicate, quarantined)) as source
        on target.run_id = source.run_id and target.table_name = source.table_name
        when matched then update set *
        when not matched then insert *""")
    measures = [Measure(one.table, f"broken: {rule}", count, one.records) for one in accounts for rule, count in sorted(one.broken.items())]
    _write_measures(job, run, [*measures, *(Measure(one.table, "repeated records", one.repeated, one.records) for one in accounts if one.repeated > 0)])


def look_at(job: Job, run: Run, checks: list[tuple[str, str, str]]) -> None:
    """Takes the logical checks: table, measure where the query names none, query."""
    _write_measures(job, run, [Measure(table, row.get("measure") or name, row["records"] or 0, row["of_records"]) for table, name, query in checks for row in job.rows(query)])


def _write_measures(job: Job, run: Run, measures: list[Measure]) -> None:
    if not measures:
        return
    rows = ", ".join(f"({run.run_id}L, {quoted(one.table)}, {quoted(one.measure)}, {one.records}L, {one.of}L, {_share(one)})" for one in measures)
    job.write(f"""merge into model.quality as target
        using (select * from values {rows} as measures(run_id, table_name, measure, records, of_records, share)) as source
        on target.run_id = source.run_id and target.table_name = source.table_name and target.measure = source.measure
        when matched then update set *
        when not matched then insert *""")


def _share(one: Measure) -> str:
    return f"cast({'null' if one.of == 0 else f'cast({one.records} as decimal(18, 6)) / {one.of}'} as decimal(18, 6))"


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
