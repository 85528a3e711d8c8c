import type { DuckDBType, DuckDBValue } from '@duckdb/node-api';
import { displayWidth } from './display-width.js';
import { isNumericType } from './numeric-type.js';
import { terminalText } from '../../local/terminal-text.js';
import { valueText } from './value-text.js';
import type { WriteRows } from './write-rows.js';

/** A table is for people, who do not read more than this. */
const mostRows = 1000;
/** Longest text of a cell in characters. */
const longestCell = 60;

/** Writes an aligned table for people, with numbers to the right; the last line counts the rows. */
export const writeTable: WriteRows = async ({ rows, sink }) => {
    const renders = rows.types.map(cell);
    const cells: string[][] = [];
    let isMore = false;
    for await (const chunk of rows.chunks) {
        const shown = Math.min(chunk.rowCount, mostRows - cells.length);
        const columns = chunk.getColumns();
        for (let row = 0; row < shown; row++) {
            cells.push(renders.map((render, column) => render(columns[column]![row]!)));
        }
        if (shown < chunk.rowCount) {
            isMore = true;
            break;
        }
    }
    await sink.write(layout({ header: rows.names.map(cellText), cells, types: rows.types }) + countLine(cells.length, isMore));
};

interface LayoutProps {
    readonly header: readonly string[];
    readonly cells: readonly (readonly string[])[];
    readonly types: readonly DuckDBType[];
}

function layout({ header, cells, types }: LayoutProps): string {
    const widths = header.map((name, column) =>
        cells.reduce((widest, row) => Math.max(widest, displayWidth(row[column]!)), displayWidth(name)),
    );
    const line = (row: readonly string[]) =>
        row
            .map((text, column) => {
                const space = ' '.repeat(widths[column]! - displayWidth(text));
                return isNumericType(types[column]!) ? space + text : text + space;
            })
            .join(' │ ')
            .trimEnd();
    const rule = widths.map((width) => '─'.repeat(width)).join('─┼─');
    return [line(header), rule, ...cells.map(line)].map((text) => `${text}\n`).join('');
}

function countLine(count: number, isMore: boolean): string {
    if (isMore) {
        return `The first ${count} rows; for all of them add --format csv, json or parquet, and --output FILE to keep them.\n`;
    }
    return `${count} ${count === 1 ? 'row' : 'rows'}\n`;
}

function cell(type: DuckDBType): (value: DuckDBValue) => string {
    const text = valueText(type);
    return (value) => (value === null ? 'NULL' : cellText(text(value)));
}

function cellText(text: string): string {
    // A character takes at most two units of a JavaScript string, so this prefix always holds more than a cell does.
    const characters = Array.from(terminalText(text.slice(0, 2 * (longestCell + 1))));
    return characters.length <= longestCell ? characters.join('') : `${characters.slice(0, longestCell - 1).join('')}…`;
}
