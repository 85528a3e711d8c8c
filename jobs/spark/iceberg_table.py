"""An Iceberg table of the lake, as tables/ defines it, and as it is there."""

from __future__ import annotations

from dataclasses import dataclass

from lake_job import Job


@dataclass(frozen=True)
class Order:
    """How rows lie in files: as the table tells it, and the statement that sets it."""

    told: str
    statement: str


@dataclass(frozen=True)
class IcebergTable:
    """A table by its name with schema, its columns with their types, the statement that makes it, and what else it has."""

    name: str
    columns: dict[str, str]
    create: str
    properties: dict[str, str]
    order: Order | None


def properties_of(job: Job, table: str) -> dict[str, str]:
    """The properties of a table that is there, among them its order of rows."""
    return {row["key"]: row["value"] for row in job.rows(f"show tblproperties {table}")}


def location_of(job: Job, table: str) -> str:
    """The address of the folder of a table. Spark's own description would read more of it, and fail where that is damaged."""
    return job.spark._jvm.org.apache.iceberg.spark.Spark3Util.loadIcebergTable(job.spark._jsparkSession, table).location()
