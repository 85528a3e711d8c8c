import type {
    DuckDBTimestampMillisecondsValue,
    DuckDBTimestampNanosecondsValue,
    DuckDBTimestampSecondsValue,
    DuckDBTimestampTZValue,
    DuckDBTimestampValue,
} from '@duckdb/node-api';

/** A point in time of any of DuckDB's precisions. */
export type TimestampValue =
    | DuckDBTimestampSecondsValue
    | DuckDBTimestampMillisecondsValue
    | DuckDBTimestampValue
    | DuckDBTimestampNanosecondsValue
    | DuckDBTimestampTZValue;
