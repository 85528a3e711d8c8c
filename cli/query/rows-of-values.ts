import { DuckDBDataChunk, type DuckDBType, type DuckDBValue } from '@duckdb/node-api';
import type { Rows } from './stream-rows.js';

/** Columns and rows of a result that no database computed. */
export interface RowsOfValuesProps {
    readonly names: readonly string[];
    readonly types: readonly DuckDBType[];
    readonly values: readonly (readonly DuckDBValue[])[];
}

/** Rows for a writer under test, in chunks of at most three so that the seams between chunks are met. */
export function rowsOfValues({ names, types, values }: RowsOfValuesProps): Rows {
    async function* chunks(): AsyncGenerator<DuckDBDataChunk> {
        for (let start = 0; start < values.length; start += 3) {
            const part = values.slice(start, start + 3);
            const chunk = DuckDBDataChunk.create(types, part.length);
            chunk.setRows(part);
            yield chunk;
        }
    }
    return { names, types, chunks: chunks() };
}
