"""What every phase of the job stands on: its session, its turn, its plan, and statements by name.

Plain Spark with Iceberg: nothing here knows AWS Glue, whose own parts stand in edge.py.
"""

from __future__ import annotations

import json
import time
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pyspark.sql import DataFrame, SparkSession, functions as f

if TYPE_CHECKING:
    from turn import Turn


class ExpectedError(Exception):
    """A failure whose cause is known: its sentence says what is wrong and what to do."""


# So few rows are given to each worker, where they are joined with a table: sorting that table by keys of 30 digits would take most of a run.
FEW_ROWS = 300_000

# How Iceberg says that another commit came first: https://iceberg.apache.org/docs/1.11.0/reliability/
CAME_SECOND = ("ValidationException", "CommitFailedException")


class CameSecondError(ExpectedError):
    """Another commit put rows where this one was to put the first."""


@dataclass(frozen=True)
class RawFile:
    """A file of raw that holds records of a table, or the marker of a load of it (rows 0, load set)."""

    path: str
    checksum: str
    table: str
    bytes: int
    rows: int
    load: dict | None = None


@dataclass
class Run:
    """A run: its number, how far it came before, and the files that it was given."""

    run_id: int
    stage: str
    files: list[RawFile] = field(default_factory=list)
    is_resumed: bool = False


class Job:
    """One start of a phase over one lake."""

    def __init__(self, spark: SparkSession, options: dict[str, str]) -> None:
        self.spark = spark
        # The arguments of the phase, by name.
        self.options = options
        self.raw = options["raw"].rstrip("/")
        self.owner = str(uuid.uuid4())
        self.turn: Turn | None = None
        self._began = time.monotonic()
        spark.conf.set("spark.sql.session.timeZone", "UTC")
        # Keys are decimals of more than 18 digits, which Spark sorts by way of their text: it may join them by their hashes, where
        # the parts of the smaller side fit in memory, which adaptive execution has measured by then.
        spark.conf.set("spark.sql.adaptive.maxShuffledHashJoinLocalMapThreshold", "256MB")
        spark.sql(f"use {options['catalog']}")

    def sql(self, statement: str) -> DataFrame:
        return self.spark.sql(statement)

    def write(self, statement: str) -> None:
        """A commit, for which the phase has to have the lake still."""
        self.hold()
        self.sql(statement)

    def hold(self) -> None:
        """Raises if another phase may have the lake by now."""
        if self.turn is not None:
            self.turn.hold()

    def newest(self, table: str) -> int | None:
        """The snapshot that a table is at; None if it never had a row."""
        for row in self.rows(f"select snapshot_id from {table}.refs where name = 'main'"):
            return row["snapshot_id"]
        return None

    def append(self, table: str, query: str, condition: str, since: int | None) -> None:
        """Writes rows to where none was at a snapshot.

        An insert commits whatever was committed beside it: of a phase that stood still within it and lost the lake, all rows
        would come twice. This commit fails if rows of the condition have come since, with CameSecondError.
        """
        self.hold()
        rows = self.sql(query).writeTo(table).option("isolation-level", "serializable")
        if since is not None:
            rows = rows.option("validate-from-snapshot-id", str(since))
        try:
            rows.overwrite(f.expr(condition))
        except Exception as error:  # noqa: BLE001: Spark wraps what Iceberg throws
            if not any(name in str(error) for name in CAME_SECOND):
                raise
            raise CameSecondError(f"{table} has got rows from another start while this one wrote the same: start the phase again, which goes on from there.") from error

    def append_beyond(self, table: str, key: str, rows: str) -> str:
        """Appends those of some rows whose keys lie behind all that a table has. Returns a condition that the others meet.

        A merge would write them into the files of the rows that it changes: those of a day grew with each run of the day, and each run wrote them anew.
        """
        since = self.newest(table)
        (there,) = self.rows(f"select cast(max({key}) as string) as last from {table}")
        if there["last"] is None:
            return "true"
        beyond = f"{key} > {there['last']}"
        (new,) = self.rows(f"select cast(min({key}) as string) as first, cast(max({key}) as string) as last from {rows} where {beyond}")
        if new["first"] is None:
            return "true"
        try:
            self.append(table, f"select * from {rows} where {beyond}", f"{key} between {new['first']} and {new['last']}", since)
        except CameSecondError:
            # A merge finds what has come since.
            return "true"
        return f"{key} <= {there['last']}"

    def replace(self, table: str, query: str) -> None:
        """Puts rows in the place of all that a table has, in one commit: who reads it has the old ones or the new ones."""
        self.append(table, query, "true", self.newest(table))

    def delete(self, table: str, condition: str) -> None:
        """Deletes rows, if there are any: a deletion that finds nothing would still be a commit."""
        if self.rows(f"select 1 from {table} where {condition} limit 1"):
            self.write(f"delete from {table} where {condition}")

    def merge(self, rows: str, statement: str) -> None:
        """Merges rows, if there are any: a merge of none would still be a commit."""
        if self.rows(f"select 1 from {rows} limit 1"):
            self.write(statement)

    def rows(self, statement: str) -> list[dict]:
        return [row.asDict() for row in self.sql(statement).collect()]

    def view(self, name: str, query: str) -> None:
        """Names a query, which is asked anew at each use."""
        self.spark.sql(f"create or replace temp view {name} as\n{query}")

    def keep(self, name: str, query: str) -> None:
        """Names the answer of a query as it is now.

        Its lineage ends here: where a part of it is lost with its executor, the job fails and is resumed, instead of asking
        tables again that have changed since.
        """
        rows = self.spark.sql(query).localCheckpoint(eager=True)
        (f.broadcast(rows) if rows.count() <= FEW_ROWS else rows).createOrReplaceTempView(name)

    def define(self, name: str, returns: str, value: str) -> None:
        """Gives the statements a function without arguments."""
        self.spark.sql(f"create or replace temporary function {name}() returns {returns} return {value}")

    def begin(self, run: Run) -> None:
        """From here on each commit carries the number of the run."""
        self.define("run_id", "bigint", f"cast({run.run_id} as bigint)")
        self.define("hash_key", "string", quoted(self.options["hash_key"]))
        self.spark.conf.set("spark.sql.iceberg.snapshot-property.run_id", str(run.run_id))

    def say(self, event: str, **fields: object) -> None:
        """A line of JSON for the log, with the seconds since the start; it has no content of records."""
        print(json.dumps({"event": event, **fields, "at_second": round(time.monotonic() - self._began, 1)}), flush=True)


def quoted(text: str) -> str:
    """A text as a SQL literal of Spark."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
