"""Whether two relations have the same rows, and where they have not."""

from __future__ import annotations

from dataclasses import dataclass

from lake_job import ExpectedError, Job

# So many differences stand in the sentence that the job fails with; each comparison tells its first ten in the log.
NAMED = 3


@dataclass(frozen=True)
class Comparison:
    """What a table has to be, what it is, and the statements that compare `expected_<name>` and `found_<name>`."""

    name: str
    key: list[str]
    # Those that are compared beside the key.
    columns: list[str]
    # Of these the values are not told.
    personal: list[str]
    expected: str
    found: str
    fingerprints: str
    differing: str


class Report:
    """What was compared so far, and what was found to differ."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.rows = 0
        self.differences = 0
        self.named: list[str] = []

    def add(self, layers: str, table: str, rows: tuple[int, int], differences: int) -> None:
        """Tells of a comparison: the rows that there should be and are, and how many of them differ."""
        self.differences += differences
        if layers in ("raw = clean", "clean = model"):
            self.rows += max(rows)
        self.job.say("compared", layers=layers, table=table, rows=list(rows), differences=differences)

    def name(self, layers: str, table: str, key: dict[str, str], **what: object) -> None:
        """Tells of one difference."""
        self.job.say("difference", layers=layers, table=table, key=key, **what)
        place = ", ".join(f"{column} {value}" for column, value in key.items())
        self.named.append(f"{table} ({layers}), {place}: " + ", ".join(f"{word} {value!r}" if isinstance(value, str) else f"{word} {value}" for word, value in what.items()))

    def conclude(self) -> None:
        """Raises if anything differs, or nothing was there to be compared."""
        if self.differences > 0:
            raise ExpectedError(f"The lake is not what it has to be. Differences: {self.differences}, the first ones: {'; '.join(self.named[:NAMED])}. docs/decisions/0013-prove-and-mend-on-spark.md says what to do.")
        if self.rows == 0:
            raise ExpectedError("There is nothing to compare: no run was finished, or none had a record. Start the phase facts first.")
        self.job.say("equal", rows=self.rows)


def compare(report: Report, layers: str, comparison: Comparison) -> None:
    """Compares what is expected with what is found: first whole, then, if they differ, key by key."""
    job, name = report.job, comparison.name
    job.view(f"expected_{name}", comparison.expected)
    job.view(f"found_{name}", comparison.found)
    sides = {row.pop("side"): row for row in job.rows(comparison.fingerprints)}
    expected, found = sides.get("expected"), sides.get("found")
    differing = [] if expected == found else job.rows(comparison.differing)
    report.add(layers, name, tuple(0 if side is None else side["rows"] for side in (expected, found)), differing[0]["differences"] if differing else 0)
    for row in differing:
        _name(report, layers, comparison, row)


def _name(report: Report, layers: str, comparison: Comparison, row: dict) -> None:
    key = {column: str(row[column]) for column in comparison.key}
    if row["expected_rows"] != 1 or row["found_rows"] != 1:
        return report.name(layers, comparison.name, key, expected_rows=row["expected_rows"], found_rows=row["found_rows"])
    for column in comparison.columns:
        expected, found = row[f"expected_{column}"], row[f"found_{column}"]
        if expected != found:
            values = {"values": "personal"} if column in comparison.personal else {"expected": expected, "found": found}
            report.name(layers, comparison.name, key, column=column, **values)
