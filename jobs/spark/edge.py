"""Where the job meets what started it: AWS Glue, EMR, or spark-submit on a laptop. Arguments are the same on all of them.

    --phase facts --catalog glue_catalog --raw s3://bucket/raw --hash_key … and what the phase takes besides

On AWS the key of hashes stays out of the arguments, which everybody who may look at the job can read: --hash_key_secret
names the secret of Secrets Manager that has it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass

from pyspark.sql import SparkSession

from lake_job import ExpectedError, Job
from tables import make_tables, make_turns
from turn import Turn

ARGUMENTS = ("phase", "catalog", "raw")
# The key of hashes itself, or the ARN of the secret that has it: one of them.
HASH_KEY, HASH_KEY_SECRET = "hash_key", "hash_key_secret"
SECONDS_OF_A_TURN = 300


@dataclass(frozen=True)
class Phase:
    """What a phase does, and which arguments it takes beside those of every phase."""

    main: Callable[[Job], None]
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()


def start(phases: dict[str, Phase]) -> None:
    """Runs a phase when it has its turn; a failure fails the job, in one sentence where its cause is known."""
    try:
        options = with_hash_key(arguments(sys.argv, phases))
        job = _job(options)
        with Turn(job, options["phase"], SECONDS_OF_A_TURN if "turn_seconds" not in options else _seconds(options["turn_seconds"])):
            make_tables(job)
            phases[options["phase"]].main(job)
    except ExpectedError as error:
        sys.exit(str(error))


def _job(options: dict[str, str]) -> Job:
    spark = SparkSession.builder.getOrCreate()
    name = options["catalog"]
    try:
        job = Job(spark, options)
        make_turns(job)
        return job
    except Exception as error:  # noqa: BLE001: each catalogue has exceptions of its own
        raise ExpectedError(f"The catalogue {name} cannot be used ({str(error).splitlines()[0]}): look at its settings, spark.sql.catalog.{name} and those that begin so, and whether it can be reached from here.") from error


def arguments(argv: list[str], phases: dict[str, Phase]) -> dict[str, str]:
    """The arguments of the phase, by name; Glue's own, which stand beside them, are none of them."""
    # argparse alone would end the program with its usage.
    given = {name.removeprefix("--") for name, value in zip(argv[1:], argv[2:]) if name.startswith("--") and not value.startswith("--")}
    name = _resolved(argv, ["phase"])["phase"] if "phase" in given else None
    if name not in phases:
        raise ExpectedError(f"--phase has to be one of {', '.join(phases)}; it is {name or 'missing'}.")
    if HASH_KEY in given and HASH_KEY_SECRET in given:
        raise ExpectedError(f"The phase {name} is given both --{HASH_KEY} and --{HASH_KEY_SECRET}, and takes the key of hashes from one of them: leave the other out.")
    needed = [*ARGUMENTS, HASH_KEY_SECRET if HASH_KEY_SECRET in given else HASH_KEY, *phases[name].needs]
    missing = [one for one in needed if one not in given]
    if missing:
        raise ExpectedError(f"The phase {name} needs the arguments {' '.join(f'--{one} VALUE' for one in needed)}; {', '.join(missing)} is missing or has no value.")
    wanted = [*needed, *(one for one in ("turn_seconds", *phases[name].takes) if one in given)]
    found = _resolved(argv, wanted)
    return {one: found[one] for one in wanted}


def with_hash_key(options: dict[str, str]) -> dict[str, str]:
    """The options with the key of hashes itself, which is read where a secret has it."""
    if HASH_KEY_SECRET not in options:
        return options
    others = {name: value for name, value in options.items() if name != HASH_KEY_SECRET}
    return {**others, HASH_KEY: _secret_text(options[HASH_KEY_SECRET])}


def _secret_text(arn: str) -> str:
    # arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME
    parts = arn.split(":")
    if len(parts) != 7 or parts[2] != "secretsmanager":
        raise ExpectedError(f"--{HASH_KEY_SECRET} has to be the ARN of a secret of Secrets Manager; it is {arn!r}.")
    try:
        # Glue's Python has it; a laptop's needs none.
        import boto3

        text = boto3.client("secretsmanager", region_name=parts[3]).get_secret_value(SecretId=arn).get("SecretString")
    except Exception as error:  # noqa: BLE001: boto3 makes the classes of its errors as it runs
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise ExpectedError(f"The secret {arn} with the key of hashes cannot be read ({reason}): look whether it is there, and whether the role of the job may read it and its key.") from error
    if not text:
        raise ExpectedError(f"The secret {arn} has no text, which is to be the key of hashes: put the key back; another one would change every hash.")
    return text


def _resolved(argv: list[str], names: list[str]) -> dict[str, str]:
    try:
        # Only Glue has this. https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-get-resolved-options.html
        from awsglue.utils import getResolvedOptions
    except ImportError:
        return {name: argv[argv.index(f"--{name}") + 1] for name in names}
    return getResolvedOptions(argv, names)


def _seconds(text: str) -> int:
    if not text.isdigit() or not 5 <= int(text) <= 3600:
        raise ExpectedError(f"--turn_seconds has to be a whole number of seconds from 5 to 3600; it is {text!r}.")
    return int(text)
