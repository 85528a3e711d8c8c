"""How a table of model comes to what its query says of the touched keys; a row that is as it was is not written."""

from __future__ import annotations

from dataclasses import dataclass

from lake_job import Job


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
    asked = "true" if touched is None else f"{table.key} in (select {table.key} from {touched})"
    gone = f"{asked} and {table.key} not in (select {table.key} from built_{table.name})"
    job.delete(f"model.{table.name}", gone)
    job.write(table.merge)


def build(job: Job, table: Built, touched: str | None) -> None:
    """Asks the query and publishes what it says."""
    job.keep(f"built_{table.name}", table.query)
    settle(job, table, touched)
    job.say("built", table=table.name, rows=job.spark.table(f"built_{table.name}").count())
