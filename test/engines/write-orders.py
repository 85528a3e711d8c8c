"""Writes orders to an Iceberg table and merges into it: a small program as Glue would call it. --table NAME --run NUMBER"""

import argparse

from pyspark.sql import SparkSession

parser = argparse.ArgumentParser()
parser.add_argument('--table', required=True)
parser.add_argument('--run', required=True)
args = parser.parse_args()
spark = SparkSession.builder.getOrCreate()
namespace = args.table.rpartition('.')[0]
spark.sql(f'create namespace if not exists {namespace}')
spark.sql(f"create table if not exists {args.table} (order_id bigint, price decimal(18, 4), ordered_at timestamp_ntz) using iceberg tblproperties ('format-version' = '2')")
spark.conf.set('spark.sql.iceberg.snapshot-property.run_id', args.run)
spark.sql(f"""
merge into {args.table} as target
using (select cast(id as bigint) as order_id, cast({args.run} as decimal(18, 4)) as price, timestamp_ntz '2020-02-29 23:59:59.999' as ordered_at
       from values (1), ({args.run}) as ids(id) group by id) as source
on target.order_id = source.order_id
when matched then update set *
when not matched then insert *""")
print(f'run {args.run} is written')
