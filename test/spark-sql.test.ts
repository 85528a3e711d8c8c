import { describe, expect, test } from 'vitest';
import { Database } from '../local/engine/database.js';
import { sqlFile, sqlFileNames } from '../local/engine/sql-files.js';
import { account, effects, mergeBuilt, mergeChanges, newestChanges, raiseToFloor, repeatedKeys, repeatedRecords } from '../tables/derive/merge.js';
import { cleanTables, modelTables, sourceTables } from '../tables/index.js';
import { DIFFERENCES } from './engines/differences.js';
import { SAME_IN_BOTH } from './engines/same-in-both.js';

/** Those with the same meaning in DuckDB and in Spark: `npm run test:engines` runs cases of each on both. */
const SAME = Object.keys(SAME_IN_BOTH);

/** Given to every file by the engine that runs it. */
const GIVEN = ['run_id', 'hash_key', 'derived_id', 'history_sequence', 'line_sequence', 'named_line_sequence'];

const KEYWORDS = ['in', 'over', 'as', 'and', 'or', 'not', 'on', 'when', 'then', 'from', 'where', 'by', 'decimal', 'with', 'case', 'else', 'using', 'exists', 'join'];

const prelude = [...sqlFile('dialects/duckdb-spark.sql').matchAll(/create or replace macro (\w+)\(/g)].map(([, name]) => name!);

const withoutComments = (text: string) => text.replaceAll(/--.*$/gm, '');
const withoutTexts = (text: string) => withoutComments(text).replaceAll(/'(?:[^']|'')*'/g, "''");

/** The statements that are made of the definitions and run on both engines. */
const made = sourceTables.flatMap((table): [string, string][] => {
    const clean = cleanTables.find(({ name }) => name === table.name)!;
    const floor = { time: '2026112112000000', at: '2026-11-21 12:00:00.000' };
    return [
        [`effects of ${table.name}`, effects(table, 'judged', floor)],
        [`newest changes of ${table.name}`, newestChanges(table, clean, floor)],
        [`merge of ${table.name}`, mergeChanges(table)],
        [`repeated records of ${table.name}`, `${repeatedKeys(table)};\n${repeatedRecords(table)}`],
        [`account of ${table.name}`, account(table, 'judged')],
        [`floor of ${table.name}`, raiseToFloor(table, floor)],
    ];
});

describe('the Spark SQL of history, clean, model and checks, and of the statements that are made', () => {
    const files = ['history', 'clean', 'model', 'checks'].flatMap((folder) => sqlFileNames(folder).map((name): [string, string] => [`${folder}/${name}.sql`, sqlFile(`${folder}/${name}.sql`)]));
    const merges = modelTables.map((table): [string, string] => [`merge of built ${table.name}`, mergeBuilt(table)]);
    const texts = [...files, ...made, ...merges];

    test.each(texts)('%s calls only functions that mean the same in both engines', (_name, sql) => {
        const text = withoutTexts(sql);
        const called = [...text.matchAll(/\b([a-z_]\w*)\s*\(/g)].map(([, name]) => name!);
        const ctes = [...text.matchAll(/\b(\w+) as \(/g)].map(([, name]) => name!);
        const known = new Set([...SAME, ...GIVEN, ...KEYWORDS, ...prelude, ...ctes]);
        expect(called.filter((name) => !known.has(name))).toEqual([]);
    });

    test.each(texts)('%s has nothing of what is known to differ', (_name, sql) => {
        for (const { banned, because } of DIFFERENCES) if (banned !== undefined) expect(withoutComments(sql), because).not.toMatch(banned);
    });

    test.each(texts)('%s casts to exact types only', (_name, sql) => {
        const text = withoutTexts(sql);
        for (const [, type] of text.matchAll(/\bcast\([^()]*(?:\([^()]*(?:\([^()]*\)[^()]*)*\)[^()]*)* as (\w+)/g)) {
            expect(['bigint', 'date', 'decimal', 'integer', 'string', 'timestamp']).toContain(type);
        }
        expect(text).not.toMatch(/\b(double|float|real)\b|::|\bqualify\b|\bexclude\b/);
    });

    test.each([
        `concat('a', b)`,
        `weekday(event_date)`,
        `dayofweek(event_date)`,
        `substr(name, 1, 2)`,
        `cast(price as varchar)`,
        `a / b`,
        '1e0 * a / b',
        'a * 1e0 / b / c',
        '(a + 1e0) / b',
        String.raw`'a\nb'`,
        'pmod(a, b)',
        'row_number() over (order by brand_id)',
        'row_number() over (order by _change_time, brand_id)',
        'max(a) over (partition by b order by user_id desc rows unbounded preceding)',
        'sum(a) over alike from t window alike as (partition by b order by band)',
    ])('%s is banned', (sql) => {
        expect(DIFFERENCES.some(({ banned }) => banned?.test(withoutComments(sql)))).toBe(true);
    });

    test.each(['a * 1e0 / b', '3401e0 / b', '(a * 1000000e0\n    / (b + 20e0))', 'row_number() over (partition by a order by score desc, of_60_days desc, product_id)'])('%s is allowed', (sql) => {
        expect(DIFFERENCES.filter(({ banned }) => banned?.test(sql))).toEqual([]);
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
        [`substring_index('a.b.c', '.', 2)`, 'a.b'],
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
