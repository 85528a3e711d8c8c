"""The functions that sql/history asks for, as local/history/line-types.ts defines them for DuckDB.

In Python, as Spark takes SQL functions with arguments only without the extensions of Iceberg, whose parser does not know them
(1.11.0). They are asked once a record, and once a line only of products that are described in several ways.
"""

from __future__ import annotations

import hashlib
from decimal import Decimal

from lake_job import Job

EVENTS_OF_A_MILLISECOND = 10**17


def define_functions(job: Job) -> None:
    # Within this one, so that they are carried to the executors and not looked for there.
    def derived_id(name: str | None) -> int | None:
        return None if name is None else -1 - (int.from_bytes(hashlib.md5(name.encode()).digest()[8:], "little") >> 1)

    def history_sequence(change_time: int | None, change_number: int | None) -> str | None:
        return None if change_time is None or change_number is None else f"{change_time:016d}{change_number:019d}"

    def line_sequence(event_id: Decimal | None) -> str | None:
        return None if event_id is None else history_sequence(*divmod(int(event_id), EVENTS_OF_A_MILLISECOND))

    def named_line_sequence(event_id: Decimal | None, name: str | None) -> str | None:
        if event_id is None or name is None:
            return line_sequence(event_id)
        time, number = divmod(int(event_id), EVENTS_OF_A_MILLISECOND)
        return history_sequence(time, 10**18 + number // 10**8 * 10**9 + (-1 - derived_id(name)) % 10**9)

    job.spark.udf.register("derived_id", derived_id, "bigint")
    job.spark.udf.register("history_sequence", history_sequence, "string")
    job.spark.udf.register("line_sequence", line_sequence, "string")
    job.spark.udf.register("named_line_sequence", named_line_sequence, "string")
