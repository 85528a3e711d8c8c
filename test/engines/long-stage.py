"""Holds a turn of 8 seconds through one stage of 40 tasks, which leaves no slot to other jobs, and prints whether it is held still."""

import sys
import time

from lake_job import ExpectedError, Job
from pyspark.sql import SparkSession
from tables import make_turns
from turn import Turn

given = {name.removeprefix("--"): value for name, value in zip(sys.argv[1::2], sys.argv[2::2])}
spark = SparkSession.builder.getOrCreate()
job = Job(spark, given)
make_turns(job)
with Turn(job, "facts", 8) as turn:
    spark.sparkContext.parallelize(range(40), 40).map(lambda one: time.sleep(1)).count()
    try:
        turn.hold()
        print("held through the stage")
    except ExpectedError as error:
        print(error)
# Who comes judges by the seconds of whoever has it, and not by its own.
other = Job(spark, given)
with Turn(job, "facts", 60):
    time.sleep(9)
    print("taken from one that lives:", Turn(other, "verify", 5)._take())
