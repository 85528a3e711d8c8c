import { type DuckDBConnection, type DuckDBPreparedStatement, StatementType } from '@duckdb/node-api';
import { UsageError } from '../../local/errors.js';
import { calledTableFunctions } from './called-table-functions.js';
import { readingFunctions } from './reading-functions.js';

const readingOnly =
    'A query is one statement that only reads: select, with, from, values, show, describe, summarize, or explain of one of these';

/** What `json_serialize_sql` answers. */
type Serialized =
    | { readonly error: true; readonly error_type: string }
    | { readonly error: false; readonly statements: readonly unknown[] };

/**
 * Prepares a statement after making sure, by DuckDB's own parser, that it is a single one, returns rows and changes
 * nothing. The checks come before DuckDB binds the statement, since binding already opens files.
 *
 * @throws UsageError when the statement may not run.
 * @throws DuckDB's error when it cannot run.
 */
export async function prepareReading(connection: DuckDBConnection, sql: string): Promise<DuckDBPreparedStatement> {
    if (sql.includes('\0')) {
        throw new UsageError('The SQL holds a zero character, where DuckDB would stop reading it.');
    }
    // DuckDB lets `explain analyze copy … to` overwrite the lake's own files, even read-only and without external
    // access: what is explained has to pass the same checks.
    const explained = /^\s*explain\s+(?:analyze\s+)?([\s\S]*)$/i.exec(sql)?.[1];
    await requireReading(connection, { statement: explained ?? sql, sql });

    const statements = await connection.extractStatements(sql);
    if (statements.count !== 1) {
        throw new UsageError(`${readingOnly}.`);
    }
    const prepared = await statements.prepare(0);
    if (prepared.statementType !== (explained === undefined ? StatementType.SELECT : StatementType.EXPLAIN)) {
        throw new UsageError(`${readingOnly}.`);
    }
    if (prepared.parameterCount > 0) {
        throw new UsageError('The SQL has parameters (? or $name), for which there are no values: write the values into it.');
    }
    return prepared;
}

interface RequireReadingProps {
    /** What is checked. */
    readonly statement: string;
    /** The whole text, for DuckDB's message. */
    readonly sql: string;
}

async function requireReading(connection: DuckDBConnection, { statement, sql }: RequireReadingProps): Promise<void> {
    const reader = await connection.runAndReadAll('select json_serialize_sql($1::varchar)', [statement]);
    const serialized = JSON.parse(String(reader.value(0, 0))) as Serialized;
    if (serialized.error) {
        if (serialized.error_type === 'parser') {
            // Fails with a message that shows the place.
            await connection.extractStatements(sql);
        }
        const pivot = /\bpivot\b/i.test(statement) ? ' (a pivot needs its values: pivot … on column in (…))' : '';
        throw new UsageError(`${readingOnly}${pivot}.`);
    }
    if (serialized.statements.length === 0) {
        throw new UsageError('The SQL is empty.');
    }
    if (serialized.statements.length > 1) {
        throw new UsageError(`${readingOnly}, but this is ${serialized.statements.length} statements.`);
    }
    for (const name of calledTableFunctions(serialized.statements)) {
        if (!readingFunctions.has(name) && (await isBuiltIn(connection, name))) {
            throw new UsageError(`A query cannot call ${name}(): it reads the lake alone and changes nothing.`);
        }
    }
}

async function isBuiltIn(connection: DuckDBConnection, name: string): Promise<boolean> {
    const reader = await connection.runAndReadAll(
        'select exists (select * from duckdb_functions() where internal and lower(function_name) = $1)',
        [name],
    );
    return reader.value(0, 0) === true;
}
