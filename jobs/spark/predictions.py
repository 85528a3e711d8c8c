"""How the predictions come to be: made of the facts as they are, each table in the place of what it was before."""

from __future__ import annotations

from dataclasses import dataclass

from lake_job import Job

FACTS = "model.fact_user_events"
# Where it is noted survives compaction and the end of snapshots.
NOTED_ON = "model.product_predictions"
MADE_OF = "lake.made-of-snapshot"


@dataclass(frozen=True)
class Step:
    """A query over the steps before it, whose answer is a table of model or kept until the last step."""

    name: str
    is_published: bool
    query: str


def predict(job: Job, steps: list[Step]) -> None:
    """Makes all predictions anew. A phase that is broken off leaves tables of two days, and no note of what they are made of; the next one makes all of them."""
    facts = job.newest(FACTS)
    job.write(f"alter table {NOTED_ON} unset tblproperties if exists ('{MADE_OF}')")
    for step in steps:
        if not step.is_published:
            job.keep(step.name, step.query)
            continue
        table = f"model.{step.name}"
        job.replace(table, step.query)
        (count,) = job.rows(f"select count(*) as rows from {table}")
        job.say("built", table=step.name, rows=count["rows"])
    if facts is not None:
        job.write(f"alter table {NOTED_ON} set tblproperties ('{MADE_OF}' = '{facts}')")


def predicted_from(job: Job) -> int | None:
    """The snapshot of the facts that all predictions were made of; None if it is gone, or they never were or not all of them."""
    noted = {row["key"]: row["value"] for row in job.rows(f"show tblproperties {NOTED_ON}")}.get(MADE_OF)
    if noted is None or not job.rows(f"select 1 from {FACTS}.snapshots where snapshot_id = {noted}"):
        return None
    return int(noted)
