"""Whose turn at the lake it is: one phase at a time, as state.turns says, which is renewed while the phase lives.

Glue queues the starts of a job, but not those of another job, of EMR or of a laptop.
"""

from __future__ import annotations

import threading
import time
from datetime import datetime, timedelta, timezone

from lake_job import ExpectedError, Job, quoted

# How Iceberg says that another commit came first: https://iceberg.apache.org/docs/1.11.0/reliability/
CAME_SECOND = ("ValidationException", "CommitFailedException")
# A row that nobody has.
FREE = "insert into state.turns select 'nobody', 'none', timestamp_ntz '1970-01-01 00:00:00', true where not exists (select 1 from state.turns)"


class Turn:
    """Taken when entered, given back when left. One that was not renewed for so many seconds is of a phase that was killed."""

    def __init__(self, job: Job, phase: str, seconds: int) -> None:
        self.job = job
        self.phase = phase
        self.seconds = seconds
        self._renewed = 0.0
        self._is_over = threading.Event()
        self._renewals = threading.Thread(target=self._renew, daemon=True)

    def __enter__(self) -> Turn:
        self.job.sql(FREE)
        deadline = time.monotonic() + 1.2 * self.seconds
        while not self._take():
            other = self._row()
            if time.monotonic() > deadline:
                raise ExpectedError(f"The phase {other['phase']} has the lake and goes on; its turn was last renewed at {other['renewed_at']} UTC. Start again when it is over.")
            self.job.say("waiting", phase=other["phase"], renewed_at=str(other["renewed_at"]))
            time.sleep(self.seconds / 10)
        self._renewals.start()
        self.job.turn = self
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._renewals.join()
        self.job.turn = None
        try:
            self.job.sql(f"update state.turns set is_over = true where owner = {quoted(self.job.owner)}")
        except Exception as error:  # noqa: BLE001: it runs out by itself, and what the phase failed with has to be said
            self.job.say("turn not given back", because=str(error).splitlines()[0])

    def hold(self) -> None:
        """Raises if another phase may have the lake by now, as where this one stood still for a while."""
        if time.monotonic() - self._renewed > self.seconds:
            raise ExpectedError(f"The phase {self.phase} stood still for {self.seconds} s or more, so that another may have the lake: start it again, and it goes on where it was.")

    def _take(self) -> bool:
        other = self._row()
        if not other["is_over"] and _now() - other["renewed_at"] < timedelta(seconds=self.seconds):
            return False
        return self._write(
            f"update state.turns set owner = {quoted(self.job.owner)}, phase = {quoted(self.phase)}, renewed_at = {_sql(_now())}, is_over = false "
            f"where owner = {quoted(other['owner'])} and renewed_at = {_sql(other['renewed_at'])}"
        )

    def _renew(self) -> None:
        while not self._is_over.wait(self.seconds / 3):
            try:
                self._write(f"update state.turns set renewed_at = {_sql(_now())} where owner = {quoted(self.job.owner)}")
            except Exception as error:  # noqa: BLE001: it is tried again until the turn runs out, which hold() says
                self.job.say("turn not renewed", because=str(error).splitlines()[0])

    def _write(self, statement: str) -> bool:
        """Has this phase the lake after it? Of two that come at once one is refused by Iceberg."""
        began = time.monotonic()
        try:
            self.job.sql(statement)
        except Exception as error:  # noqa: BLE001: Spark wraps what Iceberg throws
            if not any(name in str(error) for name in CAME_SECOND):
                raise
            return False
        if self._row()["owner"] != self.job.owner:
            return False
        self._renewed = began
        return True

    def _row(self) -> dict:
        # What others have written since is not in a catalogue's cache.
        self.job.sql("refresh table state.turns")
        return self.job.rows("select owner, phase, renewed_at, is_over from state.turns order by renewed_at desc limit 1")[0]


def _now() -> datetime:
    return datetime.now(timezone.utc).replace(tzinfo=None)


def _sql(moment: datetime) -> str:
    return f"timestamp_ntz '{moment.isoformat(sep=' ', timespec='milliseconds')}'"
