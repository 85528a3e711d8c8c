import { Type } from 'apache-arrow/enum';
import type { DataType, Decimal, List } from 'apache-arrow/type';

/** A type as Athena's queries call it (Trino) and as Glue's catalogue does (Hive). */
export interface AthenaType {
    /** https://docs.aws.amazon.com/athena/latest/ug/data-types.html */
    readonly trino: string;
    readonly hive: string;
}

/**
 * How an Arrow type is called in a view that Glue keeps for Athena. A time has six places there whatever it holds, as Iceberg
 * has no other: fewer would be refused, since Trino cuts no places by itself.
 *
 * @throws Error for a type that no view of this lake may have, such as a floating point number
 */
export function athenaType(type: DataType): AthenaType {
    const same = (name: string): AthenaType => ({ trino: name, hive: name });
    switch (type.typeId) {
        case Type.Int:
            return (type as DataType & { bitWidth: number }).bitWidth === 64 ? same('bigint') : { trino: 'integer', hive: 'int' };
        case Type.Decimal:
            return same(`decimal(${(type as Decimal).precision},${(type as Decimal).scale})`);
        case Type.Utf8:
            return { trino: 'varchar', hive: 'string' };
        case Type.Bool:
            return same('boolean');
        case Type.Date:
            return same('date');
        case Type.Timestamp:
            return { trino: 'timestamp(6)', hive: 'timestamp' };
        case Type.List: {
            const { trino, hive } = athenaType((type as List).valueType);
            return { trino: `array(${trino})`, hive: `array<${hive}>` };
        }
        default:
            throw new Error(`No type of Athena is chosen for ${type}: a view of the lake may not have it.`);
    }
}
