import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Database } from './database.js';
import { byKey, deleteRows, keepRows } from './rows-at-hand.js';
import { stretches } from './stretches.js';

let database: Database;
beforeEach(async () => {
    database = await Database.open(':memory:', '');
    await database.run('create schema clean');
});
afterEach(() => database.close());

const values = (numbers: readonly bigint[]) => (numbers.length === 0 ? '(null)' : numbers.map((number) => `(${number})`).join(', '));
/** Keys that lie in a few heaps, as those of an hour with late ones, or anywhere. */
const keys = fc.uniqueArray(fc.oneof(fc.bigInt(0n, 200n), fc.bigInt(1000n, 1100n), fc.bigInt(0n, 10n ** 29n)), { maxLength: 60 });

async function fill(name: string, numbers: readonly bigint[]): Promise<void> {
    await database.run(`create or replace table ${name} as select cast(col0 as decimal(30, 0)) as event_id from (values ${values(numbers)}) where col0 is not null`);
}
const keysOf = async (relation: string) => (await database.rows<{ key: string }>(`select cast(event_id as varchar) as key from ${relation} order by event_id`)).map(({ key }) => BigInt(key));

describe('stretches', () => {
    it('are parted at the largest gaps', async () => {
        await database.run('create table wanted as select unnest([1, 3, 1000, 1010, 500000])::bigint as key');
        expect(await stretches(database, 'k', { relation: 'wanted', low: 'key' }, 2)).toEqual([
            `(k >= cast('1' as BIGINT) and k <= cast('1010' as BIGINT))`,
            `(k >= cast('500000' as BIGINT) and k <= cast('500000' as BIGINT))`,
        ]);
        expect(await stretches(database, 'k', { relation: 'wanted', low: 'key', hashedFrom: 1000n }, 9)).toEqual([
            `(k >= cast('1' as BIGINT) and k <= cast('1' as BIGINT))`,
            `(k >= cast('3' as BIGINT) and k <= cast('3' as BIGINT))`,
            `(k >= cast('1000' as BIGINT) and k <= cast('500000' as BIGINT))`,
        ]);
    });

    it('hold spans of time whole, also one within another', async () => {
        await database.run(`create table wanted as select * from (values
            (timestamp '2020-04-01 10:00:00', timestamp '2020-04-03 12:00:00.5'),
            (timestamp '2020-04-01 11:00:00', timestamp '2020-04-01 11:10:00'),
            (timestamp '2020-04-20 10:00:00', timestamp '2020-04-20 10:30:00')) as spans(first, last)`);
        expect(await stretches(database, 't', { relation: 'wanted', low: 'first', high: 'last', areTimes: true }, 100)).toEqual([
            `(t >= cast('2020-04-01 10:00:00' as TIMESTAMP) and t <= cast('2020-04-03 12:00:00.5' as TIMESTAMP))`,
            `(t >= cast('2020-04-20 10:00:00' as TIMESTAMP) and t <= cast('2020-04-20 10:30:00' as TIMESTAMP))`,
        ]);
    });

    it('are parted also where gaps are larger than a key can be', async () => {
        await database.run('create table wanted as select unnest([-9000000000000000000, 1500000000000000000, 1500000000000000001])::bigint as key');
        expect(await stretches(database, 'k', { relation: 'wanted', low: 'key' }, 2)).toEqual([
            `(k >= cast('-9000000000000000000' as BIGINT) and k <= cast('-9000000000000000000' as BIGINT))`,
            `(k >= cast('1500000000000000000' as BIGINT) and k <= cast('1500000000000000001' as BIGINT))`,
        ]);
    });

    it('are one where together they leave out too little', async () => {
        // 501 + 401 + 300 of 2000 are held.
        await database.run('create table wanted as select unnest([1, 501, 1001, 1401, 1701, 2001])::bigint as low, unnest([501, 502, 1401, 1402, 2001, 2001])::bigint as high');
        expect(await stretches(database, 'k', { relation: 'wanted', low: 'low', high: 'high' }, 3)).toEqual([`(k >= cast('1' as BIGINT) and k <= cast('2001' as BIGINT))`]);
    });

    it('are none where nothing is sought', async () => {
        await database.run('create table wanted as select cast(null as bigint) as key');
        expect(await stretches(database, 'k', { relation: 'wanted', low: 'key' }, 9)).toEqual([]);
    });

    it('hold each key once, in at most so many', async () => {
        await fc.assert(
            fc.asyncProperty(keys, fc.integer({ min: 1, max: 6 }), async (wanted, most) => {
                await fill('wanted', wanted);
                const found = await stretches(database, 'event_id', { relation: 'wanted', low: 'event_id' }, most);
                expect(found.length).toBeLessThanOrEqual(most);
                const counts = await Promise.all(found.map(async (condition) => Number((await database.row<{ n: bigint }>(`select count(*) as n from wanted where ${condition}`)).n)));
                expect(counts.reduce((sum, count) => sum + count, 0)).toBe(wanted.length);
            }),
            { numRuns: 60 },
        );
    });
});

describe('rows at hand', () => {
    it('are those of the keys, and go by their places, in a large table as in a small one', async () => {
        await fc.assert(
            fc.asyncProperty(keys, keys, async (there, wanted) => {
                await fill('clean.events', there);
                await fill('wanted', wanted);
                const both = there.filter((key) => wanted.includes(key)).sort((a, b) => (a < b ? -1 : 1));
                const rest = there.filter((key) => !wanted.includes(key)).sort((a, b) => (a < b ? -1 : 1));
                for (const largeFrom of [0, Number.MAX_SAFE_INTEGER]) {
                    await fill('clean.events', there);
                    expect(await keepRows({ database, table: 'clean.events', into: 'at_hand', ...byKey('event_id', 'wanted'), largeFrom })).toBe(both.length);
                    expect(await keysOf('at_hand')).toEqual(both);
                    expect(await deleteRows(database, 'clean.events', 'at_hand', largeFrom)).toBe(both.length);
                    expect(await keysOf('clean.events')).toEqual(rest);
                }
            }),
            { numRuns: 60 },
        );
    });

    it('are read whole where they are too many for a list of their places', async () => {
        await database.run('create or replace table clean.events as select cast(n as decimal(30, 0)) as event_id, n * 2 as price from range(20000) as numbers(n)');
        await database.run('create or replace table wanted as select cast(n as decimal(30, 0)) as event_id from range(100, 12100) as numbers(n)');
        expect(await keepRows({ database, table: 'clean.events', into: 'at_hand', ...byKey('event_id', 'wanted'), largeFrom: 0 })).toBe(12_000);
        expect(await database.row('select min(event_id)::int as first, max(event_id)::int as last, count(distinct event_id)::int as n, sum(price)::int as price from at_hand')).toEqual({ first: 100, last: 12_099, n: 12_000, price: 2 * 12_000 * 6_099.5 });
    });

    it('leave the settings of DuckDB as they were', async () => {
        const setting = () => database.row(`select current_setting('dynamic_or_filter_threshold')::int as threshold`);
        const before = await setting();
        await fill('clean.events', [1n, 2n, 3n]);
        await fill('wanted', [2n]);
        await keepRows({ database, table: 'clean.events', into: 'at_hand', ...byKey('event_id', 'wanted'), largeFrom: 0 });
        expect(await setting()).toEqual(before);
    });

    it('tell what went wrong in a transaction, and not that it has ended', async () => {
        await database.run(`create or replace table clean.events (event_id decimal(30, 0), word varchar, number integer generated always as (cast(case when getvariable('broken') then word else '1' end as integer)))`);
        await database.run(`insert into clean.events values (1, 'no number')`);
        await database.run('set variable broken = true');
        await fill('wanted', [1n]);
        const keep = () => keepRows({ database, table: 'clean.events', into: 'at_hand', ...byKey('event_id', 'wanted'), largeFrom: 0 });
        await expect(database.transaction(keep)).rejects.toThrow(/Could not convert string 'no number'/);
    });
});
