import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UsageError } from '../../local/errors.js';
import { CollectedOutput } from './collected-output.js';
import { runQuery } from './run-query.js';
import { type ThrowAwayLake, throwAwayLake } from './throw-away-lake.js';

let made: ThrowAwayLake;
let reader: DuckDBConnection;
let file: string;

beforeAll(async () => {
    made = await throwAwayLake();
    reader = await (await DuckDBInstance.create()).connect();
    await reader.run("set TimeZone = 'UTC'");
    file = join(made.folder, "it's a result.parquet");
});

afterAll(() => {
    reader.closeSync();
    made.remove();
});

/** Writes a query's result and returns what DuckDB reads in it by another query. */
async function readBack(sql: string, question: string): Promise<unknown[][]> {
    await runQuery({ lake: made.lake, sql, format: 'parquet', output: file, stdout: new CollectedOutput() });
    return read(question);
}

async function read(question: string): Promise<unknown[][]> {
    const from = `'${file.replaceAll("'", "''")}'`;
    return (await reader.runAndReadAll(question.replaceAll('{file}', from))).getRows();
}

const sum = 'select sum(n) from (values (9223372036854775807), (1)) as two(n)';

/** An expression, the type that it has in the file, and its value as text. */
const expressions = [
    ['true', 'BOOLEAN', 'true'],
    ['1::tinyint', 'TINYINT', '1'],
    ['18446744073709551615::ubigint', 'UBIGINT', '18446744073709551615'],
    ['123456789012345678901234567890::decimal(30, 0)', 'DECIMAL(30,0)', '123456789012345678901234567890'],
    ['35.79::decimal(18, 4)', 'DECIMAL(18,4)', '35.7900'],
    ['0.1::float', 'FLOAT', '0.1'],
    ["date '2020-04-01'", 'DATE', '2020-04-01'],
    ["timestamp '2020-04-01 10:00:00.123456'", 'TIMESTAMP', '2020-04-01 10:00:00.123456'],
    ["timestamp_ns '2020-04-01 10:00:00.123456789'", 'TIMESTAMP_NS', '2020-04-01 10:00:00.123456789'],
    ["timestamptz '2020-04-01 10:00:00+02'", 'TIMESTAMP WITH TIME ZONE', '2020-04-01 08:00:00+00'],
    ["time '10:00:01.5'", 'TIME', '10:00:01.5'],
    ["'text'", 'VARCHAR', 'text'],
    ["'{\"a\": 1}'::json", 'JSON', '{"a": 1}'],
    ["'\\xAA'::blob", 'BLOB', '\\xAA'],
    ["'6b9e1a1e-0d55-4a21-a1c5-7a3a4e6d7f10'::uuid", 'UUID', '6b9e1a1e-0d55-4a21-a1c5-7a3a4e6d7f10'],
    ["'y''z'::enum('x', 'y''z')", 'VARCHAR', "y'z"],
    ['[1, null]', 'INTEGER[]', '[1, NULL]'],
    ["{'a \"b': 1, 'c': [1.5]}", 'STRUCT("a ""b" INTEGER, c DECIMAL(2,1)[])', "{'a \"b': 1, 'c': [1.5]}"],
    ["map {'k': 1}", 'MAP(VARCHAR, INTEGER)', '{k=1}'],
    ['null', 'INTEGER', null],
    [`(${sum})`, 'DECIMAL(38,0)', '9223372036854775808'],
    [`{'total': [(${sum})]}`, 'STRUCT(total DECIMAL(38,0)[])', "{'total': [9223372036854775808]}"],
] as const;

describe('writeParquet', () => {
    it('keeps types and values, every digit of them', async () => {
        const columns = expressions.map(([expression], index) => `${expression} as c${index}`);
        const types = await readBack(`select ${columns.join(', ')}`, 'select column_type from (describe from {file})');
        expect(types.map(([type], index) => [expressions[index]![0], type])).toEqual(expressions.map(([expression, type]) => [expression, type]));
        const values = await read('select columns(*)::varchar from {file}');
        expect(values).toEqual([expressions.map(([, , value]) => value)]);
    });

    it('keeps all rows in their order, and odd names', async () => {
        const sql = 'select range as "a ""b", \'r\' || range as "select" from range(300000) order by range desc';
        const question = `
            select count(*), count(*) filter (where "a ""b" = 299999 - file_row_number and "select" = 'r' || "a ""b")
            from read_parquet({file}, file_row_number = true)
        `;
        expect(await readBack(sql, question)).toEqual([[300000n, 300000n]]);
    });

    it('writes a file with columns and without rows when there are none', async () => {
        expect(await readBack('select 1::bigint as n where false', 'select count(*), max(n) from {file}')).toEqual([[0n, null]]);
    });

    it('goes to standard output when that is no terminal', async () => {
        const stdout = new CollectedOutput();
        await runQuery({ lake: made.lake, sql: 'select 42 as answer', format: 'parquet', stdout });
        const piped = join(made.folder, 'piped.parquet');
        writeFileSync(piped, stdout.bytes);
        expect((await reader.runAndReadAll(`from '${piped}'`)).getRows()).toEqual([[42]]);
    });

    it.each([
        ['two columns of one name', 'select 1 as a, 2 as A', 'Two columns of the result are named "A"'],
        ['a struct without names', 'select row(1, 2) as x', 'A struct of the result has fields without a name'],
    ])('refuses %s and leaves nothing behind', async (_, sql, message) => {
        const before = readdirSync(made.folder);
        const output = join(made.folder, 'refused.parquet');
        const asked = runQuery({ lake: made.lake, sql, format: 'parquet', output, stdout: new CollectedOutput() });
        await expect(asked).rejects.toThrow(UsageError);
        await expect(asked).rejects.toThrow(message);
        expect(readdirSync(made.folder)).toEqual(before);
    });
});
