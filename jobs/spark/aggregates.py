"""How the sums of the facts come to be: made of the facts as they are, each table in the place of what it was before."""

from __future__ import annotations

from lake_job import Job
from made_of import forget, note, noted, snapshots_of

FACTS = ("model.fact_user_events", "model.fact_sessions")
# The table that is made last.
NOTED_ON = "model.visit_cohorts"


def aggregate(job: Job, relations: dict[str, str], tables: dict[str, str]) -> None:
    """Makes all of them anew; a phase that is broken off leaves tables of two days, and no note of what they are made of.

    `relations` are what the queries of `tables` read.
    """
    snapshots = snapshots_of(job, FACTS)
    forget(job, NOTED_ON, FACTS)
    for name, query in relations.items():
        job.view(name, query)
    for name, query in tables.items():
        job.replace(f"model.{name}", query)
        (count,) = job.rows(f"select count(*) as rows from model.{name}")
        job.say("built", table=name, rows=count["rows"])
    note(job, NOTED_ON, snapshots)


def name_facts_of_then(job: Job, relations: dict[str, str]) -> bool:
    """Names the same relations over the facts that the tables were made of; False if those are gone, or not all tables were made."""
    snapshots = noted(job, NOTED_ON, FACTS)
    if snapshots is None:
        return False
    for name, query in relations.items():
        for fact, snapshot in snapshots.items():
            query = query.replace(fact, f"{fact} version as of {snapshot}")
        job.view(name, query)
    return True
