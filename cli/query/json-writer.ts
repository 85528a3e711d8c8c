import { requireDistinctNames } from './distinct-names.js';
import { jsonText, jsonValue } from './json-value.js';
import type { WriteRows } from './write-rows.js';

/** Writes one JSON array (RFC 8259) with one object per row, each on a line of its own. */
export const writeJson: WriteRows = async ({ rows, sink }) => {
    requireDistinctNames(rows.names, 'JSON');
    const keys = rows.names.map((name, index) => `${index === 0 ? '{' : ','}${jsonText(name)}:`);
    const renders = rows.types.map(jsonValue);
    let before = '[\n';
    for await (const chunk of rows.chunks) {
        const columns = renders.map((render, column) => chunk.getColumnValues(column).map(render));
        let text = '';
        for (let row = 0; row < chunk.rowCount; row++) {
            text += before;
            for (let column = 0; column < columns.length; column++) {
                text += keys[column]! + columns[column]![row]!;
            }
            text += '}';
            before = ',\n';
        }
        await sink.write(text);
    }
    await sink.write(before === '[\n' ? '[]\n' : '\n]\n');
};
