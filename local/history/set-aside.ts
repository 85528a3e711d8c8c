import { UsageError } from '../errors.js';
import { type Database, literal } from '../engine/database.js';
import { readParquet } from '../engine/duckdb-path.js';
import { HAS_QUOTE, LINE_VALUES } from './line-types.js';
import { ID_COLUMNS, type IdColumn, KAGGLE_COLUMNS } from './kaggle-format.js';

/**
 * Refuses a file whose ids were rounded by a table tool: taken line by line nothing of it would be read, and different ids
 * look alike in it.
 *
 * @param unreadable Parquet files of the lines that were set aside for a value
 * @param accepted columns where such numbers are taken
 * @throws UsageError naming columns, counts and an example
 */
export async function refuseRoundedIds(database: Database, file: string, unreadable: readonly string[], accepted: readonly IdColumn[]): Promise<void> {
    if (unreadable.length === 0) return;
    const value = (column: IdColumn) => `${LINE_VALUES}[${KAGGLE_COLUMNS.indexOf(column) + 1}]`;
    const counts = await database.row<Record<string, bigint | string | null>>(`
        select ${ID_COLUMNS.map((column) => `count(rounded_number(${value(column)})) as ${column}, min(${value(column)}) filter (rounded_number(${value(column)}) is not null) as example_${column}`).join(', ')}
        from ${readParquet(unreadable)}`);
    const rounded = ID_COLUMNS.filter((column) => !accepted.includes(column) && counts[column] !== 0n);
    if (rounded.length === 0) return;
    const told = rounded.map((column) => `${column} in ${counts[column]} ${counts[column] === 1n ? 'line' : 'lines'}, such as ${counts[`example_${column}`]}`);
    throw new UsageError(
        `${JSON.stringify(file)} has ids that have lost digits (${told.join('; ')}), so that different ones look alike: import the file that a table tool made it from, or take the rounded numbers as the ids with ${[...accepted, ...rounded].map((column) => `--accept-rounded-ids ${column}`).join(' ')}.`,
    );
}

const inQuotes = (delimiter: string) => `case when line_rejected_because <> '${HAS_QUOTE}' and regexp_matches(item, '["${delimiter}\\r\\n]') then concat('"', replace(item, '"', '""'), '"') else coalesce(item, '') end`;

/** SQL for the text of a typed line that was set aside for a value, as it stood in the file. */
export const textOfLine = (delimiter: string): string => `array_to_string(list_transform(${LINE_VALUES}, lambda item: ${inQuotes(delimiter)}), '${delimiter}')`;

/** The same of a file in the Kaggle format. */
export const TEXT_OF_LINE = textOfLine(',');

/**
 * Writes the lines that cannot be read, one object of line, reason and text per line.
 *
 * @param unreadable Parquet files of the lines that were set aside for a value; the number of their line is not known
 * @param brokenLines a query for those that are no rows, as (line, reason, text)
 * @param delimiter what parts the values of a line in the file
 */
export async function writeRejected(options: { database: Database; unreadable: readonly string[]; brokenLines: string | null; delimiter: string; to: string }): Promise<void> {
    const { database, unreadable, brokenLines, delimiter, to } = options;
    const sources = [
        `select null::ubigint as line, null::varchar as reason, null::varchar as text where false`,
        ...(unreadable.length > 0
            ? [`select null as line, line_rejected_because as reason, ${textOfLine(delimiter)} as text from ${readParquet(unreadable)}`]
            : []),
        ...(brokenLines === null ? [] : [`select line, reason, text from (${brokenLines})`]),
    ];
    await database.run(`copy (select * from (${sources.join(' union all ')}) order by line, text) to ${literal(to)} (format json)`);
}
