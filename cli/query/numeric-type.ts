import { type DuckDBType, DuckDBTypeId } from '@duckdb/node-api';

const numericTypes: ReadonlySet<DuckDBTypeId> = new Set([
    DuckDBTypeId.TINYINT,
    DuckDBTypeId.SMALLINT,
    DuckDBTypeId.INTEGER,
    DuckDBTypeId.BIGINT,
    DuckDBTypeId.HUGEINT,
    DuckDBTypeId.UTINYINT,
    DuckDBTypeId.USMALLINT,
    DuckDBTypeId.UINTEGER,
    DuckDBTypeId.UBIGINT,
    DuckDBTypeId.UHUGEINT,
    DuckDBTypeId.BIGNUM,
    DuckDBTypeId.DECIMAL,
    DuckDBTypeId.FLOAT,
    DuckDBTypeId.DOUBLE,
]);

/** Whether the values of a type are numbers. */
export function isNumericType(type: DuckDBType): boolean {
    return numericTypes.has(type.typeId);
}
