import { DuckDBInstance } from '@duckdb/node-api';
import { expect, it } from 'vitest';
import { calledTableFunctions } from './called-table-functions.js';

const connection = await (await DuckDBInstance.create()).connect();

it.each([
    ['select 1', []],
    ['select abs(1) from sales', []],
    ['from range(3)', ['range']],
    ['select (select max(n) from system.main."Glob"(\'/\') as g(n))', ['glob']],
    ['with a as (from f()) select * from a join g() on true where exists (from h())', ['f', 'g', 'h']],
    ['describe select * from f()', ['f']],
    ['select * from t, lateral f(t.a) union all from g()', ['f', 'g']],
    ['select list_transform([1], lambda x: (select count(*) from f(x)))', ['f']],
    ['from (pivot f() on a in (1) using sum(b))', ['f']],
])('finds the functions of %s', async (sql, expected) => {
    const reader = await connection.runAndReadAll('select json_serialize_sql($1::varchar)', [sql]);
    expect([...calledTableFunctions(JSON.parse(String(reader.value(0, 0))))].sort()).toEqual(expected);
});
