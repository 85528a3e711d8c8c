import { rowsOfValues, type RowsOfValuesProps } from './rows-of-values.js';
import type { WriteRows } from './write-rows.js';

/** What a writer under test makes of the values. */
export async function writtenText(write: WriteRows, values: RowsOfValuesProps): Promise<string> {
    let text = '';
    const sink = {
        write: async (data: string | Uint8Array) => {
            text += String(data);
        },
    };
    await write({ rows: rowsOfValues(values), sink, scratch: '' });
    return text;
}
