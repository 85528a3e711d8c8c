import { createHash } from 'node:crypto';
import { Type } from 'apache-arrow/enum';
import { sourceTable } from './key.js';
import type { RawRecord } from './raw-record.js';

/** A record whole, as the JSON text that the quarantine keeps: what was done, the columns in their order, and its place in the order. */
export function wholeRecord({ table, op, values, sequence }: RawRecord): string {
    const { columns } = sourceTable(table);
    const fields = Object.entries(columns).map(([name, { type }]) => {
        const value = values[name] ?? null;
        const isNumber = type.typeId === Type.Int || type.typeId === Type.Decimal;
        return `${quoted(name)}:${value === null ? 'null' : isNumber ? value : quoted(value)}`;
    });
    return `{${[`"_op":${quoted(op)}`, ...fields, `"_change_time":${sequence.time}`, `"_change_number":${sequence.number}`].join(',')}}`;
}

/** As JSON.stringify, but the hexadecimal digits of control characters are capitals. */
const quoted = (text: string): string =>
    JSON.stringify(text).replaceAll(/\\(u00..|.)/g, (escape) => (escape.startsWith('\\u') ? `\\u${escape.slice(2).toUpperCase()}` : escape));

const md5 = (text: string) => createHash('md5').update(text).digest('hex');

/** By what an acknowledgement knows a record: copies of it share the hash, wherever they stand. */
export const contentHash = (record: RawRecord): string => md5(wholeRecord(record));

/** The name of a record in the quarantine: 16 hexadecimal digits. */
export const quarantineId = (record: RawRecord): string => md5(`${record.table}|${wholeRecord(record)}`).slice(0, 16);
