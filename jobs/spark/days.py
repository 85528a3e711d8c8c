"""The days that a phase is asked for."""

from __future__ import annotations

import re
from datetime import date

from lake_job import ExpectedError, Job

DAY = re.compile(r"\d{4}-\d\d-\d\d")


def days(job: Job) -> tuple[date, date]:
    """The first and the last day, of --from and --to. Raises if one is none, or the first is behind the last."""
    first, last = _day(job, "from"), _day(job, "to")
    if first > last:
        raise ExpectedError(f"--from {first} is behind --to {last}: give the earlier day first.")
    return first, last


def _day(job: Job, name: str) -> date:
    text = job.options[name]
    try:
        if DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise ExpectedError(f"--{name} has to be a day such as 2020-04-01; it is {text!r}.")
