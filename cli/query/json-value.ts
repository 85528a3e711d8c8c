import {
    type DuckDBArrayValue,
    type DuckDBDateValue,
    type DuckDBListValue,
    DuckDBStructType,
    type DuckDBStructValue,
    type DuckDBType,
    DuckDBTypeId,
    type DuckDBValue,
} from '@duckdb/node-api';
import { dateText } from './date-text.js';
import { float32Text, float64Text } from './float-text.js';
import { isoTimestamp } from './iso-timestamp.js';
import { requireNamedFields } from './named-fields.js';
import { isNumericType } from './numeric-type.js';
import type { TimestampValue } from './timestamp-value.js';

type Render = (value: DuckDBValue) => string;

/**
 * How the values of one type are written as JSON: numbers with all their digits (whole ones beyond 64 bits as
 * text), times in UTC by ISO 8601, lists as
 * arrays, structs as objects, every other type as text. What JSON has no number for is null.
 *
 * @throws UsageError when a struct has fields without a name.
 */
export function jsonValue(type: DuckDBType): Render {
    const render = presentValue(type);
    return (value) => (value === null ? 'null' : render(value));
}

function presentValue(type: DuckDBType): Render {
    switch (type.typeId) {
        case DuckDBTypeId.BOOLEAN:
            return String;
        case DuckDBTypeId.FLOAT:
            return (value) => (Number.isFinite(value) ? float32Text(value as number) : 'null');
        case DuckDBTypeId.DOUBLE:
            return (value) => (Number.isFinite(value) ? float64Text(value as number) : 'null');
        case DuckDBTypeId.DATE:
            return (value) => `"${dateText(value as DuckDBDateValue)}"`;
        case DuckDBTypeId.TIMESTAMP_S:
        case DuckDBTypeId.TIMESTAMP_MS:
        case DuckDBTypeId.TIMESTAMP:
        case DuckDBTypeId.TIMESTAMP_NS:
        case DuckDBTypeId.TIMESTAMP_TZ:
            return (value) => `"${isoTimestamp(value as TimestampValue)}"`;
        case DuckDBTypeId.LIST:
        case DuckDBTypeId.ARRAY: {
            const item = jsonValue(type.valueType);
            return (value) => `[${(value as DuckDBListValue | DuckDBArrayValue).items.map(item).join(',')}]`;
        }
        case DuckDBTypeId.STRUCT:
            return struct(type);
        case DuckDBTypeId.DECIMAL:
            // Keys: pandas refuses whole numbers beyond 64 bits, DuckDB and JavaScript round them.
            return type.scale === 0 && type.width > 18 ? (value) => `"${String(value)}"` : String;
        default:
            return isNumericType(type) ? String : (value) => jsonText(String(value));
    }
}

function struct(type: DuckDBStructType): Render {
    requireNamedFields(type.entryNames);
    const fields = type.entryNames.map((name, index) => ({
        name,
        key: jsonText(name),
        render: jsonValue(type.entryTypes[index]!),
    }));
    return (value) => {
        const { entries } = value as DuckDBStructValue;
        return `{${fields.map(({ name, key, render }) => `${key}:${render(entries[name] ?? null)}`).join(',')}}`;
    };
}

// JSON need not escape these, but a terminal could obey them or be made to show text in another order.
const needlesslyRaw = /[\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** A text as a JSON string, free of control characters and of marks that turn the reading order. */
export function jsonText(text: string): string {
    return JSON.stringify(text).replace(
        needlesslyRaw,
        (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
}
