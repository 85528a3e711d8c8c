import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Database, literal } from '../../local/engine/database.js';
import { amountText, type Line } from './line.js';

const COLUMNS = ['event_time', 'event_type', 'product_id', 'category_id', 'category_code', 'brand', 'price', 'user_id', 'user_session'];

/** How the same lines are spelled. */
export interface Spelling {
    /** @default the time in UTC with ` UTC` behind it */
    readonly time?: (time: number) => string;
    /** Spells ids and numbers of products, categories and users. @default as they are */
    readonly id?: (id: string) => string;
    /** @default '\n' */
    readonly newline?: string;
    /** @default true */
    readonly header?: boolean;
    /** Puts an index without a name before the other columns. @default false */
    readonly index?: boolean;
    /** The nine columns in another order. @default the usual one */
    readonly columns?: readonly string[];
    /** Quotes every value that is not empty. @default false */
    readonly quoted?: boolean;
}

/** `2019-10-01 00:00:00`, with milliseconds where there are some. */
export const plainTime = (time: number): string => new Date(time).toISOString().replace('T', ' ').replace(/(\.000)?Z$/, '');

/** The lines as the text of a csv file. */
export function csvText(lines: readonly Line[], spelling: Spelling = {}): string {
    const { newline = '\n', header = true, index = false, columns = COLUMNS, quoted = false } = spelling;
    const value = (text: string) => (quoted && text !== '' ? `"${text}"` : text);
    const rows = lines.map((line, place) => {
        const values = textValues(line, spelling);
        return [...(index ? [String(place)] : []), ...columns.map((column) => value(values[column] ?? ''))].join(',');
    });
    const names = [...(index ? [''] : []), ...columns].join(',');
    return [...(header ? [names] : []), ...rows].map((row) => `${row}${newline}`).join('');
}

function textValues(line: Line, { time = (at) => `${plainTime(at)} UTC`, id = (text) => text }: Spelling): Record<string, string | null> {
    const number = (value: number | string | null) => (value === null ? null : id(String(value)));
    return {
        event_time: time(line.time),
        event_type: line.type,
        product_id: number(line.product),
        category_id: number(line.category),
        category_code: line.code,
        brand: line.brand,
        price: line.price === null ? null : amountText(line.price).replace(/00$/, ''),
        user_id: number(line.user),
        user_session: line.session,
    };
}

export const writeCsv = (file: string, lines: readonly Line[], spelling?: Spelling): void => writeFileSync(file, csvText(lines, spelling));

export const writeCsvGz = (file: string, lines: readonly Line[], spelling?: Spelling): void =>
    writeFileSync(file, gzipSync(csvText(lines, spelling)));

/** Writes one csv file per list of lines into `folder`, and names them. */
export const writeCsvFiles = (folder: string, files: readonly (readonly Line[])[]): string[] =>
    files.map((lines, place) => {
        const file = join(folder, `part-${place}.csv`);
        writeCsv(file, lines);
        return file;
    });

/** How a Parquet file has its lines. */
export interface ParquetForm {
    /** Type of the column event_time; a text ends in ` UTC`. */
    readonly timeType: 'varchar' | 'timestamp' | 'timestamp with time zone';
    /** All columns are text, and what is missing is a text without characters. @default false */
    readonly isAllText?: boolean;
}

/** Writes the lines as a Parquet file. */
export async function writeParquet(file: string, lines: readonly Line[], { timeType, isAllText = false }: ParquetForm): Promise<void> {
    const text = (value: string | null) => (value === null ? (isAllText ? "''" : 'null') : literal(value));
    const zone = { 'varchar': ' UTC', 'timestamp': '', 'timestamp with time zone': '+00' }[timeType];
    const rows = lines.map((line) => {
        const values = textValues(line, { time: (at) => `${plainTime(at)}${zone}` });
        return `(${COLUMNS.map((column) => text(values[column] ?? null)).join(', ')})`;
    });
    const types = [timeType, 'varchar', 'bigint', 'bigint', 'varchar', 'varchar', 'double', 'bigint', 'varchar'];
    const columns = COLUMNS.map((column, place) => `cast(${column} as ${isAllText ? 'varchar' : types[place]}) as ${column}`);
    const database = await Database.open(':memory:', '');
    try {
        await database.run(`copy (
            select ${columns.join(', ')} from (values ${rows.join(', ')}) as lines(${COLUMNS.join(', ')})
        ) to ${literal(file)} (format parquet)`);
    } finally {
        database.close();
    }
}
