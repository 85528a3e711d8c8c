import { describe, expect, test } from 'vitest';
import { Database } from '../local/engine/database.js';
import { sqlFile, sqlFileNames } from '../local/engine/sql-files.js';

/**
 * Functions with the same meaning in DuckDB and in Spark, for the arguments that they are given here. A name that is not
 * in the list is looked up in both manuals before it is added; these differ, and stay out: concat (null), weekday and
 * dayofweek (first day), date_format, datediff (arguments), floor and round of decimals (type), substring with 0, `/`.
 */
const SAME_IN_BOTH = ['cast', 'coalesce', 'count', 'day', 'hour', 'lag', 'lead', 'lower', 'max', 'min', 'month', 'quarter', 'row_number', 'sum', 'trim', 'year'];

/** Given to every file by the engine that runs it. */
const GIVEN = ['run_id', 'hash_key'];

const KEYWORDS = ['in', 'over', 'as', 'and', 'or', 'not', 'on', 'when', 'then', 'from', 'where', 'by', 'decimal', 'with', 'case', 'else', 'using', 'exists'];

const prelude = [...sqlFile('dialects/duckdb-spark.sql').matchAll(/create or replace macro (\w+)\(/g)].map(([, name]) => name!);

const withoutComments = (text: string) => text.replaceAll(/--.*$/gm, '').replaceAll(/'(?:[^']|'')*'/g, "''");

describe('the Spark SQL of clean, model and checks', () => {
    const files = ['clean', 'model', 'checks'].flatMap((folder) => sqlFileNames(folder).map((name) => `${folder}/${name}.sql`));

    test.each(files)('%s calls only functions that mean the same in both engines', (file) => {
        const text = withoutComments(sqlFile(file));
        const called = [...text.matchAll(/\b([a-z_]\w*)\s*\(/g)].map(([, name]) => name!);
        const ctes = [...text.matchAll(/\b(\w+) as \(/g)].map(([, name]) => name!);
        const known = new Set([...SAME_IN_BOTH, ...GIVEN, ...KEYWORDS, ...prelude, ...ctes]);
        expect(called.filter((name) => !known.has(name))).toEqual([]);
    });

    test.each(files)('%s divides nowhere and casts to exact types only', (file) => {
        const text = withoutComments(sqlFile(file));
        expect(text).not.toMatch(/[^/*]\/[^/*]/);
        for (const [, type] of text.matchAll(/\bcast\([^()]*(?:\([^()]*(?:\([^()]*\)[^()]*)*\)[^()]*)* as (\w+)/g)) {
            expect(['bigint', 'date', 'decimal', 'integer', 'timestamp', 'varchar']).toContain(type);
        }
        expect(text).not.toMatch(/\b(double|float|real)\b|::|\bqualify\b|\bexclude\b/);
    });
});

describe('the prelude that teaches DuckDB', () => {
    test('adds only names that DuckDB does not have', async () => {
        const database = await Database.open(':memory:', '.cache');
        try {
            for (const name of prelude) {
                const { n } = await database.row<{ n: bigint }>(`select count(*) as n from duckdb_functions() where function_name = '${name}'`);
                expect(n, name).toBe(0n);
            }
        } finally {
            database.close();
        }
    });

    // Worked out from Spark's manual: https://spark.apache.org/docs/4.1.1/api/sql/
    test.each([
        ['unix_date(date \'1970-01-01\')', 0],
        ['unix_date(date \'1969-12-31\')', -1],
        ['unix_date(date \'2020-02-29\')', 18321],
        ['cast(date_from_unix_date(18321) as varchar)', '2020-02-29'],
        ['cast(date_from_unix_date(-1) as varchar)', '1969-12-31'],
        ['pmod(10, 3)', 1],
        ['pmod(-10, 3)', 2],
        ['pmod(-9, 3)', 0],
        ['pmod(null, 3)', null],
        ['unix_millis(timestamp \'1970-01-01 00:00:01.999\')', 1999n],
        ['unix_millis(timestamp \'1969-12-31 23:59:59.001\')', -999n],
        ['unix_millis(timestamp \'2020-02-29 00:00:00\')', 1582934400000n],
        ['sha2(\'Spark\', 256)', '529bc3b07127ecb7e53a4dcf1991d9152c24537d919178022b2c42657f79a26b'],
        ['sha2(null, 256)', null],
        ['len(sequence(3, 5))', 3n],
    ])('%s is %s', async (expression, expected) => {
        const database = await Database.open(':memory:', '.cache');
        try {
            await database.run(sqlFile('dialects/duckdb-spark.sql'));
            expect((await database.row(`select ${expression} as value`)).value).toBe(expected);
        } finally {
            database.close();
        }
    });
});
