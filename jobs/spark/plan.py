"""Which run this is: an unfinished one is taken up under its number, else a new one is planned over what raw has anew."""

from __future__ import annotations

from lake_job import ExpectedError, Job, RawFile, Run, quoted
from raw_folder import refuse, whole_files

# The loads whose markers runs were given, with the rows of them that came, and the run that brought the last of both.
LOADS = """
    with files as (
        select
            path,
            table_name,
            max_by(rows, run_id) as rows,
            max(run_id) as run_id
        from state.ledger
        group by
            path,
            table_name
    )
    select
        loads.table_name,
        loads.start_time,
        loads.started_at,
        loads.rows,
        coalesce(sum(files.rows), 0) as found,
        greatest(loads.run_id, coalesce(max(files.run_id), 0)) as run_id
    from state.loads as loads
    left join files
        on
            files.table_name = loads.table_name
            and startswith(files.path, concat('v', loads.generation, '/public/', loads.table_name, '/LOAD'))
    group by
        loads.table_name,
        loads.generation,
        loads.start_time,
        loads.started_at,
        loads.rows,
        loads.run_id"""


def next_run(job: Job, tables: dict[str, dict[str, str]]) -> Run | None:
    """The unfinished run if there is one; else a new one, whose plan is saved before it begins; None if nothing is new."""
    # Files of a run that has no row were never given to one: their plan was broken off.
    for table in ("state.ledger", "state.loads"):
        job.delete(table, "run_id not in (select run_id from state.runs)")
    entries = job.rows("select path, checksum, table_name, bytes, rows, run_id from state.ledger order by run_id")
    known = {row["path"]: RawFile(row["path"], row["checksum"], row["table_name"], row["bytes"], row["rows"]) for row in entries}
    whole = whole_files(job, tables, known)
    if known and not whole:
        raise ExpectedError(f"{job.raw} has none of the {len(known)} files that runs were given: look at --raw, and whether it can be read from here. Nothing was changed.")
    unfinished = job.rows("select run_id, stage from state.runs where stage <> 'finished'")
    if unfinished:
        return _taken_up(job, unfinished[0], entries, whole)
    given = {(row["path"], row["checksum"]) for row in entries}
    files = [file for file in whole if (file.path, file.checksum) not in given]
    if not files:
        return None
    refuse(job, tables, files)
    (last,) = job.rows("select coalesce(max(run_id), 0) as run_id from state.runs")
    run = Run(last["run_id"] + 1, "planned", files)
    job.begin(run)
    _save(job, run)
    return run


def last_run(job: Job) -> Run | None:
    """The run whose rows clean has; None if none was finished yet. Raises if one was broken off: it has to be finished first."""
    runs = job.rows("select run_id, stage from state.runs order by run_id desc limit 1")
    if not runs:
        return None
    if runs[0]["stage"] != "finished":
        raise ExpectedError(f"Run {runs[0]['run_id']} was broken off: start the phase facts first, which takes it up again.")
    run = Run(runs[0]["run_id"], "finished")
    job.begin(run)
    return run


def _taken_up(job: Job, unfinished: dict, entries: list[dict], whole: list[RawFile]) -> Run:
    run_id, stage = unfinished["run_id"], unfinished["stage"]
    planned = {(row["path"], row["checksum"]) for row in entries if row["run_id"] == run_id}
    there = [file for file in whole if (file.path, file.checksum) in planned]
    gone = planned - {(file.path, file.checksum) for file in there}
    if gone and stage == "planned":
        path, checksum = sorted(gone)[0]
        raise ExpectedError(f"Run {run_id} was broken off and is to be taken up, but its file {job.raw}/{path} (checksum {checksum[:12]}…) is not there any more: put it back and start again.")
    run = Run(run_id, stage, there, is_resumed=True)
    job.begin(run)
    return run


def _save(job: Job, run: Run) -> None:
    """The row in state.runs comes last: before it there is no run, and what was written of its plan is taken back by the next start."""
    ledger = ", ".join(f"({quoted(file.path)}, {quoted(file.checksum)}, {quoted(file.table)}, {file.bytes}L, {file.rows}L, {run.run_id}L)" for file in run.files)
    job.write(f"insert into state.ledger (path, checksum, table_name, bytes, rows, run_id) values {ledger}")
    loads = [file for file in run.files if file.load is not None]
    if loads:
        values = ", ".join(
            f"({file.load['generation']}, {quoted(file.table)}, {''.join(filter(str.isdigit, file.load['start']))[:16]}L, timestamp_ntz {quoted(file.load['start'][:23])}, {file.load['rows']}L, {run.run_id}L)" for file in loads
        )
        job.write(f"""merge into state.loads as target
            using (select * from values {values} as loads(generation, table_name, start_time, started_at, rows, run_id)) as source
            on target.generation = source.generation and target.table_name = source.table_name
            when matched then update set *
            when not matched then insert *""")
    job.write(f"insert into state.runs (run_id, started_at, stage) values ({run.run_id}L, cast(current_timestamp() as timestamp_ntz), 'planned')")


def reach(job: Job, run: Run, stage: str) -> None:
    """Notes how far a run has come."""
    job.write(f"update state.runs set stage = {quoted(stage)} where run_id = {run.run_id}")


def set_floor(job: Job, run: Run, table: str) -> bool:
    """Gives the statements the floor of a table: the start of its latest load of which everything came.

    Returns whether this run reached it, so that rows below it are to be deleted.
    """
    loads = [row for row in job.rows(LOADS) if row["table_name"] == table and row["found"] == row["rows"]]
    floor = max(loads, key=lambda row: row["start_time"], default=None)
    # Below every change where there is none.
    job.define("floor_time", "bigint", "cast(-1 as bigint)" if floor is None else f"{floor['start_time']}L")
    job.define("floor_at", "timestamp_ntz", "cast(null as timestamp_ntz)" if floor is None else f"timestamp_ntz '{floor['started_at']}'")
    return floor is not None and floor["run_id"] == run.run_id
