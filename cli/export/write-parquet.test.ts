import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, expect, it } from 'vitest';
import { literal } from '../../local/engine/database.js';
import { date, digits, int32, int64, money, optional, timestamp } from '../../tables/table.js';
import { writeParquet } from './write-parquet.js';

const folder = mkdtempSync(join(tmpdir(), "lake export's test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('writes what a definition says where DuckDB has a wider or other type', async () => {
    const connection = await (await DuckDBInstance.create()).connect();
    await connection.run(`create view "odd ""view" as select sum(n) as total, count(*) as few, '1.5'::varchar as amount, max(n)::hugeint as key,
        timestamp_ms '2020-04-01 10:00:00.123' as "at", timestamp '2020-04-01 00:00:00' as "the day" from (values (1), (2), (9223372036854775000)) as numbers(n)`);
    const columns = {
        total: optional(digits(30), ''),
        few: optional(int32, ''),
        amount: optional(money, ''),
        at: optional(timestamp, ''),
        'the day': optional(date, ''),
        key: optional(int64, ''),
    };
    const file = join(folder, 'odd.parquet');
    const written = await writeParquet({ connection, from: { name: 'odd', relation: '"odd ""view"', fileName: 'odd.parquet', columns }, file });
    expect(written).toBe(1);
    const types = await connection.runAndReadAll(`select column_name, column_type from (describe from read_parquet(${literal(file)}))`);
    expect(types.getRows()).toEqual([
        ['total', 'DECIMAL(30,0)'],
        ['few', 'INTEGER'],
        ['amount', 'DECIMAL(18,4)'],
        ['at', 'TIMESTAMP'],
        ['the day', 'DATE'],
        ['key', 'BIGINT'],
    ]);
    const values = await connection.runAndReadAll(`select total::varchar, "at"::varchar from read_parquet(${literal(file)})`);
    expect(values.getRows()).toEqual([['9223372036854775003', '2020-04-01 10:00:00.123']]);
});
