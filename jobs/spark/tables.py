"""The Iceberg tables: made where there are none, with the columns, properties and order of rows of this version."""

from __future__ import annotations

from pyspark.sql.types import DataType, _parse_datatype_string

from iceberg_table import IcebergTable, properties_of
from lake_job import ExpectedError, Job
from tables_sql import TABLES


def make_turns(job: Job) -> None:
    """Makes the table of turns, which has to be there before one is taken. Two that make it at once make one."""
    job.sql("create namespace if not exists state")
    job.sql(next(table.create for table in TABLES if table.name == "state.turns"))


def make_tables(job: Job) -> None:
    """Makes what is missing. A column that came with this version is added; one of another type is refused, before anything changes."""
    there = {table.name: job.spark.table(table.name).schema for table in TABLES if job.spark.catalog.tableExists(table.name)}
    for table in TABLES:
        for field in there.get(table.name, []):
            expected = table.columns.get(field.name)
            if expected is not None and field.dataType != _type(expected):
                raise ExpectedError(f"The column {field.name} of {table.name} is {field.dataType.simpleString()} and should be {expected}: this is a table of another version, which no job changes by itself. Nothing was changed.")
    for schema in ("clean", "model"):
        job.sql(f"create namespace if not exists {schema}")
    for table in TABLES:
        if table.name not in there:
            job.sql(table.create)
        else:
            for name in [name for name in table.columns if name not in there[table.name].names]:
                job.sql(f"alter table {table.name} add column {name} {table.columns[name]}")
        _lay_out(job, table)


def _lay_out(job: Job, table: IcebergTable) -> None:
    """A table that is as it should be is not written."""
    found = properties_of(job, table.name)
    changed = [f"'{name}' = '{value}'" for name, value in table.properties.items() if found.get(name) != value]
    if changed:
        job.sql(f"alter table {table.name} set tblproperties ({', '.join(changed)})")
    if table.order is not None and found.get("sort-order") != table.order.told:
        job.sql(table.order.statement)


def _type(text: str) -> DataType:
    return _parse_datatype_string(text)
