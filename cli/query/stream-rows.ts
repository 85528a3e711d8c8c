import type { DuckDBConnection, DuckDBDataChunk, DuckDBPreparedStatement, DuckDBType } from '@duckdb/node-api';
import { ResultReturnType } from '@duckdb/node-api';

/** The rows of a query, which can be read once, in order. */
export interface Rows {
    readonly names: readonly string[];
    readonly types: readonly DuckDBType[];
    /** @throws what DuckDB says when the query fails on the way. */
    readonly chunks: AsyncIterable<DuckDBDataChunk>;
}

/** What {@link streamRows} runs. */
export interface StreamRowsProps {
    readonly connection: DuckDBConnection;
    readonly statement: DuckDBPreparedStatement;
    /** The text of the statement. */
    readonly sql: string;
}

/** Runs a statement and hands out its rows as they come, never all of them at once. */
export async function streamRows({ connection, statement, sql }: StreamRowsProps): Promise<Rows> {
    const result = await statement.stream();
    async function* chunks(): AsyncGenerator<DuckDBDataChunk> {
        yield* result;
        // A query that fails on the way ends like one that is done, with an empty chunk; only the result's kind tells,
        // because the client offers no way to its error (https://duckdb.org/docs/stable/clients/c/query, duckdb_result_error).
        if (result.returnType === ResultReturnType.INVALID) {
            throw await failureOf(connection, sql);
        }
    }
    return { names: result.columnNames(), types: result.columnTypes(), chunks: chunks() };
}

/** Runs the statement again, its rows thrown away, to learn why it failed. */
async function failureOf(connection: DuckDBConnection, sql: string): Promise<unknown> {
    try {
        await connection.run('rollback');
        await connection.run(`explain analyze ${sql}`);
    } catch (error) {
        return error;
    }
    return new Error('IO Error: The query stopped before its last row, and did not fail when it was run again.');
}
