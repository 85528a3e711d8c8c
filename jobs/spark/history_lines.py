"""The lines of a history file, typed, and the records that are made of them. The statements stand in history_sql.py."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from pyspark.sql import DataFrame, functions as f

from history_file import HistoryFile, not_whole
from history_functions import define_functions
from history_place import prepared
from history_sql import COLUMNS, DATED_LINES, DESCRIPTIONS, PARTED_LINES, RECORDS, TYPED_LINES
from lake_job import ExpectedError, Job

# Of a file, for each part that its lines are dealt out to: what comes of it is of about that size, too.
BYTES_OF_A_PART = 64 << 20
# Lines that stay together, so that a part is in order of time as its file is, and small enough for parts of one size.
LINES_OF_A_CHUNK = 4096
# How Hadoop and Java say that a gzip cannot be read to its end.
NO_WHOLE_GZIP = ("Unexpected end of input stream", "EOFException", "ZipException", "CRC failure", "stored gzip size", "not a gzip", "incorrect ", "invalid block", "invalid bit", "invalid code", "invalid distance", "invalid literal", "invalid stored")
# Of all that is done to a line Spark would make one method, too large for Java to compile: it takes twice the CPU seconds.
IN_SMALL_METHODS = {"spark.sql.codegen.wholeStage": "false"}
# One task reads the file, as with gzip it has to, so that the places of lines are their numbers; others type them.
IN_ONE_TASK = {"spark.sql.files.maxPartitionBytes": str(1 << 60), "spark.sql.files.minPartitionNum": "1"}
# Columns whose missing values are counted, with the names that the manifest has for them.
COUNTED = ("event_type", "product_id", "price", "line_category_id", "line_category_code", "line_brand", "line_user_id", "line_user_session")


@dataclass(frozen=True)
class Lines:
    """The folder of the typed lines, and how many of them there are and are set aside."""

    folder: str
    count: int
    rejected: int


def read_lines(job: Job, file: HistoryFile) -> Lines:
    """Reads the file once and writes its lines typed. Raises if one is there that only `lake import` can read."""
    job.define("column_count", "int", str(len(file.columns)))
    folder = prepared(job, "lines")
    for name, value in {**IN_ONE_TASK, **IN_SMALL_METHODS}.items():
        job.spark.conf.set(name, value)
    try:
        _typed(job, file).write.option("compression", "zstd").parquet(folder)
    except Exception as error:  # noqa: BLE001: Spark wraps what reading throws
        text = str(error)
        sign = next((sign for sign in NO_WHOLE_GZIP if sign in text), None)
        if file.is_gzip and sign is not None:
            raise not_whole(file.address, sign.strip()) from error
        raise
    finally:
        for name in {**IN_ONE_TASK, **IN_SMALL_METHODS}:
            job.spark.conf.unset(name)
    job.say("typed", file=file.name)
    job.spark.read.parquet(folder).createOrReplaceTempView("typed_lines")
    (counts,) = job.rows("select count(*) as lines, count(line_rejected_because) as rejected from typed_lines")
    if counts["rejected"] > 0:
        _refuse(job, file)
    return Lines(folder, counts["lines"], counts["rejected"])


def _typed(job: Job, file: HistoryFile) -> DataFrame:
    lines = job.spark.read.option("lineSep", "\n").text(file.address).select(f.monotonically_increasing_id().alias("place"), f.col("value").alias("line"))
    if file.has_header:
        lines = lines.where("place > 0")
    cores = job.spark.sparkContext.defaultParallelism
    parts = 1 if file.bytes < 1 << 20 else cores * ceil(file.bytes / BYTES_OF_A_PART / cores)
    lines.repartition(parts, f.expr(f"place div {LINES_OF_A_CHUNK}")).createOrReplaceTempView("file_lines")
    job.view("parted_lines", PARTED_LINES)
    job.view("named_lines", f"select place, line, parts, refused_because, {', '.join(_value(file, name) for name in COLUMNS)} from parted_lines")
    return job.sql(TYPED_LINES)


def _value(file: HistoryFile, name: str) -> str:
    return f"nullif(get(parts, {file.columns.index(name)}), '') as {name}" if name in file.columns else f"cast(null as string) as {name}"


def _refuse(job: Job, file: HistoryFile) -> None:
    refused = job.rows(
        """select line_rejected_because as what, cast(get_json_object(line_values, '$.line') as bigint) as line
        from typed_lines
        where get_json_object(line_values, '$.is_refused') = 'true'
        order by line
        limit 1"""
    )
    for row in refused:
        raise ExpectedError(f"{file.address} has {row['what']} in line {row['line']}, which this phase does not take: `lake import` does, or says what to do. Nothing of the file was imported.")


def write_rejected(job: Job, lines: Lines) -> int:
    """Writes the lines that cannot be read, one object of line, reason and text per line, and leaves the others in `lines`."""
    if lines.rejected == 0:
        job.view("lines", "select * from typed_lines")
        return 0
    job.spark.sql(
        """select line, line_rejected_because as reason, text
        from (select line_rejected_because, inline(array(from_json(line_values, 'line bigint, text string'))) from typed_lines where line_rejected_because is not null)
        order by line nulls last, text"""
    ).coalesce(1).write.option("ignoreNullFields", "false").json(prepared(job, "rejected"))
    # Few files have such lines, so that only they pay for a second writing.
    job.spark.table("typed_lines").where("line_rejected_because is null").write.option("compression", "zstd").parquet(prepared(job, "events"))
    job.spark.read.parquet(prepared(job, "events")).createOrReplaceTempView("lines")
    return lines.rejected


def describe(job: Job, lines: Lines) -> dict:
    """What the manifest says of the lines that can be read."""
    if lines.count == lines.rejected:
        return {"rows": 0, "nulls": {}, "roundedIds": {}, "firstEventAt": None, "lastEventAt": None}
    nulls = ", ".join(f"count(*) - count({column}) as {column}" for column in COUNTED)
    (counts,) = job.rows(f"select count(*) as lines, cast(min(event_time) as string) as first, cast(max(event_time) as string) as last, {nulls} from lines")
    return {
        "rows": counts["lines"],
        "nulls": {column.removeprefix("line_"): counts[column] for column in COUNTED},
        "roundedIds": {},
        "firstEventAt": f"{counts['first'].replace(' ', 'T')}Z",
        "lastEventAt": f"{counts['last'].replace(' ', 'T')}Z",
    }


def write_records(job: Job, lines: Lines) -> dict[str, str]:
    """Writes the records of each table. Returns the folder of each; none where no line can be read."""
    if lines.count == lines.rejected:
        return {}
    folders = {"events": lines.folder if lines.rejected == 0 else prepared(job, "events")}
    define_functions(job)
    job.view("dated_lines", DATED_LINES)
    job.keep("descriptions", DESCRIPTIONS)
    job.say("described")
    for table, query in RECORDS.items():
        folders[table] = prepared(job, table)
        job.sql(query).write.option("compression", "zstd").parquet(folders[table])
        if table == "sessions":
            job.spark.read.parquet(folders[table]).select("user_id", "started_at").createOrReplaceTempView("session_records")
        job.say("made", table=table)
    return folders
