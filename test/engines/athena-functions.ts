import { type Case, FAILS } from './case.js';

/** A function that views may call. */
export interface AthenaFunction {
    /** The page of https://trino.io/docs/current/functions/ that has it: https://docs.aws.amazon.com/athena/latest/ug/functions-env3.html names these pages. */
    readonly page: 'aggregate' | 'comparison' | 'conditional' | 'conversion' | 'datetime' | 'math' | 'string' | 'window';
    /** Worked out by hand from that page; run on DuckDB and on Trino. */
    readonly cases: readonly Case[];
}

const PLACES = `(values (1, 10), (2, cast(null as integer)), (3, 30)) as t(place, a)`;

/**
 * The functions that `sql/athena` may call: those that Athena's engine version 3 documents and that mean the same in DuckDB, for
 * the arguments that they are given there. Another one is added here with cases, or avoided (`athena-differences.ts`).
 */
export const ATHENA_FUNCTIONS: Readonly<Record<string, AthenaFunction>> = {
    abs: {
        page: 'math',
        cases: [
            ['abs(cast(-5 as bigint))', '5'],
            ['abs(cast(-1.5 as decimal(18, 4)))', '1.5000'],
            ['abs(cast(null as bigint))', null],
        ],
    },
    array_agg: {
        page: 'aggregate',
        cases: [
            [`select array_agg(a order by place asc) as a from (values (2, 'b'), (3, 'a'), (1, 'c')) as t(place, a)`, [[['c', 'b', 'a']]]],
            [`select array_agg(a order by place asc) as a from (values (2, 'b'), (1, cast(null as varchar))) as t(place, a)`, [[[null, 'b']]]],
            [`select array_agg(a order by a asc) as a from (select 'a' as a where false) as t`, [[null]]],
        ],
    },
    bool_and: {
        page: 'aggregate',
        cases: [
            ['select bool_and(a) as a from (values (true), (false), (cast(null as boolean))) as t(a)', [['false']]],
            ['select bool_and(a) as a from (values (true), (cast(null as boolean))) as t(a)', [['true']]],
            ['select bool_and(a) as a from (select true as a where false) as t', [[null]]],
        ],
    },
    bool_or: {
        page: 'aggregate',
        cases: [
            ['select bool_or(a) as a from (values (true), (false), (cast(null as boolean))) as t(a)', [['true']]],
            ['select bool_or(a) as a from (values (false), (cast(null as boolean))) as t(a)', [['false']]],
            ['select bool_or(a) as a from (select true as a where false) as t', [[null]]],
        ],
    },
    cast: {
        page: 'conversion',
        cases: [
            [`cast(timestamp '2020-02-29 23:59:59.999' as date)`, '2020-02-29'],
            [`cast(timestamp '1969-12-31 23:59:59.999' as date)`, '1969-12-31'],
            ['cast(cast(2.5 as decimal(18, 4)) as bigint)', '3'],
            ['cast(cast(-2.5 as decimal(18, 4)) as bigint)', '-3'],
            ['cast(0.00005 as decimal(18, 4))', '0.0001'],
            ['cast(-0.00005 as decimal(18, 4))', '-0.0001'],
            ['cast(0.00014999 as decimal(18, 4))', '0.0001'],
            ['cast(100000000000000 as decimal(18, 4))', FAILS],
            ['cast(cast(null as bigint) as decimal(18, 6))', null],
            ['cast(cast(2147483648 as bigint) as integer)', FAILS],
            ['cast(cast(42 as bigint) as varchar)', '42'],
            ['cast(cast(1.5 as decimal(18, 4)) as varchar)', '1.5000'],
            [`cast(date '2020-02-29' as varchar)`, '2020-02-29'],
            [`cast('ä' as varchar)`, 'ä'],
        ],
    },
    coalesce: {
        page: 'conditional',
        cases: [
            ['coalesce(cast(null as bigint), 0)', '0'],
            ['coalesce(cast(null as decimal(18, 4)), cast(0 as decimal(18, 4)))', '0.0000'],
            [`coalesce(cast(null as varchar), 'unknown')`, 'unknown'],
            [`coalesce('', 'unknown')`, ''],
            ['coalesce(cast(null as bigint), cast(null as bigint))', null],
        ],
    },
    count: {
        page: 'aggregate',
        cases: [
            ['select count(*) as n from (select 1 as a where false) as t', [['0']]],
            ['select count(*) as n, count(a) as of_a, count(distinct a) as distinct_a from (values (1), (1), (2), (cast(null as integer))) as t(a)', [['4', '3', '2']]],
            ['select count(*) filter (where a > 1) as n from (values (1), (2), (cast(null as integer))) as t(a)', [['1']]],
            [`select count(distinct a) as n from (values ('a'), ('A'), ('a '), ('ä')) as t(a)`, [['4']]],
        ],
    },
    date_diff: {
        page: 'datetime',
        cases: [
            [`date_diff('day', date '2020-02-28', date '2020-03-01')`, '2'],
            [`date_diff('day', date '2020-03-01', date '2020-02-28')`, '-2'],
            [`date_diff('day', date '1969-12-31', date '1970-01-01')`, '1'],
            [`date_diff('day', date '2020-03-01', cast(null as date))`, null],
            [`date_diff('millisecond', timestamp '2020-02-29 23:59:59.999', timestamp '2020-03-01 00:00:01.000')`, '1001'],
            [`date_diff('millisecond', timestamp '1970-01-01 00:00:00.001', timestamp '1969-12-31 23:59:59.999')`, '-2'],
        ],
    },
    date_trunc: {
        page: 'datetime',
        cases: [
            // a Sunday
            [`cast(date_trunc('week', date '2020-03-01') as date)`, '2020-02-24'],
            [`cast(date_trunc('week', date '2020-02-24') as date)`, '2020-02-24'],
            [`cast(date_trunc('month', date '2020-02-29') as date)`, '2020-02-01'],
            [`cast(date_trunc('quarter', date '2020-06-30') as date)`, '2020-04-01'],
            [`cast(date_trunc('year', date '1969-12-31') as date)`, '1969-01-01'],
            [`cast(date_trunc('month', cast(null as date)) as date)`, null],
        ],
    },
    day: { page: 'datetime', cases: [[`day(date '2020-02-29')`, '29'], [`day(date '1969-12-31')`, '31']] },
    dense_rank: {
        page: 'window',
        cases: [['select a, dense_rank() over (order by a) as n from (values (1), (1), (3)) as t(a) order by a', [['1', '1'], ['1', '1'], ['3', '2']]]],
    },
    first_value: {
        page: 'window',
        cases: [
            [`select place, first_value(a) over (order by place) as b from ${PLACES} order by place`, [['1', '10'], ['2', '10'], ['3', '10']]],
            [`select place, first_value(a) over (order by place desc) as b from ${PLACES} where place < 3 order by place`, [['1', null], ['2', null]]],
        ],
    },
    floor: {
        page: 'math',
        cases: [
            ['cast(floor(cast(2.9 as decimal(18, 4))) as bigint)', '2'],
            ['cast(floor(cast(-2.1 as decimal(18, 4))) as bigint)', '-3'],
            // as rates are divided: 3 / 8 in millionths
            ['cast(cast(floor((2000000 * cast(3 as bigint) + cast(8 as bigint)) / nullif(2 * cast(8 as bigint), 0)) as decimal(18, 0)) * 0.000001 as decimal(18, 6))', '0.375000'],
            ['cast(cast(floor((2000000 * cast(2 as bigint) + cast(3 as bigint)) / nullif(2 * cast(3 as bigint), 0)) as decimal(18, 0)) * 0.000001 as decimal(18, 6))', '0.666667'],
            // whole parts of whole numbers
            ['cast(floor(cast(7 as bigint) / 2) as bigint)', '3'],
            ['cast(cast(floor((2000000 * cast(2 as bigint) + cast(0 as bigint)) / nullif(2 * cast(0 as bigint), 0)) as decimal(18, 0)) * 0.000001 as decimal(18, 6))', null],
        ],
    },
    hour: { page: 'datetime', cases: [[`hour(timestamp '2020-02-29 23:59:59.999')`, '23'], [`hour(timestamp '1969-12-31 00:00:00')`, '0']] },
    lag: {
        page: 'window',
        cases: [
            [`select place, lag(a) over (order by place) as b from ${PLACES} order by place`, [['1', null], ['2', '10'], ['3', null]]],
            [`select place, lag(a, 2, 0) over (order by place) as b from ${PLACES} order by place`, [['1', '0'], ['2', '0'], ['3', '10']]],
        ],
    },
    lead: {
        page: 'window',
        cases: [
            [`select place, lead(a) over (order by place) as b from ${PLACES} order by place`, [['1', null], ['2', '30'], ['3', null]]],
            [`select place, lead(a, 2, 0) over (order by place) as b from ${PLACES} order by place`, [['1', '30'], ['2', '0'], ['3', '0']]],
        ],
    },
    length: {
        page: 'string',
        cases: [
            [`length('ä👍')`, '2'],
            [`length('')`, '0'],
            ['length(cast(null as varchar))', null],
        ],
    },
    max: {
        page: 'aggregate',
        cases: [
            [`select max(a) as a from (values ('a'), ('B'), ('ä'), ('z'), (''), (cast(null as varchar))) as t(a)`, [['ä']]],
            ['select max(a) as a from (select 1 as a where false) as t', [[null]]],
            ['select place, max(a) over (order by place rows unbounded preceding) as b from (values (1, 3), (2, 1), (3, 5)) as t(place, a) order by place', [['1', '3'], ['2', '3'], ['3', '5']]],
        ],
    },
    min: {
        page: 'aggregate',
        cases: [
            [`select min(a) as a from (values ('a'), ('B'), ('ä')) as t(a)`, [['B']]],
            // by UTF-8, where U+FFFD stands before every emoji; by UTF-16 it would stand after
            [`select min(a) as a from (values ('\uFFFD'), ('👍')) as t(a)`, [['\uFFFD']]],
            [`select min(a) as a from (values (timestamp '1969-12-31 23:59:59.999'), (timestamp '2020-01-01 00:00:00.000')) as t(a)`, [['1969-12-31 23:59:59.999']]],
        ],
    },
    month: { page: 'datetime', cases: [[`month(date '2020-02-29')`, '2'], [`month(date '1969-12-31')`, '12']] },
    ntile: {
        page: 'window',
        cases: [
            ['select a, ntile(3) over (order by a) as n from (values (1), (2), (3), (4), (5)) as t(a) order by a', [['1', '1'], ['2', '1'], ['3', '2'], ['4', '2'], ['5', '3']]],
            ['select a, ntile(5) over (order by a) as n from (values (1), (2)) as t(a) order by a', [['1', '1'], ['2', '2']]],
        ],
    },
    nullif: {
        page: 'conditional',
        cases: [
            ['nullif(cast(0 as bigint), 0)', null],
            ['nullif(cast(2 as bigint), 0)', '2'],
            [`nullif(cast('' as varchar), '')`, null],
        ],
    },
    quarter: { page: 'datetime', cases: [[`quarter(date '2020-03-31')`, '1'], [`quarter(date '1969-12-31')`, '4']] },
    rank: {
        page: 'window',
        cases: [['select a, rank() over (order by a) as n from (values (1), (1), (3)) as t(a) order by a', [['1', '1'], ['1', '1'], ['3', '3']]]],
    },
    replace: {
        page: 'string',
        cases: [
            [`replace('a.b.c', '.', '')`, 'abc'],
            [`replace('abc', '.', '-')`, 'abc'],
        ],
    },
    round: {
        page: 'math',
        cases: [
            ['cast(round(cast(2.5 as decimal(18, 4))) as bigint)', '3'],
            ['cast(round(cast(-2.5 as decimal(18, 4))) as bigint)', '-3'],
            ['cast(round(cast(2.005 as decimal(18, 4)), 2) as decimal(18, 2))', '2.01'],
        ],
    },
    row_number: {
        page: 'window',
        cases: [
            ['select a, row_number() over (order by a desc) as n from (values (1), (3), (2)) as t(a) order by a', [['1', '3'], ['2', '2'], ['3', '1']]],
            // what is null comes last, whichever way the order goes
            ['select a, row_number() over (order by a) as n from (values (1), (cast(null as integer))) as t(a) order by n', [['1', '1'], [null, '2']]],
            ['select a, row_number() over (order by a desc) as n from (values (1), (cast(null as integer))) as t(a) order by n', [['1', '1'], [null, '2']]],
            [`select a, row_number() over (order by a) as n from (values ('b'), ('B'), ('ä'), ('')) as t(a) order by n`, [['', '1'], ['B', '2'], ['b', '3'], ['ä', '4']]],
        ],
    },
    split_part: {
        page: 'string',
        cases: [
            [`split_part('a.b.c', '.', 1)`, 'a'],
            [`nullif(split_part('a.b.c', '.', 2), '')`, 'b'],
            [`nullif(split_part('a.b.c', '.', 4), '')`, null],
        ],
    },
    // A floating point number, rounded as IEEE 754 has it in both; a view takes its whole part.
    sqrt: {
        page: 'math',
        cases: [
            ['cast(floor(sqrt(cast(144 as bigint))) as bigint)', '12'],
            ['cast(floor(1000000 * sqrt(cast(2 as bigint)) / nullif(cast(1 as bigint), 0) + 0.5) as decimal(18, 0))', '1414214'],
            ['cast(floor(1000000 * sqrt(cast(2 as bigint)) / nullif(cast(0 as bigint), 0) + 0.5) as decimal(18, 0))', null],
        ],
    },
    starts_with: { page: 'string', cases: [[`starts_with('abc', 'ab')`, 'true'], [`starts_with('abc', 'b')`, 'false'], [`starts_with('abc', '')`, 'true']] },
    strpos: { page: 'string', cases: [[`strpos('äbc', 'c')`, '3'], [`strpos('abc', 'd')`, '0']] },
    sum: {
        page: 'aggregate',
        cases: [
            ['select cast(sum(a) as bigint) as a from (values (1), (cast(null as integer)), (2)) as t(a)', [['3']]],
            ['select cast(sum(a) as bigint) as a from (select 1 as a where false) as t', [[null]]],
            ['select cast(sum(a) as bigint) as a from (values (cast(9223372036854775807 as bigint)), (cast(1 as bigint))) as t(a)', FAILS],
            ['select cast(sum(a) as decimal(18, 4)) as a from (values (cast(99999999999999.9999 as decimal(18, 4))), (cast(-0.0001 as decimal(18, 4)))) as t(a)', [['99999999999999.9998']]],
            ['select place, cast(sum(a) over (order by place rows unbounded preceding) as bigint) as b from (values (1, 3), (2, 1)) as t(place, a) order by place', [['1', '3'], ['2', '4']]],
        ],
    },
    year: { page: 'datetime', cases: [[`year(date '2020-02-29')`, '2020'], [`year(date '1969-12-31')`, '1969']] },
};
