"""Makes purchases.parquet of an Online Retail csv(.gz), for a bench without a lake: one row per customer, day and product.

    python prepare.py FILE.csv.gz purchases.parquet

Known customers, positive quantity and price, no cancelled invoice, goods only (codes of five digits in front, or DCGS…);
a line that the file repeats exactly counts once.
"""

import sys

import duckdb

LINES = """
    select distinct *
    from read_csv(?, header = true, all_varchar = true, ignore_errors = false)
"""
PURCHASES = f"""
    with lines as ({LINES}),
    goods as (
        select
            cast(cast(CustomerID as double) as bigint) as user_id,
            cast(cast(InvoiceDate as timestamp) as date) as day,
            coalesce(
                case when regexp_full_match(StockCode, '(0|[1-9][0-9]*)') then try_cast(StockCode as bigint) end,
                cast(hash(StockCode) >> 2 as bigint)
            ) as product_id,
            cast(Quantity as bigint) as units,
            cast(UnitPrice as double) as price,
        from lines
        where CustomerID <> ''
            and cast(Quantity as bigint) > 0
            and cast(UnitPrice as double) > 0
            and not starts_with(InvoiceNo, 'C')
            and regexp_matches(upper(StockCode), '^([0-9]{{5}}|DCGS)')
    )
    select user_id, day, product_id, sum(units) as units, sum(units * price) as revenue
    from goods
    group by all
    order by all
"""


def main() -> None:
    file, to = sys.argv[1:]
    rows = duckdb.from_query(PURCHASES, params=[file])
    rows.write_parquet(to)
    print(duckdb.sql(f"select count(*) as lines, count(distinct user_id) as customers, count(distinct product_id) as products, count(distinct (user_id, day)) as purchase_days, min(day), max(day) from '{to}'"))


if __name__ == "__main__":
    main()
