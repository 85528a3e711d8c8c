import { type DuckDBType, DuckDBTypeId, type DuckDBValue } from '@duckdb/node-api';
import { isNumericType } from './numeric-type.js';
import { valueText } from './value-text.js';
import type { WriteRows } from './write-rows.js';

/**
 * Writes CSV (RFC 4180, but with `\n` between rows) with a header. Null is an empty field and the empty text is `""`.
 * Text that a spreadsheet would run as a formula gets a `'` in front (https://owasp.org/www-community/attacks/CSV_Injection).
 */
export const writeCsv: WriteRows = async ({ rows, sink }) => {
    const renders = rows.types.map(field);
    await sink.write(`${rows.names.map(textField).join(',')}\n`);
    for await (const chunk of rows.chunks) {
        const columns = renders.map((render, column) => chunk.getColumnValues(column).map(render));
        let text = '';
        for (let row = 0; row < chunk.rowCount; row++) {
            text += columns[0]![row]!;
            for (let column = 1; column < columns.length; column++) {
                text += `,${columns[column]![row]!}`;
            }
            text += '\n';
        }
        await sink.write(text);
    }
};

function field(type: DuckDBType): (value: DuckDBValue) => string {
    const text = valueText(type);
    if (isNumericType(type) || plainTypes.has(type.typeId)) {
        return (value) => (value === null ? '' : text(value));
    }
    return (value) => (value === null ? '' : textField(text(value)));
}

/** Besides numbers, the types whose text needs no quotes and begins no formula. */
const plainTypes: ReadonlySet<DuckDBTypeId> = new Set([
    DuckDBTypeId.BOOLEAN,
    DuckDBTypeId.DATE,
    DuckDBTypeId.TIME,
    DuckDBTypeId.TIMESTAMP_S,
    DuckDBTypeId.TIMESTAMP_MS,
    DuckDBTypeId.TIMESTAMP,
    DuckDBTypeId.TIMESTAMP_NS,
    DuckDBTypeId.TIMESTAMP_TZ,
    DuckDBTypeId.INTERVAL,
    DuckDBTypeId.UUID,
]);

function textField(text: string): string {
    const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return safe === '' || /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
