import {
    DuckDBTimestampMillisecondsValue,
    DuckDBTimestampNanosecondsValue,
    DuckDBTimestampSecondsValue,
    DuckDBTimestampTZValue,
} from '@duckdb/node-api';
import type { TimestampValue } from './timestamp-value.js';

// The client writes timestamps with a zone in the zone of this computer; everything in a lake is read in UTC.
DuckDBTimestampTZValue.timezoneOffsetInMinutes = 0;

/** A timestamp in UTC as DuckDB writes it, such as `2020-04-01 10:00:00.5`: what spreadsheets take for a time. */
export function timestampText(value: TimestampValue): string {
    // In other precisions than microseconds the client takes infinity for a time, such as one in the year 2262.
    if (!value.isFinite) {
        return isPositive(value) ? 'infinity' : '-infinity';
    }
    return value.toString();
}

function isPositive(value: TimestampValue): boolean {
    if (value instanceof DuckDBTimestampSecondsValue) {
        return value.seconds > 0n;
    }
    if (value instanceof DuckDBTimestampMillisecondsValue) {
        return value.millis > 0n;
    }
    return (value instanceof DuckDBTimestampNanosecondsValue ? value.nanos : value.micros) > 0n;
}
