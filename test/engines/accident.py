"""Runs a phase that something befalls at its first write that begins with --text: --script NAME --text TEXT --what WHAT, then what the phase is given.

WHAT is broken-off: it ends without warning behind the write. Or overtaken: while the write is under way, its turn runs out and another
start takes the lake and does the same. Or stricter-rule: nothing befalls it, but it is of a version that sets low prices aside.
"""

import runpy
import sys
from dataclasses import replace
from pathlib import Path

import clean_sql
import lake_job

given = dict(zip(sys.argv[1::2], sys.argv[2::2]))
script, text, what = given.pop("--script"), given.pop("--text"), given.pop("--what")
plain_sql, plain_append, plain_hold = lake_job.Job.sql, lake_job.Job.append, lake_job.Job.hold
plain_clean = list(clean_sql.CLEAN)
has_come = False


class BrokenOff(BaseException):
    """Nothing of the phase catches it."""


def befall(job, name, commit):
    global has_come
    if has_come or not name.startswith(text):
        return commit()
    has_come = True
    if what == "overtaken":
        plain_sql(job, "update state.turns set owner = 'one that was killed', renewed_at = timestamp_ntz '2020-01-01 00:00:00'")
        try:
            runpy.run_path(script, run_name="__main__")
        except SystemExit as end:
            print("another start ended with", end.code)
    answer = commit()
    if what == "broken-off":
        raise BrokenOff(f"behind {text}")
    return answer


def sql(job, statement):
    return befall(job, " ".join(statement.split()), lambda: plain_sql(job, statement))


def append(job, table, *args):
    # The turn was held when the append began.
    return befall(job, f"append to {table}", lambda: plain_append(job, table, *args))


lake_job.Job.sql, lake_job.Job.append = sql, append
if what == "overtaken":
    lake_job.Job.hold = lambda job: None
if what == "stricter-rule":
    clean_sql.CLEAN[:] = [replace(table, judged=table.judged.replace("price <= 0", "price <= 4")) for table in clean_sql.CLEAN]
sys.argv = [script, *(part for pair in given.items() for part in pair)]
sys.path.insert(0, str(Path(script).parent))
try:
    runpy.run_path(script, run_name="__main__")
finally:
    lake_job.Job.sql, lake_job.Job.append, lake_job.Job.hold = plain_sql, plain_append, plain_hold
    clean_sql.CLEAN[:] = plain_clean
