import { DuckDBInstance } from '@duckdb/node-api';
import { expect, it } from 'vitest';
import { valueText } from './value-text.js';

const connection = await (await DuckDBInstance.create()).connect();

it.each([
    ['true', 'true'],
    ['35.79::decimal(18, 4)', '35.7900'],
    ['0.1::float', '0.1'],
    ["'nan'::double", 'nan'],
    ["'-inf'::float", '-inf'],
    ["date '2020-04-01'", '2020-04-01'],
    ["date 'infinity'", 'infinity'],
    ["timestamp '2020-04-01 10:00:00'", '2020-04-01 10:00:00'],
    ["timestamp '2020-04-01 10:00:00.5'", '2020-04-01 10:00:00.5'],
    ["timestamptz '2020-04-01 12:00:00+02'", '2020-04-01 10:00:00+00'],
    ["timestamptz '0044-03-15 (BC) 10:00:00+00'", '0044-03-15 (BC) 10:00:00+00'],
    ["'infinity'::timestamp_s", 'infinity'],
    ["'infinity'::timestamp_ms", 'infinity'],
    ["'-infinity'::timestamp", '-infinity'],
    ["'-infinity'::timestamp_ns", '-infinity'],
    ["'infinity'::timestamptz", 'infinity'],
    ["['a', null]", '["a",null]'],
    ["{'a': 1.50::decimal(5, 2)}", '{"a":1.50}'],
    ["map {'k': 1}", "{'k': 1}"],
    ["'\\xAA'::blob", '\\xAA'],
])('writes %s as %s', async (expression, expected) => {
    const result = await connection.run(`select ${expression}`);
    expect(valueText(result.columnType(0))((await result.getRows())[0]![0]!)).toBe(expected);
});
