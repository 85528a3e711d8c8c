"""What keeps an Iceberg table in order: files of full size, few manifests, no snapshot or file that nobody needs any more.

The procedures: https://iceberg.apache.org/docs/1.11.0/spark-procedures/
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from iceberg_table import IcebergTable, location_of
from lake_job import CAME_SECOND, ExpectedError, Job, quoted

# The turn is renewed while it lasts: a commit to state.turns may come between what a procedure has read and its own.
ATTEMPTS = 3
# Scheme and path, which begins with the bucket on S3. Spark says file:/ and file:/// for the same.
ADDRESS = re.compile(r"^(?:([a-z][a-z0-9]*):)?/*(.*?)/*$")


@dataclass(frozen=True)
class Size:
    """The files of the newest snapshot."""

    files: int
    bytes: int


def measure(job: Job, table: str) -> Size:
    (row,) = job.rows(f"select count(*) as files, coalesce(sum(file_size_in_bytes), 0) as bytes from {table}.files")
    return Size(row["files"], row["bytes"])


def refuse_shared_places(job: Job, tables: list[str]) -> None:
    """Makes sure that each table has a folder of its own, apart from raw: in a shared one, files of others would be orphans."""
    places = {f"the table {table}": location_of(job, table) for table in tables} | {"raw": job.raw}
    ordered = sorted((_folder(place), owner) for owner, place in places.items())
    for (outer, owner), (inner, other) in zip(ordered, ordered[1:]):
        if inner.startswith(outer):
            raise ExpectedError(f"The folder {outer} of {owner} holds {inner} of {other}, and what belongs to one of them would be taken for orphans of the other: move one of them. Nothing was removed.")


def _folder(place: str) -> str:
    """The address of a folder in one spelling, such that it begins those of all that is in it."""
    scheme, path = ADDRESS.match(place).groups()
    return f"{'s3' if scheme in ('s3a', 's3n') else scheme or 'file'}:/{path}/"


def compact(job: Job, table: IcebergTable) -> None:
    """Puts files together that are far from their full size, where there are several; in the order of rows if the table has one."""
    strategy = "binpack" if table.order is None else "sort"
    _call(job, "rewrite_data_files", table.name, strategy=quoted(strategy))


def rewrite_manifests(job: Job, table: str) -> None:
    _call(job, "rewrite_manifests", table)


def expire(job: Job, table: str) -> int:
    """Drops the snapshots that the table's properties do not keep, with the files that only they name. Returns how many."""
    before = _snapshots(job, table)
    _call(job, "expire_snapshots", table, stream_results="true")
    return len(before - _snapshots(job, table))


def remove_orphans(job: Job, table: str, days: int) -> int:
    """Removes the files in the table's folder that none of its snapshots names and that are so old. Returns how many."""
    before = datetime.now(timezone.utc) - timedelta(days=days)
    # Listed by what the table is written with, so that Hadoop need not know the storage too.
    removed = _call(job, "remove_orphan_files", table, older_than=f"timestamp '{before:%Y-%m-%d %H:%M:%S}'", prefix_listing="true")
    return len(removed)


def _snapshots(job: Job, table: str) -> set[int]:
    return {row["snapshot_id"] for row in job.rows(f"select snapshot_id from {table}.snapshots")}


def _call(job: Job, procedure: str, table: str, **arguments: str) -> list[dict]:
    """Calls a procedure, for which the phase has to have the lake still, and again where another commit came first."""
    given = "".join(f", {name} => {value}" for name, value in arguments.items())
    attempt = 1
    while True:
        if job.turn is not None:
            job.turn.hold()
        try:
            return job.rows(f"call {job.options['catalog']}.system.{procedure}(table => {quoted(table)}{given})")
        except Exception as error:  # noqa: BLE001: Spark wraps what Iceberg throws
            if attempt == ATTEMPTS or not any(name in str(error) for name in CAME_SECOND):
                raise
        attempt += 1
