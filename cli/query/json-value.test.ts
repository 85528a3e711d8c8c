import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../local/errors.js';
import { anyText } from './any-text.js';
import { jsonText, jsonValue } from './json-value.js';

const connection = await (await DuckDBInstance.create()).connect();

async function json(expression: string): Promise<string> {
    const result = await connection.run(`select ${expression}`);
    return jsonValue(result.columnType(0))((await result.getRows())[0]![0]!);
}

describe('jsonValue', () => {
    it.each([
        ['true', 'true'],
        ['null', 'null'],
        ['(-128)::tinyint', '-128'],
        ['9223372036854775807', '9223372036854775807'],
        ['170141183460469231731687303715884105727', '170141183460469231731687303715884105727'],
        ["'12345678901234567890123456789012345678901234567890'::bignum", '12345678901234567890123456789012345678901234567890'],
        ['35.79::decimal(18, 4)', '35.7900'],
        ['-0.05::decimal(18, 4)', '-0.0500'],
        ['123456789012345678901234567890::decimal(30, 0)', '"123456789012345678901234567890"'],
        ['123456789012345678::decimal(18, 0)', '123456789012345678'],
        ['1234567890123456789012.5::decimal(38, 4)', '1234567890123456789012.5000'],
        ['0.1::float', '0.1'],
        ['0.1::double', '0.1'],
        ['1e300::double', '1e+300'],
        ["'nan'::double", 'null'],
        ["'-inf'::float", 'null'],
        ["date '2020-04-01'", '"2020-04-01"'],
        ["date 'infinity'", '"infinity"'],
        ["date '-infinity'", '"-infinity"'],
        ["timestamp '2020-04-01 10:00:00'", '"2020-04-01T10:00:00.000Z"'],
        ["timestamptz '2020-04-01 12:00:00+02'", '"2020-04-01T10:00:00.000Z"'],
        ["time '10:00:01.5'", '"10:00:01.5"'],
        ["interval '1 month 2 days'", '"1 month 2 days"'],
        ["'say \"hi\"\n'", '"say \\"hi\\"\\n"'],
        ["'{\"a\": 1}'::json", '"{\\"a\\": 1}"'],
        ["'\\xAA'::blob", '"\\\\xAA"'],
        ["'6b9e1a1e-0d55-4a21-a1c5-7a3a4e6d7f10'::uuid", '"6b9e1a1e-0d55-4a21-a1c5-7a3a4e6d7f10"'],
        ["'x'::enum('x', 'y')", '"x"'],
        ["[1.50::decimal(5, 2), null]", '[1.50,null]'],
        ["['a', 'b']::varchar[2]", '["a","b"]'],
        ['[]::integer[]', '[]'],
        ["{'at': timestamp '2020-04-01', 'of': [{'n': 1}], 'none': null::integer}", '{"at":"2020-04-01T00:00:00.000Z","of":[{"n":1}],"none":null}'],
        ["map {'k': 1}", '"{\'k\': 1}"'],
    ])('writes %s as %s', async (expression, expected) => {
        expect(await json(expression)).toBe(expected);
    });

    it('refuses a struct whose fields it could not tell apart', async () => {
        await expect(json('row(1, 2)')).rejects.toThrow(UsageError);
    });
});

describe('jsonText', () => {
    it('reads back as the same text', () => {
        fc.assert(
            fc.property(anyText, (text) => {
                expect(JSON.parse(jsonText(text))).toBe(text);
            }),
        );
    });

    it('escapes what JSON would leave to the terminal', () => {
        expect(jsonText('\u009b2J\u202e')).toBe('"\\u009b2J\\u202e"');
    });
});
