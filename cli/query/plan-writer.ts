import { terminalText } from '../../local/terminal-text.js';
import type { WriteRows } from './write-rows.js';

/** Writes what `explain` returns, a drawing of many lines, as it is. */
export const writePlan: WriteRows = async ({ rows, sink }) => {
    const drawing = rows.names.indexOf('explain_value');
    for await (const chunk of rows.chunks) {
        for (const text of chunk.getColumnValues(drawing)) {
            await sink.write(`${terminalText(String(text), { keepNewLines: true }).trimEnd()}\n`);
        }
    }
};
