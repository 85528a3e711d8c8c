"""The usual way of such pipelines, without what makes a lake right: read, drop duplicates, filter, fill, write.

    spark-submit original-way.py --file MONTH.csv.gz --to FOLDER
"""

import sys

from pyspark.sql import SparkSession, functions as f

given = dict(zip(sys.argv[1::2], sys.argv[2::2]))
spark = SparkSession.builder.getOrCreate()
events = spark.read.option("header", True).option("inferSchema", False).csv(given["--file"])
(
    events.dropDuplicates()
    .withColumn("event_time", f.to_timestamp(f.regexp_replace("event_time", " UTC$", "")))
    .withColumn("price", f.col("price").cast("decimal(18, 4)"))
    .filter("price > 0 and user_session is not null")
    .fillna("unknown", ["brand", "category_code"])
    .withColumn("event_date", f.to_date("event_time"))
    .write.mode("overwrite")
    .partitionBy("event_date")
    .parquet(given["--to"])
)
