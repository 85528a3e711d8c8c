"""Where a script meets what started it: AWS Glue, EMR, or spark-submit on a laptop. Arguments are the same on all of them."""

from __future__ import annotations

import sys
from collections.abc import Callable

from pyspark.sql import SparkSession

from lake_job import ExpectedError, Job

ARGUMENTS = ["catalog", "raw", "hash_key"]


def start(main: Callable[[Job], None]) -> None:
    """Runs a phase; a failure fails the job, in one sentence where its cause is known."""
    try:
        options = arguments(sys.argv)
        spark = SparkSession.builder.getOrCreate()
        main(Job(spark, options["catalog"], options["raw"], options["hash_key"]))
    except ExpectedError as error:
        sys.exit(str(error))


def arguments(argv: list[str]) -> dict[str, str]:
    """The arguments of the script, by name: --catalog glue_catalog --raw s3://bucket/raw --hash_key …"""
    try:
        # Only Glue has this. https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-get-resolved-options.html
        from awsglue.utils import getResolvedOptions
    except ImportError:
        return _plain(argv)
    return getResolvedOptions(argv, ARGUMENTS)


def _plain(argv: list[str]) -> dict[str, str]:
    given: dict[str, str] = {}
    for name, value in zip(argv[1::2], argv[2::2]):
        given[name.removeprefix("--")] = value
    missing = [name for name in ARGUMENTS if not given.get(name)]
    if missing or len(argv) % 2 == 0:
        raise ExpectedError(f"The arguments {' '.join(f'--{name} VALUE' for name in ARGUMENTS)} are needed; {', '.join(missing) or argv[-1]} is missing or has no value.")
    return given
