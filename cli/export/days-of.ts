import type { DuckDBConnection } from '@duckdb/node-api';
import { literal } from '../../local/engine/database.js';
import { quotedName } from '../query/quoted-name.js';
import type { ExportableByDays } from './exportable.js';
import type { Day } from './since.js';
import { typedColumns } from './write-parquet.js';

/** Rows, told apart by how many and what they are. */
export interface Fingerprint {
    readonly rows: number;
    /** Equal where the rows are, whatever their order; another version of DuckDB may compute another. */
    readonly sum: string;
}

/** A day of a table. */
export interface TableDay extends Fingerprint {
    readonly day: Day;
}

/** Which days to look at. */
export interface DaysOfProps {
    readonly connection: DuckDBConnection;
    readonly table: ExportableByDays;
    /** The first day. @default - all days */
    readonly from?: Day;
}

/** The days of a table, in their order, with a fingerprint of the rows of each. */
export async function daysOf({ connection, table, from }: DaysOfProps): Promise<TableDay[]> {
    const day = quotedName(table.partition);
    const answer = await connection.runAndReadAll(`
        select cast(${day} as varchar), ${fingerprintOf(table)}
        from (select ${typedColumns(table).join(', ')} from ${table.relation})
        ${from === undefined ? '' : `where ${day} >= date '${from}'`}
        group by ${day}
        order by ${day}`);
    return (answer.getRows() as [string | null, string, string][]).map(([text, rows, sum]) => {
        if (text === null) throw new Error(`${table.name} has ${rows} rows without ${table.partition}, which no file of an export could hold.`);
        return { day: text as Day, rows: Number(rows), sum };
    });
}

/** The fingerprint of the rows of a file of {@link ExportableByDays}, as that of the table's day if it holds the same. */
export async function fingerprintOfFile(connection: DuckDBConnection, table: ExportableByDays, file: string): Promise<Fingerprint> {
    const answer = await connection.runAndReadAll(`select ${fingerprintOf(table)} from read_parquet(${literal(file)}, hive_partitioning = false)`);
    const [rows, sum] = answer.getRows()[0] as [string, string];
    return { rows: Number(rows), sum };
}

/**
 * Rows, and the sum of a hash of each. The hash of a row is hashed again, because DuckDB joins that of the last column by
 * exclusive or, so that two rows that exchange its values could have the same sum. The day is left away: files lack it.
 */
function fingerprintOf({ columns, partition }: ExportableByDays): string {
    const hashed = Object.keys(columns).filter((name) => name !== partition).map(quotedName).join(', ');
    return `cast(count(*) as varchar), cast(coalesce(sum(cast(hash(hash(${hashed})) as hugeint)), 0) as varchar)`;
}
