"""Of which snapshots of the facts other tables were made, noted on one of these: verification takes the same."""

from __future__ import annotations

from lake_job import Job


def snapshots_of(job: Job, facts: tuple[str, ...]) -> dict[str, int | None]:
    """The snapshots that the facts are at; None of one that never had a row."""
    return {fact: job.newest(fact) for fact in facts}


def forget(job: Job, noted_on: str, facts: tuple[str, ...]) -> None:
    """Takes the note away, as long as only some of the tables are made."""
    names = ", ".join(f"'{_property(fact)}'" for fact in facts)
    job.write(f"alter table {noted_on} unset tblproperties if exists ({names})")


def note(job: Job, noted_on: str, snapshots: dict[str, int | None]) -> None:
    """Notes the snapshots, where all facts have one. Compaction and the end of snapshots leave it."""
    if None not in snapshots.values():
        pairs = ", ".join(f"'{_property(fact)}' = '{snapshot}'" for fact, snapshot in snapshots.items())
        job.write(f"alter table {noted_on} set tblproperties ({pairs})")


def noted(job: Job, noted_on: str, facts: tuple[str, ...]) -> dict[str, int] | None:
    """The snapshots that all of the tables were made of; None if one is gone, or the tables never were made or not all of them."""
    properties = {row["key"]: row["value"] for row in job.rows(f"show tblproperties {noted_on}")}
    snapshots = {fact: properties.get(_property(fact)) for fact in facts}
    for fact, snapshot in snapshots.items():
        if snapshot is None or not job.rows(f"select 1 from {fact}.snapshots where snapshot_id = {snapshot}"):
            return None
    return {fact: int(snapshot) for fact, snapshot in snapshots.items()}


def _property(fact: str) -> str:
    return f"lake.made-of.{fact}"
