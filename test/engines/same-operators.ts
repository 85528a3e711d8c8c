import { type Case, FAILS } from './case.js';

/** What else `sql/clean`, `sql/model`, `sql/checks` and the statements of `tables/derive` are made of. The cases are run on both. */
export const SAME_OPERATORS: Readonly<Record<string, readonly Case[]>> = {
    '||': [
        [`'a' || 'b'`, 'ab'],
        [`'a' || cast(null as string)`, null],
        [`'' || ''`, ''],
        [`'ä' || '.' || '👍'`, 'ä.👍'],
    ],
    'is distinct from': [
        ['1 is distinct from 2', 'true'],
        ['1 is distinct from 1', 'false'],
        ['1 is distinct from cast(null as integer)', 'true'],
        ['cast(null as integer) is distinct from cast(null as integer)', 'false'],
        [`'' is distinct from cast(null as string)`, 'true'],
        ['cast(1.5 as decimal(18, 4)) is distinct from cast(1.50 as decimal(18, 2))', 'false'],
    ],
    'comparison of texts': [
        [`'a' = 'a '`, 'false'],
        [`'a' = 'A'`, 'false'],
        [`'ä' = 'a\u0308'`, 'false'],
        [`'' = ''`, 'true'],
        [`'D' <> 'D'`, 'false'],
        [`cast(null as string) = 'unknown'`, null],
        [`'Z' < 'a'`, 'true'],
    ],
    'three-valued logic': [
        ['cast(null as boolean) and false', 'false'],
        ['cast(null as boolean) or true', 'true'],
        ['not cast(null as boolean)', null],
        ['cast(null as boolean) and true', null],
        [`'x' not in ('view', 'cart')`, 'true'],
        [`cast(null as string) not in ('view', 'cart')`, null],
        [`'x' in ('view', 'x')`, 'true'],
        ['select 1 as a where 1 not in (select a from (values (2), (cast(null as integer))) as t(a))', []],
        ['select 1 as a where 1 in (select a from (values (1), (cast(null as integer))) as t(a))', [['1']]],
        ['select 1 as a where cast(null as integer) in (select 1 as a)', []],
    ],
    case: [
        ['case when cast(null as boolean) then 1 else 2 end', '2'],
        ['case when false then 1 end', null],
        [`case when 1 = 1 then 'first' when 1 = 1 then 'second' end`, 'first'],
    ],
    '+ - *': [
        ['2147483646 + 1', '2147483647'],
        ['cast(9223372036854775807 as bigint) + 1', FAILS],
        ['cast(-9223372036854775808 as bigint) - 1', FAILS],
        ['cast(2147483647 as integer) + cast(1 as integer)', FAILS],
        ['cast(null as integer) + 1', null],
        ['cast(1.0001 as decimal(18, 4)) * 3', '3.0003'],
        ['cast(-99999999.9999 as decimal(18, 4)) * 999999', '-99999899999900.0001'],
        ['cast(null as decimal(18, 4)) * 3', null],
        ['cast(1582934400000 as bigint) * 0.001', '1582934400.000'],
        ['cast(-999 as bigint) * 0.001', '-0.999'],
        [`cast(0.0001 as decimal(18, 4)) <= 0`, 'false'],
        [`cast(99999999.9999 as decimal(18, 4)) >= 100000000`, 'false'],
        [`cast(100000000 as decimal(18, 4)) >= 100000000`, 'true'],
        [`cast(999.9999 as decimal(18, 4)) * 1000000 >= 1000000000`, 'false'],
        [`cast(99999999.9999 as decimal(18, 4)) * 1000000 >= 1000000000`, 'true'],
    ],
    // what is divided is surely a double: its last factor is one
    'quotients of doubles': [
        ['7 * 1e0 / 2', '3.5'],
        ['cast(1 as bigint) * 1e0 / 3 = 0.3333333333333333e0', 'true'],
        ['(2 + 20e0) * 1000000e0 / (3 * 0.000001e0 + 20e0) = 1099999.8350000249e0', 'true'],
        ['cast(3 as bigint) * 1e0 / greatest(1, cast(7 as bigint)) = 0.42857142857142855e0', 'true'],
        ['3401e0 / 20', '170.05'],
        ['cast(null as integer) * 1e0 / 2', null],
        ['1e0 / cast(null as integer)', null],
    ],
    doubles: [
        ['0.1e0 + 0.2e0 = 0.30000000000000004e0', 'true'],
        ['cast(123456789 as bigint) * 0.000001e0 = 123.456789e0', 'true'],
        ['1e0 * cast(0.123457 as decimal(18, 6)) = 0.123457e0', 'true'],
        ['1e0 * cast(9007199254.740993 as decimal(18, 6)) = 9007199254.740993e0', 'true'],
        ['cast(9007199254740993 as bigint) * 1e0 = 9007199254740992e0', 'true'],
        ['(5 - 0.5e0) * 1e0 < 4.5e0', 'false'],
    ],
    'set operations and groups': [
        ['select a from (values (cast(null as integer)), (1)) as t(a) union select a from (values (cast(null as integer)), (1)) as t(a) order by a desc nulls last', [['1'], [null]]],
        ['select distinct a, b from (values (1, cast(null as integer)), (1, cast(null as integer))) as t(a, b)', [['1', null]]],
        ['select a, count(*) as n from (values (cast(null as integer)), (cast(null as integer)), (1)) as t(a) group by a order by n', [['1', '1'], [null, '2']]],
        ['select a from (values (1), (1), (2)) as t(a) group by a having count(*) > 1', [['1']]],
    ],
    joins: [
        ['select count(*) as n from (values (cast(null as integer))) as l(a) inner join (values (cast(null as integer))) as r(b) on l.a = r.b', [['0']]],
        ['select l.a, r.b from (values (1), (cast(null as integer))) as l(a) left join (values (1)) as r(b) on l.a = r.b order by coalesce(l.a, 0)', [[null, null], ['1', '1']]],
    ],
    'with recursive': [
        [
            `with recursive nodes as (select * from (values (1, cast(null as integer)), (2, 1), (3, 2), (4, 5), (5, 4)) as t(id, parent)),
            paths as (select id, cast(id as string) as path, 1 as depth from nodes where parent is null
            union all select nodes.id, paths.path || '.' || cast(nodes.id as string) as path, paths.depth + 1 as depth from nodes inner join paths on nodes.parent = paths.id)
            select id, path, depth from paths order by id`.replaceAll(/\s+/g, ' '),
            [['1', '1', '1'], ['2', '1.2', '2'], ['3', '1.2.3', '3']],
        ],
    ],
};
