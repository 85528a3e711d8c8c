"""The files that runs were given, as the ledger says, and as raw has them now."""

from __future__ import annotations

import json

from pyspark.sql import functions as f

from clean import Table
from compare import Report
from lake_job import Job
from raw_folder import IN_RAW, checksums, sizes_of_files

# Of each path the content that was given last.
GIVEN = """
    select
        table_name,
        path,
        max_by(checksum, run_id) as checksum,
        max_by(bytes, run_id) as bytes,
        max_by(rows, run_id) as rows
    from state.ledger
    where run_id in (select run_id from state.runs)
    group by
        table_name,
        path
    order by path"""


def compare_files(report: Report) -> list[dict]:
    """Compares sizes, and of imported files and of markers the content. Returns the files that are there."""
    job = report.job
    given = job.rows(GIVEN)
    there = sizes_of_files(job)
    wrong = {file["path"]: {"expected": f"{file['bytes']} bytes", "found": "no file" if file["path"] not in there else f"{there[file['path']]} bytes"} for file in given if there.get(file["path"]) != file["bytes"]}
    known = {file["path"]: file["checksum"] for file in given if file["path"] not in wrong and (file["path"].startswith("history/") or file["path"].endswith(".json"))}
    found = checksums(job, list(known))
    wrong.update({path: {"expected": checksum, "found": found[path]} for path, checksum in known.items() if found[path] != checksum})
    report.add("raw = ledger", "files", (len(given), sum(file["path"] in there for file in given)), len(wrong))
    for file in given:
        if file["path"] in wrong:
            report.name("raw = ledger", file["table_name"], {"file": file["path"]}, **wrong[file["path"]])
    # One of another size is no Parquet file maybe, and its difference is named.
    return [file for file in given if file["path"] not in wrong]


def floor_of(job: Job, files: list[dict], table: str) -> None:
    """Gives the statements the start of the latest load of a table whose marker's rows have all come; below every change if none has."""
    starts = []
    for file in files:
        if file["table_name"] == table and file["path"].endswith(".json"):
            marker = json.loads(job.spark.read.text(f"{job.raw}/{file['path']}", wholetext=True).collect()[0].value)
            load = f"{file['path'].split('/')[0]}/public/{table}/LOAD"
            if marker["rows"] == sum(one["rows"] for one in files if one["path"].startswith(load)):
                starts.append(marker["start"])
    start = max(starts, default=None)
    time = -1 if start is None else int("".join(sign for sign in start if sign.isdigit())[:16])
    job.define("floor_time", "bigint", f"cast({time} as bigint)")
    job.define("floor_at", "timestamp_ntz", "cast(null as timestamp_ntz)" if start is None else f"timestamp_ntz '{start[:23]}'")


def records_of(job: Job, files: list[dict], table: Table) -> None:
    """Names the rows of a table's files `rows_<table>`.

    Years of files are read at once, in the types that runs made sure of when they were given them; Spark refuses to read a
    value as one of a type that does not hold it.
    """
    schema = ", ".join(f"{column} {type_text}" for column, type_text in table.columns.items())
    paths = [f"{job.raw}/{file['path']}" for file in files if file["table_name"] == table.name and not file["path"].endswith(".json")]
    rows = job.spark.read.schema(schema).parquet(*paths) if paths else job.spark.createDataFrame([], f"{schema}, _metadata struct<file_path: string, row_index: bigint>")
    rows.select("*", f.regexp_extract("_metadata.file_path", IN_RAW, 1).alias("_file"), f.col("_metadata.row_index").alias("_file_row")).createOrReplaceTempView(f"rows_{table.name}")
