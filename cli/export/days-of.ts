import { type DuckDBConnection, version } from '@duckdb/node-api';
import { quotedName } from '../query/quoted-name.js';
import type { Exportable } from './exportable.js';
import type { Day } from './since.js';

/** A day of a table. */
export interface TableDay {
    readonly day: Day;
    readonly rows: number;
    /** Equal where the rows are, whatever their order; of another version of DuckDB it is never equal. */
    readonly fingerprint: string;
}

/** Which days to look at. */
export interface DaysOfProps {
    readonly connection: DuckDBConnection;
    readonly table: Exportable & { readonly partition: string };
    /** The first day. @default - all days */
    readonly from?: Day;
}

/**
 * The days of a table, in their order, with a fingerprint of their rows: the sum of a hash of each. The hash of a row
 * is hashed again, because DuckDB joins that of the last column by exclusive or, so that two rows that exchange its
 * values could have the same sum.
 */
export async function daysOf({ connection, table, from }: DaysOfProps): Promise<TableDay[]> {
    const day = quotedName(table.partition);
    const columns = Object.keys(table.columns).map(quotedName).join(', ');
    const answer = await connection.runAndReadAll(`
        select cast(${day} as varchar), cast(count(*) as varchar), cast(sum(cast(hash(hash(${columns})) as hugeint)) as varchar)
        from ${table.relation}
        ${from === undefined ? '' : `where ${day} >= date '${from}'`}
        group by ${day}
        order by ${day}`);
    return (answer.getRows() as [string | null, string, string][]).map(([text, rows, sum]) => {
        if (text === null) throw new Error(`${table.name} has ${rows} rows without ${table.partition}, which no file of an export could hold.`);
        return { day: text as Day, rows: Number(rows), fingerprint: `duckdb ${version()} ${sum}` };
    });
}
