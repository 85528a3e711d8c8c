import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { inFolder } from '../../test/oracle/temporary-lake.js';
import { Database } from '../engine/database.js';
import { chooseSample } from './choose-sample.js';

/** More than a row group, so that threads have something to share. */
const ROWS = 150_000;
const START = Date.UTC(2020, 3, 1);
/** A key is milliseconds and 17 digits of a hash; here a product of primes stands for the hash. */
const hashOf = (row: number) => (BigInt(row % 1000) * 7919n * 104_729n) % 10n ** 17n;

async function sampleOf(threads: number, folder: string): Promise<string[]> {
    const database = await Database.open(':memory:', folder);
    try {
        await database.run(`set threads = ${threads}`);
        await database.run(`create table all_lines as
            select
                make_timestamp_ms(${START} + row // 1000) as event_time,
                cast((${START} + row // 1000)::hugeint * 100000000000000000 + (row % 1000)::hugeint * 7919 * 104729 as decimal(30, 0)) as event_id
            from range(${ROWS}) as numbers(row)`);
        await database.run('create view lines as select * from all_lines');
        await chooseSample({ database, rows: 100, folder });
        const rows = await database.rows<{ id: string }>('select cast(event_id as varchar) as id from lines order by event_id');
        return rows.map(({ id }) => id);
    } finally {
        database.close();
    }
}

/** MD5 of time and hash as a little-endian number, in plain TypeScript. */
function fingerprint(row: number): bigint {
    const digest = createHash('md5').update(`${START + Math.floor(row / 1000)}\x1f${hashOf(row)}`).digest();
    return BigInt(`0x${digest.reverse().toString('hex')}`);
}

it('takes the rows with the smallest fingerprints, with one thread as with four', async () => {
    const smallest = Array.from({ length: ROWS }, (_, row) => ({ row, print: fingerprint(row) }))
        .sort((one, other) => (one.print < other.print ? -1 : 1))
        .slice(0, 100)
        .map(({ row }) => String(BigInt(START + Math.floor(row / 1000)) * 10n ** 17n + hashOf(row)))
        .sort();
    await inFolder(async (folder) => {
        expect(await sampleOf(1, folder)).toEqual(smallest);
        expect(await sampleOf(4, folder)).toEqual(smallest);
    });
});
