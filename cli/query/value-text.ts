import { type DuckDBDateValue, type DuckDBType, DuckDBTypeId, type DuckDBValue } from '@duckdb/node-api';
import { dateText } from './date-text.js';
import { float32Text, float64Text } from './float-text.js';
import { jsonValue } from './json-value.js';
import { timestampText } from './timestamp-text.js';
import type { TimestampValue } from './timestamp-value.js';

/**
 * How the values of one type read as plain text, without the null value: as DuckDB casts them to text, save that lists
 * and structs are JSON, and times are UTC.
 *
 * @throws UsageError when a struct has fields without a name.
 */
export function valueText(type: DuckDBType): (value: DuckDBValue) => string {
    switch (type.typeId) {
        case DuckDBTypeId.FLOAT:
            return (value) => finiteOr(value as number, float32Text);
        case DuckDBTypeId.DOUBLE:
            return (value) => finiteOr(value as number, float64Text);
        case DuckDBTypeId.DATE:
            return (value) => dateText(value as DuckDBDateValue);
        case DuckDBTypeId.TIMESTAMP_S:
        case DuckDBTypeId.TIMESTAMP_MS:
        case DuckDBTypeId.TIMESTAMP_NS:
        case DuckDBTypeId.TIMESTAMP_TZ:
            return (value) => timestampText(value as TimestampValue);
        case DuckDBTypeId.LIST:
        case DuckDBTypeId.ARRAY:
        case DuckDBTypeId.STRUCT:
            return jsonValue(type);
        default:
            return String;
    }
}

/** DuckDB's words for what is no number. */
function finiteOr(value: number, text: (value: number) => string): string {
    if (Number.isNaN(value)) {
        return 'nan';
    }
    return Number.isFinite(value) ? text(value) : `${value < 0 ? '-' : ''}inf`;
}
