"""Which files raw has: those of replication, which appear whole, and those of imports, which a manifest names."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from py4j.protocol import Py4JJavaError
from pyspark.sql import DataFrame, functions as f

from hadoop_files import file_system, sha256
from lake_job import ExpectedError, Job, RawFile
from tables_sql import MAY_BE_ABSENT

# Where replication puts its files below raw, as AWS DMS does: a folder a generation, in it <schema>/<table>/.
LOAD_FILE = re.compile(r"^v([1-9]\d{0,8})/public/([a-z_]+)/LOAD[0-9A-F]{8}\.parquet$")
CHANGE_FILE = re.compile(r"^v([1-9]\d{0,8})/public/([a-z_]+)/\d{4}/\d\d/\d\d/\d\d/\d{8}-\d{9,10}\.parquet$")
MARKER = re.compile(r"^v([1-9]\d{0,8})/_loads/public\.([a-z_]+)\.json$")
MANIFEST = re.compile(r"^history/_imports/[0-9a-f]+\.json$")
# The path relative to raw of a file of records, at the end of its address, wherever raw is.
IN_RAW = r"^.*/((?:v[0-9]+|history)/public/.*)$"
START = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$")


# Types that a column may have in a file, by the type that it is read as: each of their values fits, and means the same.
READ_AS = {
    "bigint": {"bigint", "int", "smallint"},
    "int": {"int", "smallint"},
    "string": {"string"},
    # A time with a zone would be read in the zone of the session.
    "timestamp_ntz": {"timestamp_ntz"},
    "date": {"date"},
    "boolean": {"boolean", "string"},
}
DECIMAL = re.compile(r"^decimal\((\d+), ?(\d+)\)$")
ODD = """case
    when Op not in ('I', 'U', 'D') or Op is null then 'Op'
    when _dms_seq is null or not _dms_seq rlike '^([0-9]{35})?$' then '_dms_seq'
    when _dms_seq <> '' and try_cast(substr(_dms_seq, 17) as bigint) is null then '_dms_seq'
    when _dms_commit_ts is null or length(_dms_commit_ts) <> 26 or try_cast(_dms_commit_ts as timestamp_ntz) is null then '_dms_commit_ts'
end"""


# Files that are looked at beside each other: an answer of S3 takes longer than what is done with it.
AT_ONCE = 16
Found = TypeVar("Found")


@dataclass(frozen=True)
class Footer:
    """What the end of a Parquet file says of it."""

    schema: str
    rows: int


def whole_files(job: Job, tables: dict[str, dict[str, str]], known: dict[str, RawFile]) -> list[RawFile]:
    """All files of raw that count, in the order of their paths.

    A replicated file that a run was given already is known by path and size, and not read again.
    """
    sizes = sizes_of_files(job)
    if not sizes:
        job.say("raw is empty", raw=job.raw)
    files: list[RawFile] = []
    for path in sorted(sizes):
        if MANIFEST.match(path):
            files.extend(_imported(job, path, sizes))
    replicated = {path: match[2] for path in sizes if (match := LOAD_FILE.match(path) or CHANGE_FILE.match(path)) and match[2] in tables}
    fresh = [path for path in sorted(replicated) if not (path in known and known[path].bytes == sizes[path])]
    hashes, footers = checksums(job, fresh), _footers(job, fresh)
    for path in sorted(replicated):
        files.append(RawFile(path, hashes[path], replicated[path], sizes[path], footers[path].rows) if path in hashes else known[path])
    markers = {path: match for path in sizes if (match := MARKER.match(path)) and match[2] in tables}
    hashes = checksums(job, list(markers))
    for path, match in sorted(markers.items()):
        files.append(RawFile(path, hashes[path], match[2], sizes[path], 0, _marker(job, path, int(match[1]))))
    return files


def read(job: Job, paths: list[str], columns: list[str]) -> DataFrame:
    """These columns of Parquet files of raw, with the file of each row, relative to raw, and its place in it.

    Files are read in groups of the same columns and types, so that no column of one is another value in the others; what else
    they have may be of any type.
    """
    groups: dict[str, list[str]] = defaultdict(list)
    for path, footer in _footers(job, paths).items():
        groups[footer.schema].append(path)
    parts = [
        (rows := job.spark.read.parquet(*(_at(job, path) for path in group))).select(
            *(name for name in columns if name in rows.columns),
            f.regexp_extract(f.col("_metadata.file_path"), IN_RAW, 1).alias("_file"),
            f.col("_metadata.row_index").alias("_file_row"),
        )
        for group in groups.values()
    ]
    whole = parts[0]
    for part in parts[1:]:
        whole = whole.unionByName(part, allowMissingColumns=True)
    # A column that came with a later version than all of these files; that others are there was made sure of before.
    return whole.select("*", *(f.lit(None).cast("string").alias(name) for name in columns if name not in whole.columns))


def refuse(job: Job, tables: dict[str, dict[str, str]], files: list[RawFile]) -> None:
    """Makes sure that files are what was written, before a run plans them: imported ones by their bytes, replicated ones by
    their columns. Files of a run are read together, so that a column of another type would be another value, without a word.

    tables: the columns that a file of each table has, with the types that they are read as.
    """
    records = [file for file in files if file.load is None]
    imported = [file for file in records if file.path.startswith("history/")]
    hashes = checksums(job, [file.path for file in imported])
    for file in imported:
        if hashes[file.path] != file.checksum:
            raise ExpectedError(f"{_at(job, file.path)} has other bytes than when it was written (SHA-256 {hashes[file.path][:12]}… instead of {file.checksum[:12]}…): put it back, or remove its manifest and import the file again.")
    for table, columns in tables.items():
        paths = [file.path for file in records if file.table == table and not file.path.startswith("history/")]
        # One of each schema speaks for the others.
        for path in {footer.schema: path for path, footer in reversed(_footers(job, paths).items())}.values():
            wrong = _what_is_wrong(table, columns, {field.name: field.dataType.simpleString() for field in job.spark.read.parquet(_at(job, path)).schema})
            if wrong is not None:
                raise _foreign(job, path, table, wrong)
        if paths:
            odd = read(job, paths, ["Op", "_dms_seq", "_dms_commit_ts"]).select("_file", f.expr(ODD).alias("what"), "Op", "_dms_seq", "_dms_commit_ts").where("what is not null").limit(1).collect()
            for row in odd:
                value = "no value" if row[row.what] is None else json.dumps(row[row.what], ensure_ascii=False)
                raise _foreign(job, row["_file"], table, f"has a record with {value} in {row.what}")


def _what_is_wrong(table: str, columns: dict[str, str], found: dict[str, str]) -> str | None:
    for name, expected in columns.items():
        if name not in found and f"{table}.{name}" in MAY_BE_ABSENT:
            continue
        if name not in found:
            return f"has no column {name}"
        if not _is_read_as(found[name], expected):
            return f"has the column {name} as {found[name]}, which is not read as {expected}"
    return None


def _is_read_as(found: str, expected: str) -> bool:
    if expected in READ_AS:
        return found in READ_AS[expected]
    there, wanted = DECIMAL.match(found), DECIMAL.match(expected)
    if there is None or wanted is None:
        return False
    (size, scale), (most, scale_of_most) = (map(int, match.groups()) for match in (there, wanted))
    return scale <= scale_of_most and size - scale <= most - scale_of_most


def _foreign(job: Job, path: str, table: str, what: str) -> ExpectedError:
    return ExpectedError(f"{_at(job, path)} {what}, so that it is no file of {table} as replication writes it (docs/replication.md): take it away, or put the right one in its place. Nothing was changed.")


def _at(job: Job, path: str) -> str:
    return f"{job.raw}/{path}"


def sizes_of_files(job: Job) -> dict[str, int]:
    """The size of each file of raw, by its path relative to it."""
    # With the stroke at its end, the root of a bucket is one too.
    root, files = file_system(job, f"{job.raw}/")
    if not files.exists(root):
        return {}
    whole = files.makeQualified(root).toString().rstrip("/") + "/"
    found = files.listFiles(root, True)
    sizes: dict[str, int] = {}
    while found.hasNext():
        one = found.next()
        sizes[one.getPath().toString().removeprefix(whole)] = one.getLen()
    return sizes


def _text(job: Job, path: str) -> str:
    return "\n".join(row.value for row in job.spark.read.text(_at(job, path), wholetext=True).collect())


def checksums(job: Job, paths: list[str]) -> dict[str, str]:
    """SHA-256 of each file."""
    return _each(paths, lambda path: sha256(job, _at(job, path)))


def _footers(job: Job, paths: list[str]) -> dict[str, Footer]:
    parquet = job.spark._jvm.org.apache.parquet.hadoop

    def footer(path: str) -> Footer:
        place, _ = file_system(job, _at(job, path))
        try:
            file = parquet.ParquetFileReader.open(parquet.util.HadoopInputFile.fromPath(place, job.spark._jsc.hadoopConfiguration()))
            try:
                return Footer(file.getFileMetaData().getSchema().toString(), file.getRecordCount())
            finally:
                file.close()
        except Py4JJavaError as error:
            raise ExpectedError(f"{_at(job, path)} cannot be read as Parquet ({error.java_exception.getMessage()}): put the right file back, or load its table anew.") from error

    return _each(paths, footer)


def _each(paths: list[str], look: Callable[[str], Found]) -> dict[str, Found]:
    with ThreadPoolExecutor(AT_ONCE) as threads:
        return dict(zip(paths, threads.map(look, paths)))


def _imported(job: Job, path: str, sizes: dict[str, int]) -> list[RawFile]:
    try:
        files = json.loads(_text(job, path))["files"]
        imported = [RawFile(one["path"], one["checksum"], one["table"], one["bytes"], one["rows"]) for one in files]
    except (ValueError, KeyError, TypeError) as error:
        raise ExpectedError(f"The manifest {_at(job, path)} is damaged: remove it and import its file again.") from error
    for one in imported:
        if sizes.get(one.path) != one.bytes:
            raise ExpectedError(f"{_at(job, one.path)} {'is gone' if one.path not in sizes else f'has {sizes[one.path]} bytes instead of {one.bytes}'}: put it back, or remove its manifest {_at(job, path)} and import the file again.")
    return imported


def _marker(job: Job, path: str, generation: int) -> dict:
    try:
        marker = json.loads(_text(job, path))
        if START.match(marker["start"]) and type(marker["rows"]) is int and marker["rows"] >= 0:
            datetime.strptime(marker["start"], "%Y-%m-%d %H:%M:%S.%f")
            return {"generation": generation, "start": marker["start"], "rows": marker["rows"]}
    except (ValueError, KeyError, TypeError):
        pass
    raise ExpectedError(f"The marker {_at(job, path)} is damaged: remove it and load its table anew.")
