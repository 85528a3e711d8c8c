import { Type } from 'apache-arrow/enum';
import type { DataType, Decimal, List } from 'apache-arrow/type';

/**
 * The DuckDB type of an Arrow type, as it stands in DDL and casts.
 * Format: https://duckdb.org/docs/stable/sql/data_types/overview
 *
 * @throws Error for a type that no table of this lake may have, such as a floating point number
 */
export function duckdbType(type: DataType): string {
    switch (type.typeId) {
        case Type.Int:
            return (type as DataType & { bitWidth: number }).bitWidth === 64 ? 'bigint' : 'integer';
        case Type.Decimal:
            return `decimal(${(type as Decimal).precision}, ${(type as Decimal).scale})`;
        case Type.Utf8:
            return 'varchar';
        case Type.Bool:
            return 'boolean';
        case Type.Date:
            return 'date';
        case Type.Timestamp:
            return 'timestamp';
        case Type.List:
            return `${duckdbType((type as List).valueType)}[]`;
        default:
            throw new Error(`No DuckDB type is chosen for ${type}: a table of the lake may not have it.`);
    }
}
