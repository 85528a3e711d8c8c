import { describe, expect, test } from 'vitest';
import { sqlFile, sqlFileNames } from '../local/engine/sql-files.js';
import { type View, views } from '../tables/index.js';
import { ALSO_BANNED, ATHENA_DIFFERENCES } from './engines/athena-differences.js';
import { ATHENA_FUNCTIONS } from './engines/athena-functions.js';

/** What stands before a bracket and is no function. */
const KEYWORDS = ['all', 'and', 'any', 'as', 'between', 'by', 'case', 'distinct', 'else', 'except', 'exists', 'filter', 'from', 'having', 'in', 'intersect', 'join', 'lateral', 'like', 'not', 'on', 'or', 'over', 'select', 'then', 'union', 'using', 'values', 'when', 'where', 'with'];

const withoutComments = (sql: string): string => sql.replaceAll(/--.*$/gm, '');
const withoutTexts = (sql: string): string => withoutComments(sql).replaceAll(/'(?:[^']|'')*'/g, "''");

/** Names before a bracket, but those that `as` gives and types behind `as`. */
const called = (sql: string): string[] =>
    [...withoutTexts(sql).matchAll(/(\bas\s+)?\b([a-z_]\w*)\s*\(/gi)].filter(([, as]) => as === undefined).map(([, , name]) => name!.toLowerCase());

const unknown = (sql: string): string[] => [...new Set(called(sql))].filter((name) => !KEYWORDS.includes(name) && !Object.hasOwn(ATHENA_FUNCTIONS, name)).sort();

/** Texts of one word stay, as some say what a function does. */
const withWords = (sql: string): string => withoutComments(sql).replaceAll(/'(?:[^']|'')*'/g, (text) => (/^'[a-z]+'$/.test(text) ? text : "''"));

/** Why a text is refused. */
const objections = (sql: string): string[] => [
    ...ATHENA_DIFFERENCES.filter(({ banned }) => banned?.test(withWords(sql))).map(({ instead }) => instead),
    ...ALSO_BANNED.filter(({ banned }) => banned.test(withoutTexts(sql))).map(({ because }) => because),
];

/** Does a view that approximates say so in its name or in that of a column? */
const saysWhatItIs = ({ name, columns }: Pick<View, 'name' | 'columns'>, sql: string): boolean =>
    !called(sql).some((one) => one.startsWith('approx_')) || [name, ...Object.keys(columns)].some((one) => /(?:^|_)approx(?:imate(?:ly)?)?(?:_|$)/.test(one));

const files = sqlFileNames('athena').map((name): [string, string] => [name, sqlFile(`athena/${name}.sql`)]);

describe('the statements of views', () => {
    test.each(files)('%s calls only functions that Athena documents and that mean the same in DuckDB', (_name, sql) => {
        expect(called(sql)).not.toEqual([]);
        expect(unknown(sql)).toEqual([]);
    });

    test.each(files)('%s has nothing whose meaning differs between DuckDB and Trino', (_name, sql) => {
        expect(objections(sql)).toEqual([]);
    });

    test.each(views)('$name approximates nothing, or says so', (view) => {
        expect(saysWhatItIs(view, sqlFile(`athena/${view.name}.sql`))).toBe(true);
    });
});

describe('what is refused', () => {
    test.each([
        ['select json_extract(a, b) from t', ['json_extract']],
        ['select COUNT (*), Date_Format(a, \'%Y (\') from t -- also(this)', ['date_format']],
        ['with a as (select cast(b as decimal(18, 4)) from (values (1)) as t (b)) select max(b) from a where b in (1)', []],
        ['select approx_distinct(a), date_diff(\'day\', a, b) from t', ['approx_distinct']],
    ])('%s: of its functions %j are unknown', (sql, expected) => {
        expect(unknown(sql)).toEqual(expected);
    });

    test.each(ATHENA_DIFFERENCES.filter(({ banned }) => banned !== undefined))('$sql, since $instead', ({ sql, banned }) => {
        // The regular expression of times looks at names of columns.
        const named = sql.replaceAll(/timestamp '[^']*'/g, 'started_at');
        expect([sql, named].some((one) => banned!.test(one))).toBe(true);
    });

    test.each([
        'a / b',
        'a / nullif(b, 0)',
        `floor(a) +\na / b`,
        `date_diff('hour', a, b)`,
        `date_diff('day', session_date, cast(started_at as timestamp))`,
        `date_trunc('week', session_date)`,
        'cast(a as double)',
        '1e6',
        'current_date',
        'a::date',
        'now()',
        'random()',
        `started_at at time zone 'UTC'`,
    ])('%s', (sql) => {
        expect(objections(sql)).not.toEqual([]);
    });

    test.each([
        'cast(floor((2000000 * a + b) / nullif(2 * b, 0)) as decimal(18, 0))',
        '(numerator - numerator % denominator) / denominator',
        'cast(floor(5 * a / b) as bigint)',
        `date_diff('day', cast(started_at as date), session_date)`,
        `date_diff('millisecond', started_at, ended_at)`,
        `cast(date_trunc('week', session_date) as date)`,
        `split_part(category_name, '.', 1)`,
        `nullif(split_part(category_name, '.', 2), '')`,
        `select '1/2 :: now()' as text -- a / b`,
    ])('but not %s', (sql) => {
        expect(objections(sql)).toEqual([]);
    });

    test('approximations in a view that does not say so', () => {
        const of = (name: string, column: string): Pick<View, 'name' | 'columns'> => ({ name, columns: { [column]: views[0]!.columns['sessions']! } });
        const sql = 'select approx_percentile(a, 0.5) as median from t';
        expect(saysWhatItIs(of('prices', 'median'), sql)).toBe(false);
        expect(saysWhatItIs(of('approximations', 'median'), sql)).toBe(false);
        expect(saysWhatItIs(of('prices', 'approx_median'), sql)).toBe(true);
        expect(saysWhatItIs(of('approximate_prices', 'median'), sql)).toBe(true);
        expect(saysWhatItIs(of('prices', 'median'), 'select max(a) as approx_nothing from t')).toBe(true);
    });
});

test('every function of the list has cases that call it, and stands in the order of the alphabet', () => {
    expect(Object.keys(ATHENA_FUNCTIONS)).toEqual(Object.keys(ATHENA_FUNCTIONS).sort());
    for (const [name, { cases }] of Object.entries(ATHENA_FUNCTIONS)) for (const [sql] of cases) expect(called(sql), name).toContain(name);
});
