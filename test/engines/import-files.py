"""Runs the phase `import` over one file after another in one session, without turns: --files JSON --catalog NAME.

JSON is a list of {"file", "raw"} and perhaps "after": broken off behind so many files that were moved into place.
It prints, for each file, what failed, or null.
"""

import json
import sys

import history_place
import import_file
from lake_job import ExpectedError, Job
from pyspark.sql import SparkSession

given = dict(zip(sys.argv[1::2], sys.argv[2::2]))
plain_move, plain_remove = history_place.move, history_place.remove


class BrokenOff(BaseException):
    """Nothing of the phase catches it."""


def until(after):
    moved = 0

    def move(*places):
        nonlocal moved
        plain_move(*places)
        moved += 1
        if moved == after:
            # One that is killed does not clear away either.
            history_place.remove = lambda *_: None
            raise BrokenOff

    return move


ends = []
for one in json.loads(given["--files"]):
    job = Job(SparkSession.builder.getOrCreate(), {"catalog": given["--catalog"], "raw": one["raw"], "hash_key": "", "file": one["file"]})
    job.say = lambda *_, **__: None
    history_place.move, history_place.remove = until(one.get("after")), plain_remove
    try:
        import_file.main(job)
        ends.append(None)
    except ExpectedError as error:
        ends.append(str(error))
    except BrokenOff:
        ends.append("broken off")
print(json.dumps(ends))
