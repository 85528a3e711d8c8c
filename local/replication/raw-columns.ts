import { Type } from 'apache-arrow/enum';
import type { Decimal } from 'apache-arrow/type';
import { duckdbType } from '../../tables/derive/duckdb-types.js';
import type { SourceTable } from '../../tables/index.js';
import { ExpectedError } from '../errors.js';

/** A column as PostgreSQL describes it, in its catalogue and in its stream. */
export interface PostgresColumn {
    readonly name: string;
    readonly typeOid: number;
    /** Length or precision and scale; -1 without. */
    readonly typeModifier: number;
}

/** A column of a raw file. */
export interface RawColumn {
    readonly name: string;
    /** DuckDB's name of the type that the Parquet column has. */
    readonly type: string;
    /** Is it unknown to the lake? Then it is carried to raw and no further. */
    readonly isExtra: boolean;
    /** Is it a truth value at the source? DMS writes `true` and `false` as text. */
    readonly isBoolean: boolean;
}

/** Object identifiers of built-in types: https://github.com/postgres/postgres/blob/master/src/include/catalog/pg_type.dat */
const OID = {
    bool: 16, bytea: 17, int8: 20, int2: 21, int4: 23, text: 25, bpchar: 1042, varchar: 1043, date: 1082, timestamp: 1114, timestamptz: 1184, numeric: 1700,
    float4: 700, float8: 701, json: 114, jsonb: 3802, uuid: 2950, interval: 1186, time: 1083,
};

const INTEGER_BITS: Readonly<Record<number, number>> = { [OID.int2]: 16, [OID.int4]: 32, [OID.int8]: 64 };

/** Columns that replication adds, and those that reading its files does; one of the shop's own with such a name could not be told apart. */
const ADDED = /^(op|bi_.*|_dms_.*|filename|file_row_number)$/i;

/**
 * The columns of a table's raw files, in the order of the source, from what the source has now. The policy for a source that
 * has changed:
 *
 * - a new column is carried to raw in the type that DMS gives it, and goes no further until `tables/` knows it;
 * - a wider or other type passes as long as the lake's type holds each of its values, and is refused otherwise;
 * - a column that was renamed or dropped is refused: it would become null in silence;
 * - one that came with a later version of the lake may be lacking, and is null.
 *
 * What changes values without sending them, such as a column that is dropped and added again, is seen by `untoldChange`.
 * All of it, for people: docs/replication.md, "When the source's schema changes".
 *
 * @throws ExpectedError where it is refused, naming table, column and types
 */
export function rawColumns(table: SourceTable, columns: readonly PostgresColumn[]): RawColumn[] {
    const there = new Set(columns.map(({ name }) => name));
    const missing = Object.keys(table.columns).find((name) => !there.has(name) && !table.columns[name]!.mayBeAbsent);
    if (missing !== undefined) {
        const extra = columns.map(({ name }) => name).filter((name) => !Object.hasOwn(table.columns, name));
        throw refused(
            `The source's table ${table.name} has no column ${missing} any more${extra.length > 0 ? ` (was it renamed to ${extra.join(' or ')}?)` : ''}; it would become null in the lake.`,
            'Give the column back, or take it out of tables/',
            table,
        );
    }
    const lowerCase = new Map<string, string>();
    for (const { name } of columns) {
        const other = lowerCase.get(name.toLowerCase());
        if (other !== undefined) {
            throw refused(`The source's table ${table.name} has the columns ${JSON.stringify(other)} and ${JSON.stringify(name)}, which readers of Parquet do not tell apart.`, 'Rename one that is not in tables/', table);
        }
        lowerCase.set(name.toLowerCase(), name);
    }
    return columns.map((column) => {
        const known = Object.hasOwn(table.columns, column.name) ? table.columns[column.name] : undefined;
        if (known === undefined) {
            if (ADDED.test(column.name)) {
                throw refused(`The source's table ${table.name} has a column ${JSON.stringify(column.name)}, a name that the lake itself adds.`, 'Rename the column', table);
            }
            return { name: column.name, type: extraType(column), isExtra: true, isBoolean: column.typeOid === OID.bool };
        }
        if (!holds(known.type, column)) {
            throw refused(
                `The source's column ${table.name}.${column.name} is now ${describe(column)}, and the lake's ${duckdbType(known.type)} cannot hold all of its values.`,
                'Undo the change, or widen the column in tables/',
                table,
            );
        }
        return { name: column.name, type: duckdbType(known.type), isExtra: false, isBoolean: false };
    });
}

const refused = (what: string, remedy: string, { name }: SourceTable) =>
    new ExpectedError(`${what} Nothing was lost: replication stands before the change. ${remedy}, then call \`./lake replicate --reload ${name}\`.`);

/** Does every value of the column fit into the lake's type exactly? Texts of any length do. */
function holds(type: SourceTable['columns'][string]['type'], { typeOid, typeModifier }: PostgresColumn): boolean {
    switch (type.typeId) {
        case Type.Int:
            return (INTEGER_BITS[typeOid] ?? Infinity) <= (type as typeof type & { bitWidth: number }).bitWidth;
        case Type.Decimal: {
            const { precision, scale } = type as Decimal;
            const found = typeOid === OID.numeric ? numericSize(typeModifier) : wholeDigits(typeOid);
            return found !== null && found.scale <= scale && found.precision - found.scale <= precision - scale;
        }
        case Type.Timestamp:
            return [OID.timestamptz, OID.timestamp, OID.date].includes(typeOid);
        case Type.Date:
            return typeOid === OID.date;
        case Type.Bool:
            return typeOid === OID.bool;
        default:
            return true;
    }
}

/** Precision and scale of `numeric(p, s)`; null where it has none. */
function numericSize(typeModifier: number): { precision: number; scale: number } | null {
    if (typeModifier < 4) return null;
    const size = typeModifier - 4;
    // 11 bits with a sign since PostgreSQL 15: https://github.com/postgres/postgres/blob/master/src/backend/utils/adt/numeric.c
    return { precision: (size >> 16) & 0xffff, scale: ((size & 0x7ff) ^ 0x400) - 0x400 };
}

function wholeDigits(typeOid: number): { precision: number; scale: number } | null {
    const bits = INTEGER_BITS[typeOid];
    return bits === undefined ? null : { precision: { 16: 5, 32: 10, 64: 19 }[bits]!, scale: 0 };
}

/** What DMS makes of a column that the lake does not know. Source: AWS DMS User Guide, PostgreSQL source data types. */
function extraType({ typeOid, typeModifier }: PostgresColumn): string {
    switch (typeOid) {
        case OID.int2:
            return 'smallint';
        case OID.int4:
            return 'integer';
        case OID.int8:
            return 'bigint';
        case OID.float4:
            return 'real';
        case OID.float8:
            return 'double';
        case OID.bytea:
            return 'blob';
        case OID.date:
            return 'date';
        case OID.timestamp:
        case OID.timestamptz:
            return 'timestamp';
        case OID.numeric: {
            const size = numericSize(typeModifier);
            // DMS gives a number without a size six decimal places and loses the rest; as text nothing is lost.
            return size !== null && size.precision <= 38 && size.scale >= 0 && size.scale <= size.precision ? `decimal(${size.precision}, ${size.scale})` : 'varchar';
        }
        default:
            return 'varchar';
    }
}

function describe({ typeOid, typeModifier }: PostgresColumn): string {
    const name = Object.entries(OID).find(([, oid]) => oid === typeOid)?.[0] ?? `a type with the number ${typeOid}`;
    const size = typeOid === OID.numeric ? numericSize(typeModifier) : null;
    return size === null ? name : `${name}(${size.precision}, ${size.scale})`;
}
