import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UsageError } from '../../local/errors.js';
import { CollectedOutput } from './collected-output.js';
import type { QueryFormat } from './query-format.js';
import { runQuery } from './run-query.js';
import { type ThrowAwayLake, throwAwayLake } from './throw-away-lake.js';

let made: ThrowAwayLake;

beforeAll(async () => {
    made = await throwAwayLake(
        'create schema model',
        'create table model.sales (product_id bigint, brand varchar, price decimal(18, 4))',
        "insert into model.sales values (1, 'acme', 35.79), (2, null, 1), (3, '', -0.05)",
        'create view sales_by_brand as select brand, sum(price) as revenue from model.sales group by all',
        'create macro twice(x) as 2 * x',
        'create macro dearest(n) as table from model.sales order by price desc limit n',
    );
});

afterAll(() => made.remove());

async function ask(sql: string, format: QueryFormat = 'csv'): Promise<string> {
    const stdout = new CollectedOutput();
    await runQuery({ lake: made.lake, sql, format, stdout });
    return stdout.text;
}

/** Every file of the test's folder with its content. */
function everything(): Record<string, string> {
    const files = readdirSync(made.folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    return Object.fromEntries(
        files.map(({ parentPath, name }) => [join(parentPath, name), readFileSync(join(parentPath, name), 'latin1')]),
    );
}

describe('what may be asked', () => {
    it.each([
        ['select price from model.sales order by product_id', 'price\n35.7900\n1.0000\n-0.0500\n'],
        ['with dear as (from model.sales where price > 2) select brand from dear;', 'brand\nacme\n'],
        ['from model.sales select product_id limit 1', 'product_id\n1\n'],
        ["values (1, 'a'), (2, 'b')", 'col0,col1\n1,a\n2,b\n'],
        ['-- a comment\nselect 1 as one /* another */;', 'one\n1\n'],
        ['select revenue from sales_by_brand where brand = \'acme\'', 'revenue\n35.7900\n'],
        ['select product_id from dearest(1)', 'product_id\n1\n'],
        ['select twice(21) as answer', 'answer\n42\n'],
        ["pivot model.sales on brand in ('acme') using count(*) group by product_id order by product_id limit 1", 'product_id,acme\n1,1\n'],
        ['select unnest([3, 4]) as number', 'number\n3\n4\n'],
        ['select key from json_each(\'{"a": 1}\')', 'key\na\n'],
        ["select timestamptz '2020-04-01 12:00:00+02' as at", 'at\n2020-04-01 10:00:00+00\n'],
    ])('answers %s', async (sql, expected) => {
        expect(await ask(sql)).toBe(expected);
    });

    it.each(['show tables', 'show all tables', 'describe model.sales', 'summarize model.sales', 'explain select 1', 'explain analyze select 1'])(
        'answers %s',
        async (sql) => {
            expect((await ask(sql)).split('\n').length).toBeGreaterThan(2);
        },
    );

    it('draws the plan of an explained query as it is', async () => {
        const plan = await ask('EXPLAIN select 1 from model.sales', 'table');
        expect(plan).toContain('SEQ_SCAN');
        expect(plan).toMatch(/^┌─+┐$/m);
    });
});

describe('what may not be asked', () => {
    it.each([
        "insert into model.sales values (4, 'x', 1)",
        'update model.sales set price = 0',
        'delete from model.sales',
        'truncate model.sales',
        'merge into model.sales using model.sales as other on true when matched then delete',
        'create table model.other (a int)',
        'create temp table other (a int)',
        'create or replace view sales_by_brand as select 1',
        'drop table model.sales',
        'alter table model.sales add column c int',
        "comment on table model.sales is 'x'",
        "attach '{folder}/other.duckdb'",
        'detach lake',
        'use model',
        "copy model.sales to '{folder}/out.csv'",
        "copy (select 1) to '{lake}/lake.duckdb'",
        "copy (select 1) to '{lake}/lake.duckdb.wal'",
        "copy model.sales from '/etc/passwd'",
        "export database '{folder}/exported'",
        "import database '{folder}/exported'",
        'install httpfs',
        'load httpfs',
        'load icu',
        'set threads = 1',
        'set variable x = 1',
        'reset threads',
        'pragma threads = 1',
        'pragma database_list',
        'call pragma_version()',
        "call enable_logging(storage = 'file', storage_path = '{folder}/log')",
        'create secret (type s3)',
        'prepare p as select 1',
        'execute p',
        'begin',
        'commit',
        'rollback',
        'vacuum',
        'checkpoint',
        'select 1; select 2',
        'select 1; drop table model.sales',
        'explain select 1; drop table model.sales',
        'explain insert into model.sales values (4, null, 1)',
        "explain analyze copy (select 1) to '{lake}/lake.duckdb.wal'",
        "explain analyze copy (select 1) to '{lake}/lake.duckdb' (use_tmp_file false)",
        "explain (analyze) copy (select 1) to '{lake}/lake.duckdb.wal'",
        "/* */ explain analyze copy (select 1) to '{lake}/lake.duckdb.wal' -- */ explain select 1",
        'explain explain select 1',
        'pivot model.sales on brand using count(*)',
        "select * from read_csv('/etc/passwd')",
        "select * from read_text('/etc/passwd')",
        "select * from read_blob('{lake}/lake.duckdb')",
        "select * from read_parquet('/etc/passwd')",
        "select * from read_json('/etc/passwd')",
        "select * from parquet_schema('/etc/passwd')",
        "select * from sniff_csv('/etc/passwd')",
        "select * from '/etc/passwd'",
        "select * from '/etc/passwd.csv'",
        "select * from glob('/')",
        "describe '/etc/hosts.csv'",
        "from enable_logging(storage = 'file', storage_config = {'path': '{folder}/log'})",
        "select (select count(*) from system.main.ENABLE_LOGGING())",
        "with log as (from enable_logging()) from log",
        'from checkpoint()',
        "from query('select 1')",
        "from query('from enable_logging()')",
        "select getenv('HOME')",
        'select st_point(1, 2)',
        "from read_xlsx('/etc/passwd')",
        "from 'https://example.com/a.parquet'",
        'select $1',
        '',
        ' ; ',
        '-- nothing',
    ])('refuses %s and leaves nothing behind', async (sql) => {
        const before = everything();
        const filled = sql.replaceAll('{folder}', made.folder).replaceAll('{lake}', made.lake);
        const stdout = new CollectedOutput();
        const asked = runQuery({ lake: made.lake, sql: filled, format: 'csv', stdout });
        await expect(asked).rejects.toThrow(UsageError);
        expect(stdout.text).toBe('');
        expect(everything()).toEqual(before);
    });

    it('refuses a zero character, where DuckDB would stop reading', async () => {
        await expect(ask('select 1\0; drop table model.sales')).rejects.toThrow('The SQL holds a zero character');
    });

    it('asks for values in place of parameters', async () => {
        await expect(ask('select $1')).rejects.toThrow('The SQL has parameters (? or $name)');
    });

    it('says what is allowed when a statement would change something', async () => {
        await expect(ask('drop table model.sales')).rejects.toThrow(
            'A query is one statement that only reads: select, with, from, values, show, describe, summarize, or explain of one of these.',
        );
    });

    it('names the tables that there are when one is unknown', async () => {
        await expect(ask('select * from sale')).rejects.toThrow(
            /^Catalog error: Table with name sale does not exist!\n(?:Did you mean .*\n)?LINE 1: select \* from sale\n *\^\nThe lake has sales_by_brand, model\.sales\.$/,
        );
    });

    it('shows the place of a wrong name and of a wrong word', async () => {
        await expect(ask('select colour from model.sales')).rejects.toThrow(/"colour" not found[\s\S]*LINE 1: select colour/);
        await expect(ask('select 1 frmo x')).rejects.toThrow(/^Parser error: syntax error at or near "x"\nLINE 1: select 1 frmo x\n *\^$/);
    });

    it('escapes data that an error quotes, since it may hold terminal escapes', async () => {
        await expect(ask("select cast(chr(27) || '[2J' as integer)")).rejects.toThrow("Could not convert string '\\x1b[2J' to INT32");
    });

    it('does not advise to install an extension', async () => {
        await expect(ask('select st_point(1, 2)')).rejects.toThrow(
            /^Catalog error: Scalar Function with name "st_point" is not in the catalog, but it exists in the spatial extension.\nExtensions cannot be loaded here\.$/,
        );
    });
});
