import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
    BIGINT,
    DATE,
    DECIMAL,
    type DuckDBConnection,
    DuckDBDateValue,
    DuckDBDecimalValue,
    DuckDBInstance,
    DuckDBListValue,
    type DuckDBType,
    type DuckDBValue,
    ENUM,
    LIST,
    VARCHAR,
} from '@duckdb/node-api';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anyText } from './any-text.js';
import { writeCsv } from './csv-writer.js';
import { writtenText } from './written-text.js';

const csv = (names: readonly string[], types: readonly DuckDBType[], values: readonly (readonly DuckDBValue[])[]) =>
    writtenText(writeCsv, { names, types, values });

const cell = async (type: DuckDBType, value: DuckDBValue) => (await csv(['x'], [type], [[value]])).slice('x\n'.length, -1);

describe('writeCsv', () => {
    it('writes a header and then the rows, across chunks', async () => {
        const values = [[1n, 'a'], [2n, 'b'], [3n, 'c'], [4n, 'd']];
        expect(await csv(['n', 'text'], [BIGINT, VARCHAR], values)).toBe('n,text\n1,a\n2,b\n3,c\n4,d\n');
    });

    it('writes the header alone when there are no rows', async () => {
        expect(await csv(['a,b', 'c"d', '=e'], [BIGINT, BIGINT, BIGINT], [])).toBe('"a,b","c""d",\'=e\n');
    });

    it('tells null from the empty text', async () => {
        expect(await csv(['a', 'b'], [VARCHAR, VARCHAR], [[null, '']])).toBe('a,b\n,""\n');
    });

    it.each([
        ['a,b', '"a,b"'],
        ['say "hi"', '"say ""hi"""'],
        ['two\nlines', '"two\nlines"'],
        ['two\r\nlines', '"two\r\nlines"'],
        [' space ', ' space '],
        ["it's", "it's"],
        ['=1+1', "'=1+1"],
        ['+49 30', "'+49 30"],
        ['-1', "'-1"],
        ['@cmd', "'@cmd"],
        ['\tx', "'\tx"],
        ['\rx', '"\'\rx"'],
        ['=HYPERLINK("a,b")', '"\'=HYPERLINK(""a,b"")"'],
        ['a=b', 'a=b'],
    ])('writes the text %j as %j', async (text, expected) => {
        expect(await cell(VARCHAR, text)).toBe(expected);
    });

    it('puts the quote before every kind of text and before no number', async () => {
        expect(await cell(ENUM(['=1']), '=1')).toBe("'=1");
        expect(await cell(LIST(VARCHAR), new DuckDBListValue(['=1', 'b']))).toBe('"[""=1"",""b""]"');
        expect(await cell(BIGINT, -5n)).toBe('-5');
        expect(await cell(DECIMAL(18, 4), new DuckDBDecimalValue(-500n, 18, 4))).toBe('-0.0500');
        expect(await cell(DATE, new DuckDBDateValue(0))).toBe('1970-01-01');
    });

    describe('read back by DuckDB', () => {
        let folder: string;
        let connection: DuckDBConnection;

        beforeAll(async () => {
            folder = mkdtempSync(join(tmpdir(), 'lake-query-test-'));
            connection = await (await DuckDBInstance.create()).connect();
        });

        afterAll(() => {
            connection.closeSync();
            rmSync(folder, { recursive: true });
        });

        it('is the same text, save for the quote before a formula', async () => {
            const file = join(folder, 'x.csv');
            // The reader refuses a zero character, which the format itself allows.
            const text = anyText.map((any) => any.replaceAll('\0', ''));
            const table = fc.integer({ min: 2, max: 4 }).chain((width) =>
                fc.array(fc.array(fc.option(text), { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }),
            );
            await fc.assert(
                fc.asyncProperty(table, async (values) => {
                    const names = values[0]!.map((_, index) => `c${index}`);
                    writeFileSync(file, await csv(names, names.map(() => VARCHAR), values));
                    const columns = names.map((name) => `${name}: 'varchar'`).join(', ');
                    const read = await connection.runAndReadAll(`
                        from read_csv('${file}', columns = {${columns}}, header = true, auto_detect = false, delim = ',',
                            quote = '"', escape = '"', comment = '', nullstr = '', allow_quoted_nulls = false, new_line = '\\n')
                    `);
                    const beginsFormula = (value: string) => value !== '' && '=+-@\t\r'.includes(value.charAt(0));
                    const expected = values.map((row) =>
                        row.map((value) => (value !== null && beginsFormula(value) ? `'${value}` : value)),
                    );
                    expect(read.getRows()).toEqual(expected);
                }),
            );
        });
    });
});
