/**
 * Rows as aligned text for people: numbers to the right, words to the left.
 *
 * @param rows cells; bigint and number are written with thousands separators
 */
export function textTable(header: readonly string[], rows: readonly (readonly (string | number | bigint)[])[]): string {
    const cells = rows.map((row) => row.map((cell) => (typeof cell === 'string' ? cell : formatCount(cell))));
    const widths = header.map((name, place) => Math.max(name.length, ...cells.map((row) => row[place]!.length)));
    const isNumber = header.map((_, place) => rows.length > 0 && rows.every((row) => typeof row[place] !== 'string' || /^[\d.,]+ ?%?$/.test(row[place])));
    const line = (row: readonly string[]) =>
        row
            .map((cell, place) => (isNumber[place] ? cell.padStart(widths[place]!) : cell.padEnd(widths[place]!)))
            .join('  ')
            .trimEnd();
    return [line(header), widths.map((width) => '─'.repeat(width)).join('  '), ...cells.map(line)].join('\n');
}

const numbers = new Intl.NumberFormat('en-US');

/** A count with thousands separators. */
export const formatCount = (count: number | bigint): string => numbers.format(count);

/** A share of 0 to 1 in percent. */
export const formatShare = (part: number, whole: number): string => (whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`);
