"""The Iceberg tables: made where there are none, with the columns of this version."""

from __future__ import annotations

from pyspark.sql.types import DataType, _parse_datatype_string

from lake_job import ExpectedError, Job
from tables_sql import TABLES


def make_turns(job: Job) -> None:
    """Makes the table of turns, which has to be there before one is taken. Two that make it at once make one."""
    job.sql("create namespace if not exists state")
    job.sql(next(table.create for table in TABLES if table.name == "state.turns"))


def make_tables(job: Job) -> None:
    """Makes what is missing. A column that came with this version is added; one of another type is refused."""
    for schema in ("clean", "model"):
        job.sql(f"create namespace if not exists {schema}")
    for table in TABLES:
        job.sql(table.create)
        there = {field.name: field.dataType for field in job.spark.table(table.name).schema}
        for name, type_text in table.columns.items():
            if name not in there:
                job.sql(f"alter table {table.name} add column {name} {type_text}")
            elif there[name] != _type(type_text):
                raise ExpectedError(f"The column {name} of {table.name} is {there[name].simpleString()} and should be {type_text}: this is a table of another version, which no job changes by itself.")


def _type(text: str) -> DataType:
    return _parse_datatype_string(text)
