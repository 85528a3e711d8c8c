import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Database } from '../engine/database.js';
import { readJsonLines } from '../engine/duckdb-path.js';
import { originalLines, type Place } from './original-lines.js';

/** The lines of a file that are no rows. */
export interface BrokenLines {
    readonly lines: number;
    /** Line ends within them. */
    readonly lineEnds: number;
    /** Does a quote that is not closed take further lines with it? */
    readonly hasOpenQuote: boolean;
    /** A query for them, as (line, reason, text); `folder` takes files that it needs. */
    readonly query: (file: string, isGzip: boolean, folder: string) => Promise<string>;
}

/** Bytes of the longest line that DuckDB reads; a longer one it sets aside, and far longer ones it drops without a word. */
export const LINE_LIMIT = 2_000_000;

const NO_UTF8 = 'has bytes that are no UTF-8, written here as \\x and two digits: save the file as UTF-8 and import it again';

const TOO_LONG = `is longer than ${LINE_LIMIT} bytes, which cannot be read: only its beginning is kept here`;

/** @param rejects DuckDB's table of the errors that a reader met */
export async function brokenLines(database: Database, rejects: string): Promise<BrokenLines> {
    const broken = `
        select
            line,
            case
                when bool_or(error_type = 'INVALID ENCODING') then '${NO_UTF8}'
                when bool_or(error_type = 'LINE SIZE OVER MAXIMUM') then '${TOO_LONG}'
                else regexp_replace(min_by(error_message, column_idx), '^Expected Number of Columns: ([0-9]+) Found: ([0-9]+)', 'values: \\1 are expected, \\2 are there')
            end as reason,
            trim(any_value(csv_line), chr(10) || chr(13)) as text,
            bool_or(error_type = 'UNQUOTED VALUE') as is_quote_open,
            bool_or(error_type = 'LINE SIZE OVER MAXIMUM') as is_cut_off
        from ${rejects}
        group by line`;
    const lineEnds = `length(text) - length(replace(text, chr(10), ''))`;
    const counts = await database.row<{ lines: bigint; line_ends: bigint; has_open_quote: boolean }>(`
        select
            count(*) as lines,
            coalesce(sum(${lineEnds}), 0)::bigint as line_ends,
            coalesce(bool_or(is_quote_open and ${lineEnds} > 0), false) as has_open_quote
        from (${broken})`);
    return {
        lines: Number(counts.lines),
        lineEnds: Number(counts.line_ends),
        hasOpenQuote: counts.has_open_quote,
        query: async (file, isGzip, folder) => {
            // Where the reader met bytes that are no UTF-8 it wrote question marks.
            const altered = await database.rows<{ line: bigint; spans: bigint }>(`select line, 1 + ${lineEnds} as spans from (${broken}) where contains(text, '?') and not is_cut_off order by line`);
            if (altered.length === 0) return `select line, reason, text from (${broken})`;
            const originals = join(folder, 'original-lines.jsonl');
            await writeOriginals(originals, originalLines(file, isGzip, altered.map(({ line, spans }) => ({ line: Number(line), spans: Number(spans) }))));
            return `
                select broken.line, broken.reason, coalesce(original.text, broken.text) as text
                from (${broken}) as broken
                left join ${readJsonLines([originals], { line: 'ubigint', text: 'varchar' })} as original
                    on broken.line = original.line`;
        },
    };
}

async function writeOriginals(to: string, lines: AsyncGenerator<Place & { readonly text: string }>): Promise<void> {
    const asJson = async function* () {
        for await (const { line, text } of lines) yield `${JSON.stringify({ line, text })}\n`;
    };
    await pipeline(Readable.from(asJson()), createWriteStream(to));
}
