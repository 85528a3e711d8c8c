"""Whose turn at the lake it is: one phase at a time, as state.turns says, which is renewed while the phase lives.

Glue queues the starts of a job, but not those of another job, of EMR or of a laptop.
"""

from __future__ import annotations

import threading
import time
from datetime import datetime, timedelta, timezone

from iceberg_table import properties_of
from lake_job import CAME_SECOND, ExpectedError, Job, quoted

# The property of state.turns that says who renewed a turn when, and for how many seconds. To set it takes no job of Spark's,
# which would wait for a slot behind the tasks of the phase, for hours maybe.
RENEWED = "lake.turn-renewed"
# A turn is taken only when it is over by this factor: clocks differ, and a renewal may be under way.
GRACE = 1.5
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
        began = time.monotonic()
        while not self._take():
            other = self._row()
            if time.monotonic() - began > 1.2 * GRACE * max(self.seconds, other["seconds"]):
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
        if not other["is_over"] and _now() - other["renewed_at"] < timedelta(seconds=GRACE * other["seconds"]):
            return False
        began = time.monotonic()
        try:
            # Of two that come at once one is refused by Iceberg.
            self.job.sql(
                f"update state.turns set owner = {quoted(self.job.owner)}, phase = {quoted(self.phase)}, renewed_at = {_sql(_now())}, is_over = false "
                f"where owner = {quoted(other['owner'])}"
            )
        except Exception as error:  # noqa: BLE001: Spark wraps what Iceberg throws
            if not any(name in str(error) for name in CAME_SECOND):
                raise
            return False
        if self._row()["owner"] != self.job.owner:
            return False
        self._tell()
        self._renewed = began
        return True

    def _renew(self) -> None:
        while not self._is_over.wait(self.seconds / 3):
            began = time.monotonic()
            # One that is late may have lost the lake, and takes nothing back.
            if began - self._renewed > self.seconds:
                return
            try:
                if self._teller() not in (self.job.owner, None):
                    return
                self._tell()
                self._renewed = began
            except Exception as error:  # noqa: BLE001: it is tried again until the turn runs out, which hold() says
                self.job.say("turn not renewed", because=str(error).splitlines()[0])

    def _tell(self) -> None:
        self.job.sql(f"alter table state.turns set tblproperties ('{RENEWED}' = '{self.job.owner} {self.seconds} {_now().isoformat()}')")

    def _teller(self) -> str | None:
        """Who has the lake as far as the table's property says."""
        self.job.sql("refresh table state.turns")
        told = properties_of(self.job, "state.turns").get(RENEWED)
        return None if told is None else told.split(" ")[0]

    def _row(self) -> dict:
        """Who has the lake, and when and for how many seconds the turn was renewed last."""
        # What others have written since is not in a catalogue's cache.
        self.job.sql("refresh table state.turns")
        row = self.job.rows("select owner, phase, renewed_at, is_over from state.turns order by renewed_at desc limit 1")[0]
        owner, seconds, renewed_at = properties_of(self.job, "state.turns").get(RENEWED, f"nobody {self.seconds} 1970-01-01").split(" ")
        if owner != row["owner"]:
            return row | {"seconds": self.seconds}
        return row | {"seconds": int(seconds), "renewed_at": max(row["renewed_at"], datetime.fromisoformat(renewed_at))}


def _now() -> datetime:
    return datetime.now(timezone.utc).replace(tzinfo=None)


def _sql(moment: datetime) -> str:
    return f"timestamp_ntz '{moment.isoformat(sep=' ', timespec='milliseconds')}'"
