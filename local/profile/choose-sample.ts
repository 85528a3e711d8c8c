import { join } from 'node:path';
import { type Database, literal } from '../engine/database.js';
import { readParquet } from '../engine/duckdb-path.js';

interface ChooseSampleProps {
    readonly database: Database;
    readonly rows: number;
    readonly folder: string;
}

/**
 * Makes the view `lines` one of the given number of rows: those whose content has the smallest fingerprints. Rows of
 * the same content have the same, so that neither the order of reading nor the number of threads has a say.
 */
export async function chooseSample({ database, rows, folder }: ChooseSampleProps): Promise<void> {
    const file = join(folder, 'candidates.parquet');
    // The time is mixed in again: the hash in an event's key leaves it out, and rows would come in bunches.
    const hash = 'cast(event_id as hugeint) - cast(epoch_ms(event_time) as hugeint) * 100000000000000000';
    // Numbers of 64 bits become text ten times faster; only a time that cannot be true leaves more.
    const hashText = `coalesce(cast(try_cast(${hash} as bigint) as varchar), cast(${hash} as varchar))`;
    const fingerprint = `md5_number(concat(epoch_ms(event_time), chr(31), ${hashText}))`;
    // Sorting all rows to cut off the first would keep them in memory; the first 16 bits tell of nearly all where they fall.
    const bits = `cast(${fingerprint} >> 112 as integer)`;
    const { last, before } = await database.row<{ last: number; before: bigint }>(`
        select
            min(bits) filter (up_to >= ${rows}) as last,
            coalesce(max(up_to) filter (up_to < ${rows}), 0)::bigint as before
        from (
            select bits, sum(n) over (order by bits) as up_to
            from (select ${bits} as bits, count(*) as n from lines group by 1)
        )`);
    await database.run(`copy (select * from (select *, ${bits} as bits from lines) where bits <= ${last}) to ${literal(file)} (format parquet)`);
    await database.run(`create or replace view lines as
        select * exclude (bits) from ${readParquet([file])} where bits < ${last}
        union all
        (select * exclude (bits) from ${readParquet([file])} where bits = ${last} order by ${fingerprint}, event_id limit ${rows - Number(before)})`);
}
