import { BIGINT, type DuckDBType, type DuckDBValue, VARCHAR } from '@duckdb/node-api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../local/errors.js';
import { anyText } from './any-text.js';
import { writeJson } from './json-writer.js';
import { writtenText } from './written-text.js';

const json = (names: readonly string[], types: readonly DuckDBType[], values: readonly (readonly DuckDBValue[])[]) =>
    writtenText(writeJson, { names, types, values });

describe('writeJson', () => {
    it('writes one object per line, across chunks', async () => {
        const values = [[1n, 'a'], [2n, null], [3n, ''], [9223372036854775807n, '"']];
        expect(await json(['n', 'the "text"'], [BIGINT, VARCHAR], values)).toBe(
            [
                '[',
                '{"n":1,"the \\"text\\"":"a"},',
                '{"n":2,"the \\"text\\"":null},',
                '{"n":3,"the \\"text\\"":""},',
                '{"n":9223372036854775807,"the \\"text\\"":"\\""}',
                ']',
                '',
            ].join('\n'),
        );
    });

    it('writes an empty array when there are no rows', async () => {
        expect(await json(['n'], [BIGINT], [])).toBe('[]\n');
    });

    it('refuses two columns of one name', async () => {
        await expect(json(['n', 'N'], [BIGINT, BIGINT], [])).rejects.toThrow(
            new UsageError('Two columns of the result are named "N", which JSON cannot hold: give one another name with `as`.'),
        );
    });

    it('reads back as the same texts, on as many lines as rows', async () => {
        const names = fc.uniqueArray(anyText, {
            selector: (name) => name.toLowerCase(),
            minLength: 1,
            maxLength: 3,
        });
        const table = names.chain((columns) =>
            fc.tuple(fc.constant(columns), fc.array(fc.tuple(...columns.map(() => fc.option(anyText))), { maxLength: 8 })),
        );
        await fc.assert(
            fc.asyncProperty(table, async ([columns, values]) => {
                const text = await json(columns, columns.map(() => VARCHAR), values);
                const expected = values.map((row) => Object.fromEntries(columns.map((name, index) => [name, row[index]])));
                expect(JSON.parse(text)).toEqual(expected);
                expect(text.trimEnd().split('\n').length).toBe(values.length === 0 ? 1 : values.length + 2);
            }),
        );
    });
});
