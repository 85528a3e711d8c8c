import { DuckDBTypeId, type Json } from '@duckdb/node-api';
import type { Database } from '../../local/engine/database.js';
import type { ValueText } from './spark-session.js';

/** Rows of DuckDB in the same texts as those of Spark. */
export async function duckdbTexts(database: Database, sql: string): Promise<ValueText[][]> {
    const answer = await database.connection.runAndReadAll(sql);
    const isDouble = answer.columnTypes().map(({ typeId }) => typeId === DuckDBTypeId.DOUBLE);
    return answer.getRowsJson().map((row) => row.map((value, index) => text(value, isDouble[index]!)));
}

function text(value: Json, isDouble: boolean): ValueText {
    if (value === null || typeof value === 'string') return value;
    if (Array.isArray(value)) return value.map((element) => text(element, isDouble));
    if (typeof value === 'object') throw new Error(`No text is chosen for ${JSON.stringify(value)}.`);
    return isDouble && Number.isInteger(value) ? `${value}.0` : String(value);
}
