"""How the records of one table come from raw to clean. The statements stand in the script; docs/ says why they are so."""

from __future__ import annotations

from dataclasses import dataclass

from lake_job import CameSecondError, ExpectedError, Job, Run
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
    rows_of_changes: str
    account: str
    survey: str
    appended: str
    account_of_appended: str
    account_of_repeated: str
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
        for row in _merge(job, table, [file.path for file in files]):
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


def _merge(job: Job, table: Table, paths: list[str]) -> list[dict]:
    """Returns the account: outcomes, the rules that were broken, and records."""
    name = table.name
    read(job, paths, list(table.columns)).createOrReplaceTempView(f"rows_{name}")
    job.view(f"raw_{name}", table.records)
    job.keep(f"judged_{name}", table.judged)
    job.view(f"effects_{name}", table.effects)
    job.keep(f"repeated_{name}", table.repeated_keys)
    job.keep(f"repeated_records_{name}", table.repeated_records)
    _refuse_collisions(job, table, table.collisions)
    job.view(f"changes_{name}", table.newest)
    (survey,) = job.rows(table.survey)
    is_beyond = _append(job, table, survey)
    if not is_beyond:
        job.keep(f"changes_{name}", table.newest)
        others = job.append_beyond(f"clean.{name}", table.key, f"changes_{name}")
        job.view(f"merged_{name}", f"select * from changes_{name} where {others}")
        job.merge(f"merged_{name}", table.merge)
    if table.versions is not None:
        job.write(table.versions)
    if is_beyond:
        return _account_of_appended(job, table, survey)
    # Looked for once: the account asks for them three times.
    job.keep(f"rows_of_{name}", table.rows_of_changes)
    return job.rows(table.account)


def _append(job: Job, table: Table, survey: dict) -> bool:
    """Appends the changes if all keys are new, because clean has none in their range, and each record comes to its own place only.

    Returns False where they have to be merged.
    """
    if survey["first"] is None or survey["elsewhere"] > 0:
        return False
    since = job.newest(f"clean.{table.name}")
    within = f"{table.key} between {int(survey['first'])} and {int(survey['last'])}"
    if job.rows(f"select 1 from clean.{table.name} where {within} limit 1"):
        return False
    try:
        job.append(f"clean.{table.name}", f"select * from changes_{table.name}", within, since)
    except CameSecondError:
        # Or a file has keys on both sides of the range, of which Iceberg cannot tell that they are not in it.
        return False
    return True


def _account_of_appended(job: Job, table: Table, survey: dict) -> list[dict]:
    """The account of rows that were appended: they are the records, or else their number or fingerprint differs. A join by key would say the same, and take most of the run."""
    (there,) = job.rows(table.appended.format(first=int(survey["first"]), last=int(survey["last"])))
    outcomes = job.rows(table.account_of_appended)
    quarantined = sum(row["records"] for row in outcomes if row["outcome"] == "quarantined")
    if (there["single"], there["fingerprint"], there["hidden"] + survey["without_key"]) != (survey["single"], survey["fingerprint"], quarantined):
        return [{"outcome": "lost", "_broken_rule": None, "records": survey["single"]}]
    return [*outcomes, *job.rows(table.account_of_repeated)] if survey["repeated"] > 0 else outcomes


def _refuse_collisions(job: Job, table: Table, query: str) -> None:
    for row in job.rows(query):
        raise ExpectedError(f"Two different records of {table.name} have the key {row[table.key]} and the same place in the order of changes. Their hashes collide: find the rows by this key in raw and change one.")
