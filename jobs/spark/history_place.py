"""Where an import puts its files: prepared in a folder that no reader of raw looks into, moved into place at the end."""

from __future__ import annotations

import json

from hadoop_files import exists, move, names_in, remove, sha256, size_of, write_text
from lake_job import Job

PREPARED = "_prepared"


def prepared(job: Job, name: str) -> str:
    """Where a part of the import is until it is whole. The phase has the lake for itself, so that one folder is enough."""
    return f"{job.raw}/{PREPARED}/{name}"


def clear(job: Job) -> None:
    """Removes what was prepared, also by an import that was killed."""
    remove(job, f"{job.raw}/{PREPARED}")


def imported_before(job: Job, digest: str) -> bool:
    return exists(job, _manifest(job, digest))


def settle(job: Job, manifest: dict, tables: dict[str, str]) -> None:
    """Moves the files of each table to raw, the manifest that names them after all others.

    tables: the folder of prepared files of each table.
    """
    digest = manifest["digest"]
    # Those of an import that was killed here, which no manifest names.
    remove(job, f"{job.raw}/history/public/*/{digest}*.parquet")
    remove(job, f"{job.raw}/_rejected/{digest}.jsonl")
    files = [file for table, folder in tables.items() for file in _files(job, digest, table, folder)]
    job.hold()
    for source, file in files:
        move(job, source, f"{job.raw}/{file['path']}")
    if manifest["rejected"] > 0:
        (source,) = names_in(job, prepared(job, "rejected"), ".json")
        move(job, prepared(job, f"rejected/{source}"), f"{job.raw}/_rejected/{digest}.jsonl")
    whole = {**manifest, "files": [file for _, file in files]}
    write_text(job, prepared(job, "manifest.json"), json.dumps(whole, indent=2, ensure_ascii=False) + "\n")
    move(job, prepared(job, "manifest.json"), _manifest(job, digest))


def _manifest(job: Job, digest: str) -> str:
    return f"{job.raw}/history/_imports/{digest}.json"


def _files(job: Job, digest: str, table: str, folder: str) -> list[tuple[str, dict]]:
    """Each prepared file of a table, and how the manifest names it. One without rows is left where it is, unless it is the only one."""
    counted = job.spark.read.parquet(folder).groupBy("_metadata.file_name").count().collect()
    rows = {row["file_name"]: row["count"] for row in counted}
    names = [name for name in names_in(job, folder, ".parquet") if name in rows] or names_in(job, folder, ".parquet")[:1]
    return [
        (
            f"{folder}/{name}",
            {
                "table": table,
                "path": f"history/public/{table}/{digest}{'' if number == 0 else f'-{number}'}.parquet",
                "rows": rows.get(name, 0),
                "bytes": size_of(job, f"{folder}/{name}"),
                "checksum": sha256(job, f"{folder}/{name}"),
            },
        )
        for number, name in enumerate(names)
    ]
