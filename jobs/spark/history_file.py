"""A file of history: what it is, told before its lines are read."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from py4j.protocol import Py4JJavaError

from hadoop_files import file_system
from history_sql import COLUMNS, FOREIGN, NEEDED
from lake_job import ExpectedError, Job

# In bytes.
LONGEST_FIRST_LINE = 1_000_000
TIME = re.compile(r"^\ufeff?\d{4}-\d\d-\d\d[ T]")
FIELD = re.compile(r'"((?:[^"]|"")*)"|[^,]*')


@dataclass(frozen=True)
class HistoryFile:
    """A csv in the Kaggle format, perhaps in gzip."""

    address: str
    name: str
    bytes: int
    # Changes when the file does.
    changed_at: int
    is_gzip: bool
    # By their places; one that is not read is None.
    columns: list[str | None]
    has_header: bool
    # Names of the columns that are not read.
    ignored: list[str]


def open_file(job: Job, address: str) -> HistoryFile:
    """Raises if the file is not there or not in the format."""
    if re.search(r"[*?\[\]{}\\]", address):
        raise ExpectedError(f"{address} has a sign that is a pattern to Hadoop (one of * ? [ ] {{ }} \\): give the file another name.")
    place, files = file_system(job, address)
    if not files.exists(place):
        raise ExpectedError(f"{address} is not there: name a csv or csv.gz file in the Kaggle format.")
    status = files.getFileStatus(place)
    if status.isDirectory():
        raise ExpectedError(f"{address} is a folder: name one file.")
    first = _first_bytes(job, address, 4, is_gzip=False)
    if not first:
        raise ExpectedError(f"{address} is empty: name a file that has lines.")
    if first == b"PAR1":
        raise ExpectedError(f"{address} is a Parquet file, which this phase does not take: `lake import` does.")
    is_gzip = first[:2] == b"\x1f\x8b"
    codec = job.spark._jvm.org.apache.hadoop.io.compress.CompressionCodecFactory(job.spark._jsc.hadoopConfiguration()).getCodec(place)
    text = _first_bytes(job, address, LONGEST_FIRST_LINE + 1, is_gzip)
    columns, has_header, ignored = _match_columns(address, _first_line(address, text))
    if (codec is not None) != is_gzip:
        raise ExpectedError(f"{address} is {'in gzip' if is_gzip else 'not compressed'}, and its name says otherwise, by which Hadoop goes: {'let it end in .gz' if is_gzip else 'let it end in .csv'}.")
    return HistoryFile(address, place.getName(), status.getLen(), status.getModificationTime(), is_gzip, columns, has_header, ignored)


def refuse_if_changed(job: Job, file: HistoryFile) -> None:
    place, files = file_system(job, file.address)
    status = files.getFileStatus(place) if files.exists(place) else None
    if status is None or (status.getLen(), status.getModificationTime()) != (file.bytes, file.changed_at):
        raise ExpectedError(f"{file.address} was changed while it was read; nothing of it was imported. Start again when it is whole.")


def not_whole(address: str, reason: str) -> ExpectedError:
    """Of a gzip that cannot be read to its end."""
    return ExpectedError(f"{address} is no whole gzip ({reason}). Fetch it again; nothing of it was imported.")


def _first_bytes(job: Job, address: str, count: int, is_gzip: bool) -> bytes:
    place, files = file_system(job, address)
    stream = files.open(place)
    try:
        return bytes((job.spark._jvm.java.util.zip.GZIPInputStream(stream) if is_gzip else stream).readNBytes(count))
    except Py4JJavaError as error:
        raise not_whole(address, str(error.java_exception.getMessage())) from error
    finally:
        stream.close()


def _first_line(address: str, text: bytes) -> str:
    if not text:
        raise ExpectedError(f"{address} is empty: name a file that has lines.")
    line = text.split(b"\n", 1)[0]
    foreign = next((what for first, what in FOREIGN if line.startswith(first)), None)
    if foreign is not None:
        raise ExpectedError(f"{address} is {foreign}.")
    if re.match(rb"^(\xef\xbb\xbf)?\s*<(!doctype|html|\?xml)", line, re.IGNORECASE):
        raise ExpectedError(f"{address} is a web page or XML: perhaps a download that asked for a login; fetch the file again.")
    if b"\0" in line:
        raise ExpectedError(f"{address} is no text, as it has zero bytes: name a csv or csv.gz file.")
    if len(line) > LONGEST_FIRST_LINE:
        raise ExpectedError(f"{address} is not in the Kaggle format: its first line is longer than {LONGEST_FIRST_LINE} bytes.")
    return line.decode("utf-8", "replace").removesuffix("\r")


def _match_columns(address: str, line: str) -> tuple[list[str | None], bool, list[str]]:
    """By name where the first line is a header, in any order; by place where the nine stand in their order, perhaps behind an index."""
    fields = _fields(line)
    names = [field.removeprefix("\ufeff").strip().lower() for field in fields]
    if any(name in COLUMNS for name in names):
        return _match_names(address, names)
    places = [None, *COLUMNS] if len(fields) == len(COLUMNS) + 1 else list(COLUMNS)
    if len(fields) == len(places) and TIME.match(fields[places.index("event_time")]):
        return places, False, []
    raise ExpectedError(f"{address} is not in the Kaggle format: its first line has neither the names {', '.join(NEEDED)} nor nine values that begin with a time; it is: {_shortened(','.join(fields))}")


def _match_names(address: str, names: list[str]) -> tuple[list[str | None], bool, list[str]]:
    repeated = next((name for name in names if name in COLUMNS and names.count(name) > 1), None)
    if repeated is not None:
        raise ExpectedError(f"{address} has the column {repeated} twice; keep the one that is meant.")
    missing = [name for name in NEEDED if name not in names]
    if missing:
        raise ExpectedError(f"{address} lacks the column{'s' if len(missing) > 1 else ''} {', '.join(missing)}: name a file that has all of {', '.join(NEEDED)}; its header is: {_shortened(','.join(names))}")
    ignored = [name for name in names if name not in COLUMNS and name != "" and not re.match(r"^unnamed: [0-9]+\Z", name)]
    return [name if name in COLUMNS else None for name in names], True, ignored


def _fields(line: str) -> list[str]:
    fields: list[str] = []
    place = 0
    while place <= len(line):
        field = FIELD.match(line, place)
        fields.append(field[0] if field[1] is None else field[1].replace('""', '"'))
        place = field.end() + 1
    return fields


def _shortened(text: str) -> str:
    return json.dumps(text if len(text) <= 200 else f"{text[:200]}…", ensure_ascii=False)
