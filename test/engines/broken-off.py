"""Runs a phase that ends without warning behind its Nth commit: --script NAME --after N, then what the phase is given."""

import runpy
import sys
from pathlib import Path

import lake_job

WRITES = ("merge", "insert", "delete", "update")
given = dict(zip(sys.argv[1::2], sys.argv[2::2]))
script, after = given.pop("--script"), int(given.pop("--after"))
commits = 0
plain_sql, plain_append = lake_job.Job.sql, lake_job.Job.append


class BrokenOff(BaseException):
    """Nothing of the phase catches it."""


def committed(what):
    global commits
    commits += 1
    if commits == after:
        raise BrokenOff(f"behind commit {commits}: {what}")


def sql(job, statement):
    answer = plain_sql(job, statement)
    if statement.lstrip().lower().startswith(WRITES):
        committed(" ".join(statement.split())[:80])
    return answer


def append(job, table, *args):
    plain_append(job, table, *args)
    committed(f"append to {table}")


lake_job.Job.sql, lake_job.Job.append = sql, append
sys.argv = [script, *(part for pair in given.items() for part in pair)]
sys.path.insert(0, str(Path(script).parent))
try:
    runpy.run_path(script, run_name="__main__")
finally:
    lake_job.Job.sql, lake_job.Job.append = plain_sql, plain_append
    print(f"commits: {commits}")
