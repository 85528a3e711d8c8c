import { BIGINT, DOUBLE, type DuckDBType, type DuckDBValue, VARCHAR } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import { displayWidth } from './display-width.js';
import { writeTable } from './table-writer.js';
import { writtenText } from './written-text.js';

const table = (names: readonly string[], types: readonly DuckDBType[], values: readonly (readonly DuckDBValue[])[]) =>
    writtenText(writeTable, { names, types, values });

const numbers = (count: number) => Array.from({ length: count }, (_, index) => [BigInt(index)]);

describe('writeTable', () => {
    it('aligns text to the left and numbers to the right, and counts the rows', async () => {
        const values = [['view', 1200n, 0.5], ['cart', -80n, null], [null, 3n, 12], ['', 4n, 1]];
        expect(await table(['event_type', 'n', 'share'], [VARCHAR, BIGINT, DOUBLE], values)).toBe(
            [
                'event_type │    n │ share',
                '───────────┼──────┼──────',
                'view       │ 1200 │   0.5',
                'cart       │  -80 │  NULL',
                'NULL       │    3 │    12',
                '           │    4 │     1',
                '4 rows',
                '',
            ].join('\n'),
        );
    });

    it('shows the header of a result without rows', async () => {
        expect(await table(['a', 'bc'], [VARCHAR, VARCHAR], [])).toBe('a │ bc\n──┼───\n0 rows\n');
    });

    it('aligns wide characters', async () => {
        const text = await table(['brand', 'n'], [VARCHAR, BIGINT], [['日本', 1n], ['👍', 2n], ['abcde', 3n]]);
        const bars = text.split('\n').slice(0, 5).map((line) => displayWidth(line.slice(0, line.search(/[│┼]/))));
        expect(bars).toEqual([6, 6, 6, 6, 6]);
    });

    it('keeps a cell of 60 characters and cuts one of 61', async () => {
        expect(await table(['x'], [VARCHAR], [['a'.repeat(60)]])).toContain(`\n${'a'.repeat(60)}\n`);
        expect(await table(['x'], [VARCHAR], [['a'.repeat(61)]])).toContain(`\n${'a'.repeat(59)}…\n`);
        expect(await table(['x'], [VARCHAR], [['👍'.repeat(61)]])).toContain(`\n${'👍'.repeat(59)}…\n`);
    });

    it('keeps every row on its line and away from the terminal\'s commands, in the header too', async () => {
        expect(await table(['a\u001b[2J'], [VARCHAR], [['x\ny\u202e']])).toBe('a\\x1b[2J\n──────────\nx\\ny\\u202e\n1 row\n');
    });

    it('shows all of 1000 rows', async () => {
        const lines = (await table(['n'], [BIGINT], numbers(1000))).split('\n');
        expect(lines.slice(-3)).toEqual(['999', '1000 rows', '']);
    });

    it.each([1001, 1002, 1003, 5000])('shows the first 1000 of %d rows and says how to get all', async (count) => {
        const lines = (await table(['n'], [BIGINT], numbers(count))).split('\n');
        expect(lines.length).toBe(2 + 1000 + 2);
        expect(lines.slice(-3)).toEqual([
            '999',
            'The first 1000 rows; for all of them add --format csv, json or parquet, and --output FILE to keep them.',
            '',
        ]);
    });
});
