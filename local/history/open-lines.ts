import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { ExpectedError, UsageError } from '../errors.js';
import type { Database } from '../engine/database.js';
import { readCsv, readParquet } from '../engine/duckdb-path.js';
import { KAGGLE_COLUMNS } from './kaggle-format.js';
import { lineStream } from './line-stream.js';
import { matchColumns } from './match-columns.js';

/** A file as a relation of text: the nine columns of the format, and nothing else. */
export interface TextLines {
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

/** How quotes are taken: as around a value, or as a reason to set a line aside. */
export type Quotes = 'around values' | 'refused';

export type ReadWork = (relation: string, quotes: Quotes) => Promise<{ rows: number; lineEnds: () => Promise<number> }>;

const FIRST_LINE_LIMIT = 1_000_000;

/**
 * Opens a file in the Kaggle format: csv, csv in gzip, or Parquet, told apart by their first bytes.
 *
 * @param folder where files may be put that are needed meanwhile
 * @throws UsageError if it is in none of these
 */
export async function openLines(database: Database, file: string, folder: string): Promise<TextLines> {
    const head = await firstBytes(file, 4);
    if (head.length === 0) throw new UsageError(`${file} is empty.`);
    if (head.toString('latin1') === 'PAR1') return openParquet(database, file);
    return openCsv(database, file, head[0] === 0x1f && head[1] === 0x8b, folder);
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

async function openCsv(database: Database, file: string, isGzip: boolean, folder: string): Promise<TextLines> {
    const match = matchColumns(file, splitFirstLine(await firstLine(file, isGzip)));
    const names = match.columns.map((column, place) => column ?? `ignored_${place}`);
    const relation = (path: string, rejects: string, quotes: Quotes) => {
        const sign = quotes === 'refused' ? `''` : `'"'`;
        const options = [
            `columns = {${names.map((name) => `'${name}': 'varchar'`).join(', ')}}`,
            'auto_detect = false',
            `header = ${match.hasHeader}`,
            `delim = ','`,
            `quote = ${sign}`,
            `escape = ${sign}`,
            `nullstr = ''`,
            `compression = 'none'`,
            'store_rejects = true',
            `rejects_table = '${rejects}'`,
            `rejects_scan = '${rejects}_scans'`,
        ];
        return select(readCsv(path, ...options), names);
    };
    let attempts = 0;
    const attempt = async (work: ReadWork, options: { singleLineEnds: boolean; quotes: Quotes }) => {
        const rejects = `broken_lines_${++attempts}`;
        const broken = `select line, coalesce(min_by(error_message, column_idx), 'The line is too long.') as reason, trim(any_value(csv_line), chr(10) || chr(13)) as text from ${rejects} group by line`;
        const stream = lineStream(file, { isGzip, singleLineEnds: options.singleLineEnds, folder, name: rejects });
        const read = await stream.during(() => work(relation(stream.path, rejects, options.quotes), options.quotes));
        const { lines, lineEnds } = await database.row<{ lines: bigint; lineEnds: bigint }>(
            `select count(*) as lines, coalesce(sum(length(text) - length(replace(text, chr(10), ''))), 0)::bigint as "lineEnds" from (${broken})`,
        );
        const told = read.rows + Number(lines) + (match.hasHeader ? 1 : 0);
        const counted = await stream.counted();
        const isWhole = (found: number) => found === counted.lines || found === counted.lines - counted.blank;
        const isComplete = isWhole(told) || isWhole(told + (await read.lineEnds()) + Number(lineEnds));
        return { broken, isComplete, missing: counted.lines - told };
    };
    return {
        ignored: match.ignored,
        read: async (work) => {
            let singleLineEnds = false;
            let result: Awaited<ReturnType<typeof attempt>>;
            try {
                result = await attempt(work, { singleLineEnds, quotes: 'around values' });
            } catch (error) {
                if (!(error instanceof Error && error.message.includes('state machine reached an invalid state'))) throw error;
                // The reader gives up where line ends are of two kinds, as in files that were joined.
                singleLineEnds = true;
                result = await attempt(work, { singleLineEnds, quotes: 'around values' });
            }
            // Behind a quote that is not closed the reader drops lines without a word.
            if (!result.isComplete) result = await attempt(work, { singleLineEnds, quotes: 'refused' });
            if (!result.isComplete) {
                throw new ExpectedError(`${JSON.stringify(file)} cannot be read whole: ${result.missing} of its lines are in no row; nothing of it was imported.`);
            }
            return result.broken;
        },
    };
}

async function openParquet(database: Database, file: string): Promise<TextLines> {
    const source = readParquet([file]);
    const columns = await database.rows<{ column_name: string; column_type: string }>(`describe select * from ${source}`);
    const match = matchColumns(
        file,
        columns.map((column) => column.column_name),
    );
    const text = columns.map(({ column_name, column_type }, place) => {
        const name = `"${column_name.replaceAll('"', '""')}"`;
        const value = column_type === 'TIMESTAMP WITH TIME ZONE' ? `${name} at time zone 'UTC'` : name;
        return `nullif(cast(${value} as varchar), '') as ${match.columns[place] ?? `ignored_${place}`}`;
    });
    const names = match.columns.map((column, place) => column ?? `ignored_${place}`);
    return {
        ignored: match.ignored,
        read: async (work) => {
            await work(select(`(select ${text.join(', ')} from ${source})`, names), 'around values');
            return null;
        },
    };
}

function select(relation: string, names: readonly string[]): string {
    const columns = KAGGLE_COLUMNS.map((column) => (names.includes(column) ? column : `cast(null as varchar) as ${column}`));
    return `(select ${columns.join(', ')} from ${relation})`;
}

async function firstLine(file: string, isGzip: boolean): Promise<string> {
    const source = createReadStream(file);
    const stream = isGzip ? source.pipe(createGunzip()) : source;
    const chunks: Buffer[] = [];
    let length = 0;
    try {
        for await (const chunk of stream as AsyncIterable<Buffer>) {
            const end = chunk.indexOf(0x0a);
            chunks.push(end < 0 ? chunk : chunk.subarray(0, end));
            length += chunk.length;
            if (end >= 0) break;
            if (length > FIRST_LINE_LIMIT) throw new UsageError(`${file} is not in the Kaggle format: its first line is longer than ${FIRST_LINE_LIMIT} bytes.`);
        }
    } catch (error) {
        if (error instanceof UsageError) throw error;
        throw new UsageError(`${file} cannot be read: ${(error as Error).message}.`);
    } finally {
        source.destroy();
    }
    return Buffer.concat(chunks).toString('utf8').replace(/\r$/, '');
}

/** The fields of a header or first row; a quoted one may have commas and doubled quotes. */
export function splitFirstLine(line: string): string[] {
    const field = /"((?:[^"]|"")*)"|[^,]*/y;
    const fields: string[] = [];
    for (let place = 0; place <= line.length; place = field.lastIndex + 1) {
        field.lastIndex = place;
        const [text, quoted] = field.exec(line)!;
        fields.push(quoted?.replaceAll('""', '"') ?? text);
    }
    return fields;
}
