import { FAILS, type Outcome } from './case.js';

/** A statement that DuckDB and Trino answer differently without a word: what each says, and what views do instead. */
export interface AthenaDifference {
    readonly sql: string;
    readonly duckdb: Outcome;
    readonly trino: Outcome;
    readonly instead: string;
    /** What no view may contain. @default - the text does not tell */
    readonly banned?: RegExp;
}

/**
 * Where DuckDB and Trino are known to differ. Each is run on both, so that one which goes away is noticed; what can be told from
 * the text of a view is banned there (`test/athena-functions.test.ts`).
 */
export const ATHENA_DIFFERENCES: readonly AthenaDifference[] = [
    {
        sql: '7 / 2',
        duckdb: '3.5',
        trino: '3',
        instead: 'only the whole part of a quotient is taken, by floor or the remainder: sql/dialects/duckdb-athena.sql',
        // within the brackets of floor, or of what the remainder was taken away from
        banned: /(?<!\bfloor\s*\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)(?<!% denominator(?:_of_millions)?\)\s*)\//i,
    },
    {
        sql: `greatest(1, cast(null as integer))`,
        duckdb: '1',
        trino: null,
        instead: 'the larger of two is chosen by case',
        banned: /\bgreatest\s*\(/i,
    },
    {
        sql: `least(1, cast(null as integer))`,
        duckdb: '1',
        trino: null,
        instead: 'the smaller of two is chosen by case',
        banned: /\bleast\s*\(/i,
    },
    {
        sql: `concat('a', cast(null as varchar))`,
        duckdb: 'a',
        trino: null,
        instead: 'texts are joined by ||',
        banned: /\bconcat\s*\(/i,
    },
    {
        sql: `date_diff('month', date '2020-01-15', date '2020-02-14')`,
        duckdb: '1',
        trino: '0',
        instead: 'only days and milliseconds are counted, as DuckDB counts the bounds that are crossed and Trino whole units',
        banned: /\bdate_diff\s*\(\s*'(?!(?:day|millisecond)')/i,
    },
    {
        sql: `date_diff('day', timestamp '2020-02-28 23:00:00', timestamp '2020-02-29 01:00:00')`,
        duckdb: '1',
        trino: '0',
        instead: 'days are counted between dates',
        banned: /\bdate_diff\s*\(\s*'day'(?:[^()]|\([^()]*\))*(?:\([^()]*)?_(?:at|time)\b(?! as date\b)/i,
    },
    {
        sql: `extract(dow from date '2020-03-01')`,
        duckdb: '0',
        trino: '7',
        instead: 'the model has day_of_week',
        banned: /\bextract\s*\(/i,
    },
    {
        sql: `date_trunc('month', date '2020-02-29')`,
        duckdb: '2020-02-01 00:00:00',
        trino: '2020-02-01',
        instead: 'what is cut is cast to date',
        banned: /(?<!\bcast\()\bdate_trunc\s*\(/i,
    },
    {
        sql: `date '2020-02-29' + interval '1' day`,
        duckdb: '2020-03-01 00:00:00',
        trino: '2020-03-01',
        instead: 'what comes of an interval is cast to date',
    },
    {
        sql: `split_part('a.b', '.', 3)`,
        duckdb: '',
        trino: null,
        instead: 'every part but the first is nullif(split_part(...), \'\')',
        banned: /(?<!\bnullif\()\bsplit_part\s*\((?!(?:[^()]|\([^()]*\))*, 1\))/i,
    },
    {
        sql: `substr('abc', 0, 2)`,
        duckdb: 'a',
        trino: '',
        instead: 'no text is cut',
        banned: /\bsubstr(?:ing)?\s*\(/i,
    },
    {
        sql: `upper('ß')`,
        duckdb: 'ẞ',
        trino: 'ß',
        instead: 'nothing is made large',
        banned: /\bupper\s*\(/i,
    },
    {
        sql: `trim('\ta')`,
        duckdb: '\ta',
        trino: 'a',
        instead: 'nothing is trimmed, as the model has clean texts',
        banned: /\b[lr]?trim\s*\(/i,
    },
    {
        sql: 'select max_by(a, b) as a from (values (cast(null as integer), 7), (1, 6)) as t(a, b)',
        duckdb: [['1']],
        trino: [[null]],
        instead: 'the first row of an order is found by row_number',
        banned: /\b(?:max|min)_by\s*\(/i,
    },
    {
        sql: `cast('1.5' as bigint)`,
        duckdb: '2',
        trino: FAILS,
        instead: 'no text is cast to a number, and Trino says so',
    },
    {
        sql: 'cast(cast(2.5 as double) as bigint)',
        duckdb: '2',
        trino: '3',
        instead: 'there is no floating point number',
        banned: /\b(?:double|real|float)\b|\d[eE][+-]?\d/i,
    },
    {
        sql: `decimal '0.000001'`,
        duckdb: '0.000',
        trino: '0.000001',
        instead: 'a decimal is written as plain digits',
        banned: /\bdecimal\s*'/i,
    },
    {
        sql: 'select count_if(a > 1) * 9223372036854775807 as n from (values (1), (2), (3)) as t(a)',
        duckdb: [['18446744073709551614']],
        trino: FAILS,
        instead: 'count(*) filter (where ...) is a bigint in both',
        banned: /\bcount_if\s*\(/i,
    },
    {
        sql: 'select avg(a) as a from (values (cast(1 as decimal(18, 4))), (cast(2 as decimal(18, 4)))) as t(a)',
        duckdb: [['1.5']],
        trino: [['1.5000']],
        instead: 'a mean is a quotient of a sum and a count',
        banned: /\bavg\s*\(/i,
    },
];

/** What views do without for another reason. */
export const ALSO_BANNED: readonly { readonly banned: RegExp; readonly because: string }[] = [
    { banned: /\b(?:current_date|current_timestamp|current_time|localtimestamp|localtime|now\s*\()/i, because: 'no view asks for the time of today' },
    { banned: /\bat\s+time\s+zone\b|\bwith\s+time\s+zone\b/i, because: 'all times are UTC without a zone' },
    { banned: /\/\/|::|\bqualify\b|\bexclude\b|\bgroup by all\b|\border by all\b/i, because: 'Trino has no such syntax' },
    { banned: /\b(?:random|rand|shuffle|uuid|any_value|arbitrary)\s*\(/i, because: 'a view gives the same rows each time' },
];
