"""How the predictions come to be: made of the facts as they are, each table in the place of what it was before."""

from __future__ import annotations

from dataclasses import dataclass

from lake_job import Job
from made_of import forget, note, noted, snapshots_of

FACTS = ("model.fact_user_events",)
# The table that is made last.
NOTED_ON = "model.product_predictions"


@dataclass(frozen=True)
class Step:
    """A query over the steps before it, whose answer is a table of model or kept until the last step."""

    name: str
    is_published: bool
    query: str


def predict(job: Job, steps: list[Step]) -> None:
    """Makes all predictions anew. A phase that is broken off leaves tables of two days, and no note of what they are made of; the next one makes all of them."""
    snapshots = snapshots_of(job, FACTS)
    forget(job, NOTED_ON, FACTS)
    for step in steps:
        if not step.is_published:
            job.keep(step.name, step.query)
            continue
        table = f"model.{step.name}"
        job.replace(table, step.query)
        (count,) = job.rows(f"select count(*) as rows from {table}")
        job.say("built", table=step.name, rows=count["rows"])
    note(job, NOTED_ON, snapshots)


def predicted_from(job: Job) -> int | None:
    """The snapshot of the facts that all predictions were made of; None if it is gone, or they never were or not all of them."""
    snapshots = noted(job, NOTED_ON, FACTS)
    return None if snapshots is None else snapshots[FACTS[0]]
