import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Writable } from 'node:stream';
import { type DuckDBConnection, type DuckDBPreparedStatement, StatementType } from '@duckdb/node-api';
import type { OnWait } from '../../local/engine/take-turn.js';
import { damagedLake } from '../../local/engine/damaged-lake.js';
import { ExpectedError, UsageError } from '../../local/errors.js';
import { writeCsv } from './csv-writer.js';
import { writeJson } from './json-writer.js';
import { lakeDatabase } from './lake-database.js';
import { openReadOnly } from '../../local/engine/open-read-only.js';
import { outputFile } from './output-file.js';
import { writeParquet } from './parquet-writer.js';
import { writePlan } from './plan-writer.js';
import { prepareReading } from './prepare-reading.js';
import { queryError } from './query-error.js';
import type { QueryFormat } from './query-format.js';
import { ReaderGone } from './reader-gone.js';
import { removeOnSignal } from '../../local/remove-on-signal.js';
import { standardOutput } from './standard-output.js';
import { streamRows } from './stream-rows.js';
import { tableList } from './table-list.js';
import { writeTable } from './table-writer.js';
import { writeWholeFile } from './whole-file.js';
import type { WriteRows } from './write-rows.js';

/** What {@link runQuery} is asked. */
export interface RunQueryProps {
    /** Folder of the lake. */
    readonly lake: string;
    readonly sql: string;
    readonly format: QueryFormat;
    /**
     * File for the result.
     *
     * @default - standard output
     */
    readonly output?: string;
    readonly stdout: Writable & { readonly isTTY?: boolean };
    /** @default - waits in silence */
    readonly onWait?: OnWait;
}

const writers: Readonly<Record<QueryFormat, WriteRows>> = {
    table: writeTable,
    csv: writeCsv,
    json: writeJson,
    parquet: writeParquet,
};

/**
 * Answers one query on a lake, which it cannot change, as soon as nobody writes to it. Ends quietly when the reader of standard output ends first.
 *
 * @throws UsageError when the query, the lake or the output is not as it must be.
 * @throws ExpectedError when the lake cannot be read or the result cannot be written.
 */
export async function runQuery({ lake, sql, format, output, stdout, onWait }: RunQueryProps): Promise<void> {
    if (format === 'parquet' && output === undefined && stdout.isTTY === true) {
        throw new UsageError('Parquet is not for a terminal: name a file with --output FILE, or send it on with | or >.');
    }
    const database = lakeDatabase(lake);
    const file = output === undefined ? undefined : outputFile({ lake, output });
    // Beside the output, because a large result needs the disk that will hold it.
    const scratch = makeScratch(file === undefined ? tmpdir() : dirname(file));
    const forget = removeOnSignal(scratch);
    try {
        const { connection, close } = await openReadOnly({ database, scratch, onWait });
        try {
            const statement = await prepare(connection, sql);
            const isPlan = format === 'table' && statement.statementType === StatementType.EXPLAIN;
            const write = isPlan ? writePlan : writers[format];
            const rows = await streamRows({ connection, statement, sql });
            if (file === undefined) {
                await write({ rows, sink: standardOutput(stdout), scratch });
            } else {
                await writeWholeFile(file, (sink) => write({ rows, sink, scratch }));
            }
        } finally {
            close();
        }
    } catch (error) {
        if (!(error instanceof ReaderGone)) {
            throw damagedLake(error, database) ?? queryError(error);
        }
    } finally {
        rmSync(scratch, { recursive: true, force: true });
        forget();
    }
}

async function prepare(connection: DuckDBConnection, sql: string): Promise<DuckDBPreparedStatement> {
    try {
        return await prepareReading(connection, sql);
    } catch (error) {
        if (error instanceof Error && /^Catalog Error: Table with name .* does not exist/.test(error.message)) {
            throw new Error(`${error.message}\n${await tableList(connection)}`);
        }
        throw error;
    }
}

function makeScratch(folder: string): string {
    try {
        return mkdtempSync(join(folder, '.lake-query-'));
    } catch (error) {
        throw new ExpectedError(`The folder ${folder} cannot be written: ${(error as Error).message}.`);
    }
}
