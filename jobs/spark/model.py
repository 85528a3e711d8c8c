"""How a table of model comes to what its query says of the touched keys; a row that is as it was is not written."""

from __future__ import annotations

from dataclasses import dataclass

from lake_job import Job, Run


@dataclass(frozen=True)
class Built:
    """A table of model, the query that builds its rows, and the merge that publishes them."""

    name: str
    key: str
    query: str
    merge: str


def settle(job: Job, table: Built, touched: str | None) -> None:
    """Publishes `built_<table>`; keys that were asked for and have no row any more go.

    `touched` names the keys that the query was asked for, None if it gives the whole table.
    """
    name, key = table.name, table.key
    asked = f"model.{name}" if touched is None else touched
    # By a join, and apart: where a deletion asks `not in`, each row of the files that it writes anew is compared with all that is built.
    job.keep(f"gone_{name}", f"select distinct {key} from {asked} left anti join built_{name} using ({key})")
    job.delete(f"model.{name}", f"{key} in (select {key} from gone_{name})")
    # A whole table is small, or its keys are no numbers.
    others = "true" if touched is None else job.append_beyond(f"model.{name}", key, f"built_{name}")
    job.view(f"merged_{name}", f"select * from built_{name} where {others}")
    job.merge(f"merged_{name}", table.merge)


def build(job: Job, table: Built, touched: str | None) -> None:
    """Asks the query and publishes what it says."""
    job.keep(f"built_{table.name}", table.query)
    settle(job, table, touched)
    job.say("built", table=table.name, rows=job.spark.table(f"built_{table.name}").count())


def is_empty(job: Job, name: str) -> bool:
    return not job.rows(f"select 1 from model.{name} limit 1")


def fill(job: Job, table: Built) -> None:
    """Writes the whole table; where it is empty, nothing is there that it would have to be merged with."""
    since = job.newest(f"model.{table.name}")
    if not is_empty(job, table.name):
        return build(job, table, touched=None)
    job.append(f"model.{table.name}", table.query, "true", since)
    (count,) = job.rows(f"select count(*) as rows from model.{table.name}")
    job.say("built", table=table.name, rows=count["rows"])


# Where it is noted survives compaction and the end of snapshots.
BUILT_WITH = "lake.built-with-run"


def note_dimensions(job: Job, run: Run) -> None:
    """Notes after which run all dimensions were built, on the last of them."""
    job.write(f"alter table model.dim_time set tblproperties ('{BUILT_WITH}' = '{run.run_id}')")


def dimensions_built_with(job: Job) -> int:
    """After which run they were built last; 0 if they never were."""
    return int({row["key"]: row["value"] for row in job.rows("show tblproperties model.dim_time")}.get(BUILT_WITH, 0))


def mend(job: Job, table: Built, differing: str) -> None:
    """Publishes what differs between `anew_<table>`, which is asked once, and `published_<table>`; where nothing does, nothing is committed.

    `differing` gives the rows that differ, and the keys that have no row any more or several.
    """
    name = table.name
    job.view(f"anew_{name}", table.query)
    job.keep(f"differing_{name}", differing)
    job.view(f"merged_{name}", f"select * except (_is_there, _is_to_go) from differing_{name} where _is_there")
    (count,) = job.rows(f"select count_if(_is_there) as built, count_if(_is_to_go) as gone from differing_{name}")
    if count["gone"] > 0:
        job.write(f"delete from model.{name} where {table.key} in (select {table.key} from differing_{name} where _is_to_go)")
    job.merge(f"merged_{name}", table.merge)
    job.say("mended", table=name, written=count["built"], removed=count["gone"])
