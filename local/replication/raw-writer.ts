import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { SourceTable } from '../../tables/index.js';
import { moveDurably } from '../durable-files.js';
import { limits, literal } from '../engine/database.js';
import { readCsv } from '../engine/duckdb-path.js';
import { ExpectedError } from '../errors.js';
import type { RawColumn } from './raw-columns.js';

/** How null stands in the texts between PostgreSQL and Parquet; a value that reads so is quoted. */
export const NULL_TEXT = '\\N';

/** Bytes of one record as text; DuckDB holds several at once. */
const LONGEST_LINE = 16_777_216;

/** Text with a row per record, as PostgreSQL's COPY writes csv, that is to become a file of raw. */
export interface RecordText {
    readonly table: SourceTable;
    readonly columns: readonly RawColumn[];
    /** The columns of the text, in order; values of the source's columns stand under their names. */
    readonly fields: readonly string[];
    /** What a column that replication adds holds, as SQL; one that is no field needs it. */
    readonly added: Readonly<Record<string, string>>;
    readonly file: string;
    readonly rows: number;
}

/**
 * Turns texts into files of raw. DuckDB reads and types them, several at once; a file appears whole, durable, or not at all.
 */
export class RawWriter {
    private constructor(
        private readonly instance: DuckDBInstance,
        private readonly workshop: string,
    ) {}

    /** @param workshop folder for what is not whole yet, on the disk that has raw; what is in it is removed */
    static async open(workshop: string): Promise<RawWriter> {
        rmSync(workshop, { recursive: true, force: true });
        mkdirSync(workshop, { recursive: true });
        const settings = { ...limits(workshop), memory_limit: '600MB', preserve_insertion_order: 'true' };
        return new RawWriter(await DuckDBInstance.create(':memory:', settings), workshop);
    }

    /** A path in the workshop. */
    place(name: string): string {
        return join(this.workshop, name);
    }

    /**
     * Writes the records to `target`, which must not be there.
     *
     * @throws ExpectedError if a value does not fit the type of its column, naming key and value
     */
    async write(text: RecordText, target: string): Promise<void> {
        const prepared = `${text.file}.parquet`;
        const connection = await this.instance.connect();
        try {
            const { rowsChanged } = await connection
                .run(`copy (${recordsOf(text)}) to ${literal(prepared)} (format parquet, parquet_version v2)`)
                .catch(async (error: unknown) => {
                    throw tooLong(error, text) ?? (await unfit(connection, text)) ?? error;
                });
            if (rowsChanged !== text.rows) throw new Error(`${rowsChanged} of ${text.rows} records of ${text.table.name} came through the text.`);
            moveDurably(prepared, target);
        } finally {
            connection.closeSync();
            rmSync(prepared, { force: true });
            rmSync(text.file, { force: true });
        }
    }

    close(): void {
        this.instance.closeSync();
        rmSync(this.workshop, { recursive: true, force: true });
    }
}

/** The columns of raw as DMS writes them: tables/derive/raw-contract.ts reads them. */
function recordsOf({ table, columns, fields, added, file }: RecordText): string {
    const [key] = table.key;
    const keyType = columns.find(({ name }) => name === key)!.type;
    const addedColumn = (name: string, type: string) => `${name in added ? `cast(${added[name]} as ${type})` : typed({ name, type, isExtra: false, isBoolean: false })} as ${quoted(name)}`;
    return `select
        ${addedColumn('Op', 'varchar')},
        ${columns.map((column) => `${typed(column)} as ${quoted(column.name)}`).join(', ')},
        ${addedColumn(`BI_${key}`, keyType)},
        ${['_dms_seq', '_dms_commit_ts', '_dms_stream_position'].map((name) => addedColumn(name, 'varchar')).join(', ')}
    from ${textRows(file, fields)}`;
}

const textRows = (file: string, fields: readonly string[]): string =>
    readCsv(
        file,
        'auto_detect = false',
        'header = false',
        `delim = ','`,
        `quote = '"'`,
        `escape = '"'`,
        `nullstr = ${literal(NULL_TEXT)}`,
        'allow_quoted_nulls = false',
        `new_line = '\\n'`,
        `max_line_size = ${LONGEST_LINE}`,
        // Else it is 16 such lines, and two loads beside a file of changes have no memory left.
        'buffer_size = 33554432',
        // Values may have line ends, which readers of one file in pieces could take for ends of rows.
        'parallel = false',
        `columns = {${fields.map((field) => `${literal(field)}: 'varchar'`).join(', ')}}`,
    );

/** The value of a column in its type. Times are UTC and lose their zone, as with DMS. */
function typed({ name, type, isBoolean }: RawColumn): string {
    if (isBoolean) return `case ${quoted(name)} when 't' then 'true' when 'f' then 'false' end`;
    // As `\x` and hexadecimal digits, which is how Source has the server write them.
    if (type === 'blob') return `from_hex(substr(${quoted(name)}, 3))`;
    // DuckDB reads a wide decimal two hundred times slower than the whole number that it is.
    if (/^decimal\((19|[23]\d), 0\)$/.test(type)) return `cast(cast(${quoted(name)} as hugeint) as ${type})`;
    if (type === 'timestamp' || type === 'date') return `if(${isInfinite(name)}, error('infinite'), cast(${quoted(name)} as ${type}))`;
    return `cast(${quoted(name)} as ${type})`;
}

/** PostgreSQL's infinite times would be other times in other readers of Parquet. */
const isInfinite = (name: string): string => `${quoted(name)} in ('infinity', '-infinity')`;

function tooLong(error: unknown, { table }: RecordText): ExpectedError | null {
    if (!/max(imum)?[ _]line[ _]size/i.test((error as Error).message)) return null;
    return new ExpectedError(
        `The source's ${table.name} has a row of more than 16 MB, which cannot be carried; nothing was lost, replication stands before it. Shorten its values at the source, then call \`./lake replicate --reload ${table.name}\`.`,
    );
}

/** The first value that does not fit its column, for people; null if each does. */
async function unfit(connection: DuckDBConnection, { table, columns, fields, file }: RecordText): Promise<ExpectedError | null> {
    const [key] = table.key;
    for (const { name, type } of columns.filter((column) => column.type !== 'varchar' && column.type !== 'blob')) {
        const answer = await connection
            .runAndReadAll(`select ${quoted(key!)}, ${quoted(name)} from ${textRows(file, fields)} where ${quoted(name)} is not null and (try_cast(${quoted(name)} as ${type}) is null or ${isInfinite(name)}) limit 1`)
            .catch(() => null);
        const [found] = answer?.getRowsJS() ?? [];
        if (found !== undefined) {
            return new ExpectedError(
                `The source's ${table.name} with ${key} ${found[0]} has ${JSON.stringify(found[1])} in ${name}, which ${type} cannot hold; nothing was lost, replication stands before it. Mend the row at the source, then call \`./lake replicate --reload ${table.name}\`.`,
            );
        }
    }
    return null;
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
