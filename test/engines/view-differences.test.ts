import { describe, expect, test } from 'vitest';
import type { Answer } from './spark-session.js';
import { viewDifferences } from './view-differences.js';

const view = { name: 'sales', key: ['day', 'brand'] };
const engines = ['DuckDB', 'Trino'] as const;
const COLUMNS: Answer['columns'] = [['day', 'date'], ['brand', 'varchar'], ['revenue', 'decimal(18,4)']];
const answer = (...rows: Answer['rows'][number][]): Answer => ({ columns: COLUMNS, rows });
const between = (first: Answer, second: Answer) => viewDifferences({ view, engines, answers: [first, second] });

describe('two answers', () => {
    const rows: Answer['rows'] = [['2024-03-01', 'apple', '5.0000'], ['2024-03-01', 'sony', null]];

    test('with the same rows in any order do not differ', () => {
        expect(between(answer(...rows), answer(...rows.toReversed()))).toEqual([]);
        expect(between(answer(), answer())).toEqual([]);
    });

    test('differ in a value by its last digit, and in null and what is empty', () => {
        expect(between(answer(...rows), answer(['2024-03-01', 'apple', '5.0001'], ['2024-03-01', 'sony', '']))).toEqual([
            'sales, day "2024-03-01", brand "apple": revenue is "5.0000" on DuckDB and "5.0001" on Trino',
            'sales, day "2024-03-01", brand "sony": revenue is null on DuckDB and "" on Trino',
        ]);
    });

    test('differ in rows that one lacks or has twice', () => {
        expect(between(answer(rows[0]!), answer(rows[1]!, rows[1]!))).toEqual([
            'sales, day "2024-03-01", brand "apple": 1 rows on DuckDB and 0 on Trino',
            'sales, day "2024-03-01", brand "sony": 0 rows on DuckDB and 2 on Trino',
        ]);
        expect(between(answer(rows[0]!, rows[0]!), answer(rows[0]!, rows[0]!))).toEqual(['sales, day "2024-03-01", brand "apple": 2 rows on DuckDB and 2 on Trino']);
    });

    test('differ in name, order and type of columns', () => {
        const of = (...columns: Answer['columns'][number][]): Answer => ({ columns, rows: [] });
        expect(between(answer(), of(['brand', 'varchar'], ['day', 'date'], ['revenue', 'decimal(18,4)']))).toEqual([
            'sales: columns are (day date, brand varchar, revenue decimal(18,4)) on DuckDB and (brand varchar, day date, revenue decimal(18,4)) on Trino',
        ]);
        expect(between(answer(), of(['day', 'date'], ['brand', 'varchar'], ['revenue', 'decimal(18,2)']))).toHaveLength(1);
        expect(between(answer(), of(['day', 'date'], ['brand', 'varchar']))).toHaveLength(1);
    });
});
