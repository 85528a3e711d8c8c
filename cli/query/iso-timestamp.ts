import {
    DuckDBTimestampMillisecondsValue,
    DuckDBTimestampNanosecondsValue,
    DuckDBTimestampSecondsValue,
} from '@duckdb/node-api';
import { timestampText } from './timestamp-text.js';
import type { TimestampValue } from './timestamp-value.js';

const nanosPerMilli = 1_000_000n;

/**
 * A timestamp in UTC as `2020-04-01T10:00:00.000Z` (ISO 8601): milliseconds always, micro- and nanoseconds when they are
 * not zero. A timestamp without zone is UTC by the lake's convention. Infinity and years that four digits cannot hold
 * are written as DuckDB writes them.
 */
export function isoTimestamp(value: TimestampValue): string {
    const nanos = nanosecondsOf(value);
    const beyondMillis = ((nanos % nanosPerMilli) + nanosPerMilli) % nanosPerMilli;
    const date = new Date(Number((nanos - beyondMillis) / nanosPerMilli));
    const year = date.getUTCFullYear();
    // Infinity is the last number of each precision, which lies in no such year save in nanoseconds.
    const isInfinite = value instanceof DuckDBTimestampNanosecondsValue && !value.isFinite;
    if (isInfinite || !(year >= 1 && year <= 9999)) {
        return timestampText(value);
    }
    const iso = date.toISOString();
    return beyondMillis === 0n ? iso : `${iso.slice(0, -1)}${fraction(beyondMillis)}Z`;
}

function nanosecondsOf(value: TimestampValue): bigint {
    if (value instanceof DuckDBTimestampSecondsValue) {
        return value.seconds * 1_000_000_000n;
    }
    if (value instanceof DuckDBTimestampMillisecondsValue) {
        return value.millis * nanosPerMilli;
    }
    return value instanceof DuckDBTimestampNanosecondsValue ? value.nanos : value.micros * 1_000n;
}

/** Three digits for whole microseconds, else six. */
function fraction(beyondMillis: bigint): string {
    const digits = beyondMillis.toString().padStart(6, '0');
    return digits.endsWith('000') ? digits.slice(0, 3) : digits;
}
