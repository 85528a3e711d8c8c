"""How the records of one table come from raw to clean. The statements stand in the script; docs/ says why they are so."""

from __future__ import annotations

from dataclasses import dataclass

from lake_job import ExpectedError, Job, Run
from observe import Account
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
    collisions: str
    collisions_with_lake: str
    newest: str
    merge: str
    account: str
    raise_to_floor: str
    set_aside: str
    repetitions: str
    versions: str | None


def apply(job: Job, run: Run, table: Table) -> Account:
    """Judges the records, reduces them to the newest change of each key, and merges where they are later.

    Raises if a record is lost.
    """
    is_floor_new = set_floor(job, run, table.name)
    files = [file for file in run.files if file.table == table.name and file.load is None]
    records = sum(file.rows for file in files)
    counts = {"applied": 0, "superseded": 0, "duplicate": 0, "quarantined": 0}
    broken: dict[str, int] = {}
    repeated = 0
    if files:
        _merge(job, table, [file.path for file in files])
        for row in job.rows(table.account):
            if row["outcome"] != "lost":
                counts[row["outcome"]] += row["records"]
            if row["outcome"] == "quarantined":
                broken[row["_broken_rule"]] = broken.get(row["_broken_rule"], 0) + row["records"]
        if sum(counts.values()) != records:
            raise ExpectedError(f"{records - sum(counts.values())} records of {table.name} cannot be accounted for among {len(files)} files (first {files[0].path}). This is a fault of the program: please report it.")
        if counts["duplicate"] > 0:
            _refuse_collisions(job, table, table.collisions_with_lake)
        if counts["quarantined"] > 0:
            job.write(table.set_aside)
        repeated = job.rows(table.repetitions)[0]["n"]
    # After the load's rows, so that those which it brought again are not deleted before.
    if is_floor_new:
        job.write(table.raise_to_floor)
    account = Account(table.name, records, broken=broken, repeated=repeated, **counts)
    job.say("applied", table=table.name, records=records, **counts)
    return account


def _merge(job: Job, table: Table, paths: list[str]) -> None:
    name = table.name
    read(job, paths).createOrReplaceTempView(f"rows_{name}")
    job.keep(f"raw_{name}", table.records)
    job.keep(f"judged_{name}", table.judged)
    job.view(f"effects_{name}", table.effects)
    job.keep(f"repeated_{name}", table.repeated_keys)
    job.keep(f"repeated_records_{name}", table.repeated_records)
    _refuse_collisions(job, table, table.collisions)
    job.keep(f"changes_{name}", table.newest)
    job.write(table.merge)
    if table.versions is not None:
        job.write(table.versions)


def _refuse_collisions(job: Job, table: Table, query: str) -> None:
    for row in job.rows(query):
        raise ExpectedError(f"Two different records of {table.name} have the key {row[table.key]} and the same place in the order of changes. Their hashes collide: find the rows by this key in raw and change one.")
