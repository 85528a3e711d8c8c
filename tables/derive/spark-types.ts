import { Type } from 'apache-arrow/enum';
import type { DataType, Decimal, List } from 'apache-arrow/type';

/**
 * The Spark SQL type of an Arrow type, as it stands in DDL and casts, and so the Iceberg type of the column.
 * Formats: https://spark.apache.org/docs/4.1.1/sql-ref-datatypes.html and
 * https://iceberg.apache.org/docs/1.11.0/spark-getting-started/#iceberg-type-to-spark-type
 *
 * @throws Error for a type that no table of this lake may have, such as a floating point number
 */
export function sparkType(type: DataType): string {
    switch (type.typeId) {
        case Type.Int:
            return (type as DataType & { bitWidth: number }).bitWidth === 64 ? 'bigint' : 'int';
        case Type.Decimal:
            return `decimal(${(type as Decimal).precision}, ${(type as Decimal).scale})`;
        case Type.Utf8:
            return 'string';
        case Type.Bool:
            return 'boolean';
        case Type.Date:
            return 'date';
        case Type.Timestamp:
            return 'timestamp_ntz';
        case Type.List:
            return `array<${sparkType((type as List).valueType)}>`;
        default:
            throw new Error(`No Spark type is chosen for ${type}: a table of the lake may not have it.`);
    }
}
