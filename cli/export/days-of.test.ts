import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, expect, it } from 'vitest';
import { date, int64, optional } from '../../tables/table.js';
import { daysOf, fingerprintOfFile } from './days-of.js';
import type { Day } from './since.js';
import { writeParquet } from './write-parquet.js';

const table = {
    name: 'model.odd',
    relation: 'odd',
    fileName: 'odd.parquet',
    columns: { 'the day': optional(date, ''), a: optional(int64, ''), b: optional(int64, '') },
    partition: 'the day',
};

const folder = mkdtempSync(join(tmpdir(), "lake export's test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const connection = await (await DuckDBInstance.create()).connect();

async function days(rows: string, from?: Day) {
    await connection.run(`create or replace table odd as select day::date as "the day", a::bigint as a, b::bigint as b from (values ${rows}) as rows(day, a, b)`);
    return daysOf({ connection, table, from });
}

const fingerprint = async (rows: string) => (await days(rows))[0]!.sum;

const first = "('2020-04-01', 1, 2), ('2020-04-01', 3, 4)";

it('tells days in their order with their rows, from a day on if one is given', async () => {
    const rows = `('2020-04-03', 1, 1), ${first}, ('2020-04-02', 1, 1)`;
    expect((await days(rows)).map(({ day, rows: n }) => [day, n])).toEqual([['2020-04-01', 2], ['2020-04-02', 1], ['2020-04-03', 1]]);
    expect((await days(rows, '2020-04-02')).map(({ day }) => day)).toEqual(['2020-04-02', '2020-04-03']);
    expect(await days("('2020-04-01', 1, 1)", '2020-04-02')).toEqual([]);
});

it('has one fingerprint for the same rows in any order', async () => {
    expect(await fingerprint("('2020-04-01', 3, 4), ('2020-04-01', 1, 2)")).toBe(await fingerprint(first));
});

it.each([
    ['exchange the values of the last column', "('2020-04-01', 1, 4), ('2020-04-01', 3, 2)"],
    ['exchange the values of another', "('2020-04-01', 3, 2), ('2020-04-01', 1, 4)"],
    ['exchange the columns of a row', "('2020-04-01', 2, 1), ('2020-04-01', 3, 4)"],
    ['have a null', "('2020-04-01', 1, null), ('2020-04-01', 3, 4)"],
    ['come twice', `${first}, ${first}`],
    ['are joined by two equal ones', `${first}, ('2020-04-01', 9, 9), ('2020-04-01', 9, 9)`],
    ['are one less', "('2020-04-01', 1, 2)"],
])('has another fingerprint when rows %s', async (_, rows) => {
    expect(await fingerprint(rows)).not.toBe(await fingerprint(first));
});

it('fails when a row has no day, as no file would hold it', async () => {
    await expect(days('(null, 1, 2)')).rejects.toThrow('model.odd has 1 rows without the day');
});

it('is that of the file which is written for a day, with and without rows', async () => {
    const [day] = await days(first);
    const file = join(folder, 'odd.parquet');
    await writeParquet({ connection, from: table, without: 'the day', file });
    expect(await fingerprintOfFile(connection, table, file)).toEqual({ rows: 2, sum: day!.sum });
    await writeParquet({ connection, from: table, where: 'false', file });
    expect(await fingerprintOfFile(connection, table, file)).toEqual({ rows: 0, sum: '0' });
});
