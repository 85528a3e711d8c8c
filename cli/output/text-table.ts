/**
 * Rows as aligned text for people: numbers to the right, words to the left.
 *
 * @param rows cells; bigint and number are written with thousands separators
 */
export function textTable(header: readonly string[], rows: readonly (readonly (string | number | bigint)[])[]): string {
    const cells = rows.map((row) => row.map((cell) => (typeof cell === 'string' ? cell : formatCount(cell))));
    const widths = header.map((name, place) => Math.max(name.length, ...cells.map((row) => row[place]!.length)));
    const isNumber = header.map((_, place) => rows.length > 0 && rows.every((row) => typeof row[place] !== 'string' || /^([<>] )?[\d.,]+ ?%?$/.test(row[place])));
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

/** A count with the word for what is counted, which takes an s but for one. */
export const counted = (count: number, what: string): string => `${formatCount(count)} ${what}${count === 1 ? '' : 's'}`;

/** A share in percent with one decimal; what is not nothing is not told as 0.0, and what is not all not as 100.0. */
export function formatShare(part: number, whole: number): string {
    if (whole === 0) return '–';
    const share = ((100 * part) / whole).toFixed(1);
    if (share === '0.0' && part > 0) return '< 0.1 %';
    return share === '100.0' && part < whole ? '> 99.9 %' : `${share} %`;
}
