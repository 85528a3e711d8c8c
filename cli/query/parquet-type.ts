import { type DuckDBType, DuckDBTypeId } from '@duckdb/node-api';
import { requireNamedFields } from './named-fields.js';
import { quotedName } from './quoted-name.js';

/**
 * The DuckDB type, as SQL, in which values of a type are written to Parquet: the type itself, save for 128-bit integers
 * (every `sum` of integers is one). DuckDB would round those to floating point, a decimal keeps all their digits.
 *
 * @throws UsageError when a struct has fields without a name.
 */
export function parquetType(type: DuckDBType): string {
    switch (type.typeId) {
        case DuckDBTypeId.HUGEINT:
        case DuckDBTypeId.UHUGEINT:
            return 'decimal(38, 0)';
        case DuckDBTypeId.LIST:
            return `${parquetType(type.valueType)}[]`;
        case DuckDBTypeId.ARRAY:
            return `${parquetType(type.valueType)}[${type.length}]`;
        case DuckDBTypeId.MAP:
            return `map(${parquetType(type.keyType)}, ${parquetType(type.valueType)})`;
        case DuckDBTypeId.STRUCT: {
            requireNamedFields(type.entryNames);
            const fields = type.entryNames.map((name, index) => `${quotedName(name)} ${parquetType(type.entryTypes[index]!)}`);
            return `struct(${fields.join(', ')})`;
        }
        default:
            return type.alias ?? type.toString();
    }
}
