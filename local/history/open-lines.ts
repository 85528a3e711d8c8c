import { open } from 'node:fs/promises';
import { ExpectedError, UsageError } from '../errors.js';
import { type Database, literal } from '../engine/database.js';
import { readCsv, readParquet } from '../engine/duckdb-path.js';
import { brokenLines, LINE_LIMIT } from './broken-lines.js';
import { type FileFormat, KAGGLE_FORMAT } from './file-format.js';
import { foreignFormat } from './foreign-format.js';
import { describeFailure, lineStream } from './line-stream.js';
import type { Refused } from './line-types.js';
import { textBytes } from './text-bytes.js';

/** A file as a relation of text: the columns of the format, and nothing else but those that it keeps. */
export interface TextLines {
    /** The columns of the file as the relation names them, in the order of the file; those that it does not carry are left out. */
    readonly columns: readonly string[];
    /** The values of the first line, which is a header for the most part. */
    readonly firstLine: readonly string[];
    /** The sign that parts the values of a line; a comma for Parquet. */
    readonly delimiter: string;
    /** Names of the columns that are not read. */
    readonly ignored: readonly string[];
    /**
     * Does the work with a relation for a `from` clause, which can be read once. It may be called again, with another
     * relation of the same lines, when it turns out that the first has not all of them.
     *
     * @returns a query for the lines that are no rows, as (line, reason, text); null for a file without lines
     * @throws ExpectedError if lines of the file are in neither
     */
    readonly read: (work: ReadWork) => Promise<string | null>;
}

/** @param refused signs for which a line is set aside */
export type ReadWork = (relation: string, refused: readonly Refused[]) => Promise<{ rows: number; lineEnds: () => Promise<number> }>;

const FIRST_LINE_LIMIT = 1_000_000;

/**
 * Opens a file in a format: csv, csv in gzip, or Parquet, told apart by their first bytes.
 *
 * @param folder where files may be put that are needed meanwhile
 * @throws UsageError if it is in none of these
 */
export async function openLines(database: Database, file: string, folder: string, format: FileFormat = KAGGLE_FORMAT): Promise<TextLines> {
    const head = await firstBytes(file, 4);
    if (head.length === 0) throw new UsageError(emptyFile(file));
    if (head.toString('latin1') === 'PAR1') return openParquet(database, file, format);
    return openCsv({ database, file, isGzip: head[0] === 0x1f && head[1] === 0x8b, folder, format });
}

async function firstBytes(file: string, count: number): Promise<Buffer> {
    const handle = await open(file);
    try {
        const { buffer, bytesRead } = await handle.read(Buffer.alloc(count), 0, count, 0);
        return buffer.subarray(0, bytesRead);
    } finally {
        await handle.close();
    }
}

interface OpenCsvProps {
    readonly database: Database;
    readonly file: string;
    readonly isGzip: boolean;
    readonly folder: string;
    readonly format: FileFormat;
}

async function openCsv({ database, file, isGzip, folder, format }: OpenCsvProps): Promise<TextLines> {
    const first = (await firstLine(file, isGzip, format)).replace(/^\uFEFF/, '');
    const delimiter = delimiterOf(first, format.delimiters);
    const values = splitFirstLine(first, delimiter);
    const match = format.match(file, values);
    const names = match.columns.map((column, place) => column ?? `ignored_${place}`);
    const relation = (path: string, rejects: string, refused: readonly Refused[]) => {
        const sign = refused.includes('quotes') ? `''` : `'"'`;
        const options = [
            `columns = {${names.map((name) => `'${name}': 'varchar'`).join(', ')}}`,
            'auto_detect = false',
            `header = ${match.hasHeader}`,
            `delim = ${literal(delimiter)}`,
            `quote = ${sign}`,
            `escape = ${sign}`,
            `nullstr = ''`,
            `compression = 'none'`,
            `max_line_size = ${LINE_LIMIT}`,
            'store_rejects = true',
            `rejects_table = '${rejects}'`,
            `rejects_scan = '${rejects}_scans'`,
        ];
        return select(readCsv(path, ...options), names, format);
    };
    let attempts = 0;
    const attempt = async (work: ReadWork, { singleLineEnds, refused }: { singleLineEnds: boolean; refused: readonly Refused[] }) => {
        const rejects = `broken_lines_${++attempts}`;
        const stream = lineStream(file, { isGzip, singleLineEnds, folder, name: rejects });
        const read = await stream.during(() => work(relation(stream.path, rejects, refused), refused));
        const broken = await brokenLines(database, rejects);
        const told = read.rows + broken.lines + (match.hasHeader ? 1 : 0);
        const counted = await stream.counted();
        const isWhole = (found: number) => found === counted.lines || found === counted.lines - counted.blank;
        const isComplete = !broken.hasOpenQuote && (isWhole(told) || isWhole(told + (await read.lineEnds()) + broken.lineEnds));
        return { broken, isComplete, counted, missing: counted.lines - told };
    };
    return {
        columns: names.filter((_, place) => match.columns[place] !== null || format.keepsIgnored),
        firstLine: values,
        delimiter,
        ignored: match.ignored,
        read: async (work) => {
            let singleLineEnds = false;
            const refused: Refused[] = [];
            for (;;) {
                const result = await attempt(work, { singleLineEnds, refused }).catch((error: unknown) => {
                    if (!(error instanceof Error && error.message.includes('state machine reached an invalid state'))) throw error;
                    if (singleLineEnds) {
                        throw new UsageError(`${JSON.stringify(file)} has a carriage return within a line, so that its lines cannot be told apart: remove it.`);
                    }
                    return null;
                });
                if (result === null) {
                    // The reader gives up where line ends are of two kinds, as in files that were joined.
                    singleLineEnds = true;
                    continue;
                }
                // Behind a quote that is not closed the reader drops lines without a word.
                const signs: Refused[] = [...(result.isComplete ? [] : ['quotes' as const]), ...(result.counted.hasZero ? ['zero bytes' as const] : [])];
                const more = signs.filter((sign) => !refused.includes(sign));
                if (more.length === 0 && result.isComplete) return result.broken.query(file, isGzip, folder);
                const { longest } = result.counted;
                if (!result.isComplete && longest.bytes > LINE_LIMIT) {
                    throw new UsageError(`${JSON.stringify(file)} has ${longest.bytes} bytes in line ${longest.line}, and at most ${LINE_LIMIT} can be read: remove that line.`);
                }
                if (more.length === 0) {
                    throw new ExpectedError(`${JSON.stringify(file)} cannot be read whole: ${result.missing} of its lines are in no row.`);
                }
                refused.push(...more);
            }
        },
    };
}

async function openParquet(database: Database, file: string, format: FileFormat): Promise<TextLines> {
    const source = readParquet([file]);
    const columns = await database.rows<{ column_name: string; column_type: string }>(`describe select * from ${source}`).catch((error: unknown) => {
        throw describeParquet(file, error);
    });
    const header = columns.map((column) => column.column_name);
    const match = format.match(file, header);
    const text = columns.map(({ column_name, column_type }, place) => {
        const name = `"${column_name.replaceAll('"', '""')}"`;
        const value = column_type === 'TIMESTAMP WITH TIME ZONE' ? `${name} at time zone 'UTC'` : name;
        return `nullif(cast(${value} as varchar), '') as ${match.columns[place] ?? `ignored_${place}`}`;
    });
    const names = match.columns.map((column, place) => column ?? `ignored_${place}`);
    return {
        columns: names.filter((_, place) => match.columns[place] !== null || format.keepsIgnored),
        firstLine: header,
        delimiter: ',',
        ignored: match.ignored,
        read: async (work) => {
            await work(select(`(select ${text.join(', ')} from ${source})`, names, format), ['zero bytes']).catch((error: unknown) => {
                throw describeParquet(file, error);
            });
            return null;
        },
    };
}

/** DuckDB's words for pages that are not what their headers say. */
const DAMAGED_PARQUET = /magic bytes|too small to be a Parquet|TProtocol|thrift|[Ss]nappy|[Dd]ecompress|ZSTD|zlib|GZIP|page|metadata|Could not read enough bytes|footer|buffer|encoding|Parquet/;

function describeParquet(file: string, error: unknown): unknown {
    if (!(error instanceof Error) || !/^(Invalid Input|Invalid|IO|Serialization) Error/.test(error.message) || !DAMAGED_PARQUET.test(error.message)) return error;
    const reason = error.message.split('\n', 1)[0]!.replace(/^[A-Za-z ]+ Error: /, '').replace(/[.!]$/, '');
    return new UsageError(`${JSON.stringify(file)} is no whole Parquet file (${reason}). Fetch it again.`);
}

function select(relation: string, names: readonly string[], format: FileFormat): string {
    const columns = format.columns.map((column) => (names.includes(column) ? column : `cast(null as varchar) as ${column}`));
    const kept = format.keepsIgnored ? names.filter((name) => !format.columns.includes(name)) : [];
    return `(select ${[...columns, ...kept].join(', ')} from ${relation})`;
}

/** @throws UsageError if the file is no text */
async function firstLine(file: string, isGzip: boolean, { title }: FileFormat): Promise<string> {
    const stream = textBytes(file, isGzip);
    const chunks: Buffer[] = [];
    let length = 0;
    try {
        for await (const chunk of stream as AsyncIterable<Buffer>) {
            const end = chunk.indexOf(0x0a);
            chunks.push(end < 0 ? chunk : chunk.subarray(0, end));
            length += chunk.length;
            if (end >= 0 || length > FIRST_LINE_LIMIT) break;
        }
    } catch (error) {
        throw describeFailure(file, error as NodeJS.ErrnoException);
    } finally {
        stream.destroy();
    }
    if (length === 0) throw new UsageError(emptyFile(file));
    const line = Buffer.concat(chunks);
    const format = foreignFormat(line);
    if (format !== null) throw new UsageError(`${JSON.stringify(file)} is ${format}.`);
    if (line.length > FIRST_LINE_LIMIT) {
        throw new UsageError(`${JSON.stringify(file)} is not ${title}: its first line is longer than ${FIRST_LINE_LIMIT} bytes.`);
    }
    return line.toString('utf8').replace(/\r$/, '');
}

const emptyFile = (file: string) => `${JSON.stringify(file)} is empty: name a file that has lines.`;

/** The sign that stands most often outside of quotes; the first of those given where none does. */
function delimiterOf(line: string, delimiters: readonly string[]): string {
    const counts = delimiters.map((sign) => splitFirstLine(line, sign).length);
    return delimiters[counts.indexOf(Math.max(...counts))]!;
}

/** The fields of a header or first row; a quoted one may have delimiters and doubled quotes. */
export function splitFirstLine(line: string, delimiter = ','): string[] {
    const field = new RegExp(`"((?:[^"]|"")*)"|[^${delimiter}]*`, 'y');
    const fields: string[] = [];
    for (let place = 0; place <= line.length; place = field.lastIndex + 1) {
        field.lastIndex = place;
        const [text, quoted] = field.exec(line)!;
        fields.push(quoted?.replaceAll('""', '"') ?? text);
    }
    return fields;
}
