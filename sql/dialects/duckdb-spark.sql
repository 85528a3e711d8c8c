-- Names of Spark SQL that DuckDB lacks, so that sql/clean and sql/model run on both unchanged.
-- Only names that DuckDB does not have are added, with the meaning that Spark documents for them:
-- https://spark.apache.org/docs/4.1.1/api/sql/
create type if not exists timestamp_ntz as timestamp;
-- Days since 1970-01-01.
create or replace macro unix_date(day) as cast(day - date '1970-01-01' as integer);
-- The day that is so many days after 1970-01-01.
create or replace macro date_from_unix_date(days) as cast(date '1970-01-01' + cast(days as integer) as date);
-- The remainder, plus the divisor where the remainder is negative.
create or replace macro pmod(dividend, divisor) as
    case when dividend % divisor < 0 then (dividend % divisor + divisor) % divisor else dividend % divisor end;
-- Milliseconds since 1970-01-01 00:00:00. Spark takes a time with zone only: files cast to timestamp, which is without zone
-- here, and there a time in the zone of the session, which is UTC.
create or replace macro unix_millis(moment) as epoch_ms(moment);
-- SHA-2 in hexadecimal digits; of its lengths only 256 bits are used.
create or replace macro sha2(content, bits) as case when bits = 256 then sha256(content) else error('sha2: only 256 bits') end;
-- All whole numbers from one up to another, both included; the first is never the larger one here.
create or replace macro sequence(first_number, last_number) as range(first_number, last_number + 1);
-- What stands before the so-many-th occurrence of a delimiter, which are counted from one; all where there are fewer.
create or replace macro substring_index(content, delimiter, occurrence) as
    array_to_string(string_split(content, delimiter)[1:occurrence], delimiter);
-- A row per element.
create or replace macro explode(elements) as unnest(elements);
