"""How the records of one table come from raw to clean. The statements stand in the script; docs/ says why they are so."""

from __future__ import annotations

from dataclasses import dataclass

from lake_job import ExpectedError, Job, Run
from observe import write_account
from plan import set_floor
from raw_folder import read


@dataclass(frozen=True)
class Table:
    """The statements of one source table."""

    name: str
    key: str
    # Of a file of raw, with the types that they are read as.
    columns: dict[str, str]
    records: str
    judged: str
    effects: str
    repeated_keys: str
    repeated_records: str
    newest: str
    merge: str
    account: str
    raise_to_floor: str
    set_aside: str
    repetitions: str
    versions: str | None


def apply(job: Job, run: Run, table: Table) -> dict[str, int]:
    """Judges the records, reduces them to the newest change of each key, and merges where they are later.

    Returns what became of them, each counted once. Raises if one is lost.
    """
    is_floor_new = set_floor(job, run, table.name)
    files = [file for file in run.files if file.table == table.name and file.load is None]
    counts = {"records": sum(file.rows for file in files), "applied": 0, "superseded": 0, "duplicate": 0, "quarantined": 0}
    broken: dict[str, int] = {}
    repeated = 0
    if files:
        _merge(job, table, [file.path for file in files])
        lost = 0
        for row in job.rows(table.account):
            if row["outcome"] == "lost":
                lost += row["records"]
                continue
            counts[row["outcome"]] += row["records"]
            if row["outcome"] == "quarantined":
                broken[row["_broken_rule"]] = broken.get(row["_broken_rule"], 0) + row["records"]
        lost = lost or counts["records"] - sum(counts[name] for name in ("applied", "superseded", "duplicate", "quarantined"))
        if lost != 0:
            raise ExpectedError(f"{lost} records of {table.name} cannot be accounted for among {len(files)} files (first {files[0].path}). This is a fault of the program: please report it.")
        job.write(table.set_aside)
        repeated = job.rows(table.repetitions)[0]["n"]
    # After the load's rows, so that those which it brought again are not deleted before.
    if is_floor_new:
        job.write(table.raise_to_floor)
    write_account(job, run, table.name, counts, broken, repeated)
    return counts


def _merge(job: Job, table: Table, paths: list[str]) -> None:
    name = table.name
    read(job, paths).createOrReplaceTempView(f"rows_{name}")
    job.keep(f"raw_{name}", table.records)
    job.keep(f"judged_{name}", table.judged)
    job.view(f"effects_{name}", table.effects)
    job.keep(f"repeated_{name}", table.repeated_keys)
    job.keep(f"repeated_records_{name}", table.repeated_records)
    job.keep(f"changes_{name}", table.newest)
    job.write(table.merge)
    if table.versions is not None:
        job.write(table.versions)
