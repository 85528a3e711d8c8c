import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ReplicatedLake, WAS_NOT_REFUSED } from './oracle/replicated-lake.js';
import { inFolder } from './oracle/temporary-lake.js';
import { testPostgres, type TestPostgres } from './oracle/test-postgres.js';

let postgres: TestPostgres;

beforeAll(async () => {
    postgres = await testPostgres();
});
afterAll(async () => {
    await postgres?.stop();
});

async function withLake(work: (lake: ReplicatedLake) => Promise<void>): Promise<void> {
    await inFolder(async (folder) => {
        const lake = await ReplicatedLake.open(join(folder, 'lake'), await postgres.newDatabase());
        try {
            await lake.sql("insert into brands select number, 'brand ' || number from generate_series(1, 3) as number");
            await lake.sql('insert into products (product_id, name, brand_id, price, stock) select number, number, 1, number, 5 from generate_series(1, 5) as number');
            await lake.replicate();
            await work(lake);
        } finally {
            await lake.close();
        }
    });
}

const KNOWN = (table: string, column: string) => `The source's ${table} has a column ${column} that this lake does not know: it is kept in raw/ and goes no further until tables/ has it.`;

describe('a new column', () => {
    /** type at the source → values there, type and values in raw */
    const TYPES: Readonly<Record<string, readonly [values: readonly (string | null)[], type: string, raw: readonly (string | null)[]]>> = {
        boolean: [['true', 'false', null], 'VARCHAR', ['true', 'false', null]],
        smallint: [['-32768', '32767', null], 'SMALLINT', ['-32768', '32767', null]],
        integer: [['-2147483648', '2147483647', null], 'INTEGER', ['-2147483648', '2147483647', null]],
        bigint: [['-9223372036854775808', '9223372036854775807', null], 'BIGINT', ['-9223372036854775808', '9223372036854775807', null]],
        'numeric(10, 2)': [['-12345678.90', '0.01', null], 'DECIMAL(10,2)', ['-12345678.90', '0.01', null]],
        'numeric(38, 0)': [[`-${'9'.repeat(38)}`, '7', null], 'DECIMAL(38,0)', [`-${'9'.repeat(38)}`, '7', null]],
        'numeric(39, 2)': [[`${'9'.repeat(37)}.25`, 'NaN', null], 'VARCHAR', [`${'9'.repeat(37)}.25`, 'NaN', null]],
        'numeric(3, 5)': [['0.00123', '-0.00999', null], 'VARCHAR', ['0.00123', '-0.00999', null]],
        'numeric(3, -2)': [['12300', '-99900', null], 'VARCHAR', ['12300', '-99900', null]],
        numeric: [['0.1234567890123456789', '1e30', null], 'VARCHAR', ['0.1234567890123456789', `1${'0'.repeat(30)}`, null]],
        real: [['1.1', '-Infinity', null], 'FLOAT', ['1.1', '-inf', null]],
        'double precision': [['0.1', '1e-300', null], 'DOUBLE', ['0.1', '1e-300', null]],
        uuid: [['01234567-89ab-cdef-0123-456789abcdef', '00000000-0000-0000-0000-000000000000', null], 'VARCHAR', ['01234567-89ab-cdef-0123-456789abcdef', '00000000-0000-0000-0000-000000000000', null]],
        json: [['{"a": "b\\"c, d"}', 'null', null], 'VARCHAR', ['{"a": "b\\"c, d"}', 'null', null]],
        jsonb: [['{"a":[1,null]}', '"\\n"', null], 'VARCHAR', ['{"a": [1, null]}', '"\\n"', null]],
        text: [['', '\\N', null], 'VARCHAR', ['', '\\N', null]],
        'character varying(9)': [['"a",\nb', "it's", null], 'VARCHAR', ['"a",\nb', "it's", null]],
        'character(4)': [['ab', 'abcd', null], 'VARCHAR', ['ab  ', 'abcd', null]],
        bytea: [['\\x00ff22', '\\x', null], 'BLOB', ['\\x00\\xFF\\x22', '', null]],
        'integer[]': [['{1,NULL,3}', '{}', null], 'VARCHAR', ['{1,NULL,3}', '{}', null]],
        'text[]': [['{"a,b","c\\"d"}', '{NULL}', null], 'VARCHAR', ['{"a,b","c\\"d"}', '{NULL}', null]],
        event_type: [['view', 'cart', null], 'VARCHAR', ['view', 'cart', null]],
        date: [['2026-02-28', '9999-12-31', null], 'DATE', ['2026-02-28', '9999-12-31', null]],
        timestamp: [['2026-02-28 23:59:59.123456', '1969-12-31 23:59:59', null], 'TIMESTAMP', ['2026-02-28 23:59:59.123456', '1969-12-31 23:59:59', null]],
        timestamptz: [['2026-02-28 23:59:59.123456+05:30', '2026-01-01 00:00:00+00', null], 'TIMESTAMP', ['2026-02-28 18:29:59.123456', '2026-01-01 00:00:00', null]],
        time: [['23:59:59.5', '00:00:00', null], 'VARCHAR', ['23:59:59.5', '00:00:00', null]],
        interval: [['1 year 2 mons 3 days 04:05:06', '-00:00:01', null], 'VARCHAR', ['1 year 2 mons 3 days 04:05:06', '-00:00:01', null]],
    };
    const types = Object.keys(TYPES);

    test('of any type is carried in the type that DMS gives it, by changes and by a load, and told once', async () => {
        await withLake(async (lake) => {
            const named = types.map((type, place) => `x${place} ${type}`);
            const value = (row: number) => types.map((type) => (TYPES[type]![0][row] == null ? 'null' : `'${TYPES[type]![0][row]!.replaceAll("'", "''")}'::${type}`)).join(', ');
            await lake.sql(
                "update brands set brand_name = 'before'",
                `begin; update brands set brand_name = 'just before' where brand_id = 1; alter table brands ${named.map((column) => `add column ${column}`).join(', ')};
                 insert into brands values ${[0, 1, 2].map((row) => `(${row + 10}, 'new', ${value(row)})`).join(', ')}; commit`,
                "update brands set brand_name = 'after'",
                "alter table brands add column last integer",
                'update brands set last = 1',
            );
            const expected = types.map((type) => [type, TYPES[type]![1], ...TYPES[type]![2]]);
            const raw = async (where: string) => {
                const found = [];
                for (const [place, type] of types.entries()) {
                    const rows = (await lake.query(`select typeof(x${place}) as type, x${place}::varchar as value from ${lake.files('brands')} where brand_id >= 10 and ${where} order by brand_id`)) as { type: string; value: string | null }[];
                    found.push([type, rows[0]?.type, ...rows.map((row) => row.value)]);
                }
                return found;
            };
            const told = [...types.map((_, place) => KNOWN('brands', `x${place}`)), KNOWN('brands', 'last')];
            expect(await lake.replicate()).toEqual(told);
            expect(await raw("Op = 'I'")).toEqual(expected);
            expect(await raw("Op = 'U' and last is null")).toEqual(expected);
            expect(await raw("Op = 'U' and last = 1")).toEqual(expected);
            await lake.expectWhole('brands');
            // Nobody touches the table: no word about it.
            await lake.sql('update products set stock = 6');
            expect(await lake.replicate()).toEqual([]);
            lake.reload('brands');
            expect(await lake.replicate()).toEqual(told);
            expect(await raw("_dms_seq = ''")).toEqual(expected);
            await lake.expectWhole();
        });
    });

    test('may have any name but those that the lake adds and those that differ in case alone', async () => {
        await withLake(async (lake) => {
            const names = ['a "quoted", name', "it's", 'UPPER', 'constructor', '__proto__', 'toString', 'select', 'naïve\ncolumn', 'a.b', '*'];
            const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
            await lake.sql(`alter table brands ${names.map((name) => `add column ${quoted(name)} text default 'd'`).join(', ')}`, "update brands set brand_name = 'x'", 'delete from brands where brand_id = 3');
            expect(await lake.replicate()).toEqual(names.map((name) => KNOWN('brands', name)));
            await lake.expectWhole('brands');
            lake.reload('brands');
            await lake.replicate();
            await lake.expectWhole();
            const rows = await lake.query(`select distinct ${names.map((name, place) => `${quoted(name)} as c${place}`).join(', ')} from ${lake.files('brands')} where Op = 'U' or _dms_seq = '' and c0 is not null`);
            expect(rows).toEqual([Object.fromEntries(names.map((_, place) => [`c${place}`, 'd']))]);
            for (const [name, sentence] of [
                ['Op', 'has a column "Op", a name that the lake itself adds. Nothing was lost: replication stands before the change. Rename the column'],
                ['_dms_SEQ', 'has a column "_dms_SEQ", a name that the lake itself adds. Nothing was lost: replication stands before the change. Rename the column'],
                ['Filename', 'has a column "Filename", a name that the lake itself adds. Nothing was lost: replication stands before the change. Rename the column'],
                ['Brand_Name', 'has the columns "brand_name" and "Brand_Name", which readers of Parquet do not tell apart. Nothing was lost: replication stands before the change. Rename one that is not in tables/'],
            ]) {
                await lake.sql(`alter table brands add column ${quoted(name!)} text`, "update brands set brand_name = 'y'");
                expect(await lake.refusal()).toBe(`The source's table brands ${sentence}, then call \`./lake replicate --reload brands\`.`);
                await lake.sql(`alter table brands rename column ${quoted(name!)} to ${quoted(`renamed ${name}`)}`, "update brands set brand_name = 'z'");
                lake.reload('brands');
                await lake.replicate();
                await lake.expectWhole('brands');
            }
        });
    });
});

describe('what passes and what is refused by name, each remedy called:', () => {
    const untold = (table: string, what: string) => `The source's table public.${table} ${what}: call \`./lake replicate --reload ${table}\`.`;
    const refused = (table: string, what: string, remedy: string) => `${what} Nothing was lost: replication stands before the change. ${remedy}, then call \`./lake replicate --reload ${table}\`.`;
    const ANEW = 'is another one than the one that was loaded: it was dropped or renamed, and made anew';
    const PLACES = 'has columns that were dropped and added again, or took the name of others, so that values changed without being sent';
    const CONVERTED = 'was written anew while a column was altered, so that values may have been converted without being sent';
    const PASSES = [WAS_NOT_REFUSED, ''] as const;
    const CHANGE = "update products set name = name || '!'";
    /** what is done → what is said, and what is done before the reload */
    const CASES: Readonly<Record<string, readonly [statements: readonly string[], sentence: string, before: string]>> = {
        'varchar wider': [['alter table products alter name type varchar(400)', CHANGE], ...PASSES],
        'varchar to text': [['alter table products alter name type text', CHANGE], ...PASSES],
        'numeric wider': [
            ['alter table products alter price type numeric(20, 4)', CHANGE],
            refused('products', "The source's column products.price is now numeric(20, 4), and the lake's decimal(18, 4) cannot hold all of its values.", 'Undo the change, or widen the column in tables/'),
            'alter table products alter price type numeric(18, 4)',
        ],
        'numeric with more decimals': [
            ['alter table products alter price type numeric(18, 5)', CHANGE],
            refused('products', "The source's column products.price is now numeric(18, 5), and the lake's decimal(18, 4) cannot hold all of its values.", 'Undo the change, or widen the column in tables/'),
            'alter table products alter price type numeric(18, 4)',
        ],
        'integer to bigint': [
            ['alter table products alter stock type bigint', CHANGE],
            refused('products', "The source's column products.stock is now int8, and the lake's integer cannot hold all of its values.", 'Undo the change, or widen the column in tables/'),
            'alter table products alter stock type integer',
        ],
        'values converted within their type': [['alter table products alter price type numeric(18, 4) using price * 2'], untold('products', CONVERTED), ''],
        'VACUUM FULL': [['vacuum full products', CHANGE], ...PASSES],
        'a generated column': [["alter table products add column twice numeric generated always as (price * 2) stored", CHANGE], ...PASSES],
        'a constraint': [['alter table products alter stock set not null', CHANGE], ...PASSES],
        'an enum with a new value': [
            ["alter type event_type add value 'wish'", "insert into sessions (session_id) values (1)", "insert into events (session_id, product_id, event_type, price) values (1, 1, 'wish', 1)"],
            ...PASSES,
        ],
        'a column renamed': [
            [CHANGE, 'alter table products rename stock to amount', CHANGE],
            refused('products', "The source's table products has no column stock any more (was it renamed to amount?); it would become null in the lake.", 'Give the column back, or take it out of tables/'),
            'alter table products rename amount to stock',
        ],
        'a column dropped': [
            [`begin; ${CHANGE}; alter table products drop column stock; ${CHANGE}; commit`],
            refused('products', "The source's table products has no column stock any more; it would become null in the lake.", 'Give the column back, or take it out of tables/'),
            'alter table products add column stock integer default 8',
        ],
        'a column dropped and added again': [['alter table products drop column stock', 'alter table products add column stock integer default 7'], untold('products', PLACES), ''],
        'a table renamed and named back': [
            ['alter table products rename to goods', "update goods set name = 'in between'", 'alter table goods rename to products'],
            "The source's table public.products was renamed to public.goods, and has changes under that name. Nothing was lost: replication stands before them. Give it its name back, then call `./lake replicate --reload products`.",
            '',
        ],
        'a table moved to another schema and back': [
            ['create schema aside', 'alter table products set schema aside', "update aside.products set name = 'in between'", 'alter table aside.products set schema public'],
            "The source's table public.products was renamed to aside.products, and has changes under that name. Nothing was lost: replication stands before them. Give it its name back, then call `./lake replicate --reload products`.",
            '',
        ],
        'a table dropped and made anew, columns in another order': [
            [
                'alter table products rename to old_products',
                'create table products (external_id varchar(200), stock integer, price numeric(18, 4), category_id bigint, brand_id bigint, name varchar(300), product_id bigint constraint products_key primary key)',
                'insert into products (product_id, name) select product_id + 100, name from old_products where product_id < 3',
                'alter table events drop constraint events_product_id_fkey', 'drop table old_products',
                'alter publication lake add table products',
                CHANGE,
            ],
            untold('products', ANEW),
            '',
        ],
        'an enum to text': [['alter table events alter event_type type varchar(20)'], untold('events', CONVERTED), ''],
        TRUNCATE: [
            ['alter table events disable trigger refuse_truncate; alter table sessions disable trigger refuse_truncate', 'truncate sessions, events', 'insert into sessions (session_id) values (3)'],
            "The source's tables sessions, events were truncated, which is no change of their rows that could be followed; replication stands before it. Call `./lake replicate --reload sessions,events`, and keep the trigger refuse_truncate enabled.",
            '',
        ],
        'a key with another meaning': [
            ['update products set name = product_id', 'alter table products drop constraint products_key', 'alter table products add primary key (name)', 'delete from products where product_id = 101', 'alter table products drop constraint products_pkey', 'alter table products add primary key (product_id)', 'alter table products alter name drop not null'],
            "The source's table public.products tells its rows apart by (name) instead of (product_id). Nothing was lost: replication stands before the change. See to its primary key, alter table public.products replica identity default, then call `./lake replicate --reload products`.",
            '',
        ],
        'replica identity full': [['alter table products replica identity full', CHANGE, 'update products set product_id = product_id + 1000', 'delete from products where product_id % 2 = 0'], ...PASSES],
    };

    test('one after the other on one lake, which has everything again after each', async () => {
        await withLake(async (lake) => {
            for (const [title, [statements, sentence, before]] of Object.entries(CASES)) {
                await lake.sql(...statements);
                expect(await lake.refusal(), title).toBe(sentence);
                if (sentence !== WAS_NOT_REFUSED) {
                    await lake.sql(before);
                    lake.reload(.../--reload ([\w,]+)/.exec(sentence)![1]!.split(','));
                    expect(await lake.refusal(), title).toBe(WAS_NOT_REFUSED);
                }
                for (const table of ['products', 'sessions', 'events']) expect(await lake.replayed(table), `${title}: ${table}`).toEqual(await lake.present(table));
            }
            await lake.expectWhole();
        });
    });
});

describe('a value that the lake cannot hold', () => {
    test.each([
        ['numeric NaN', "alter table products drop constraint products_price_check", "update products set price = 'NaN' where product_id = 2", 'products with product_id 2 has "NaN" in price, which decimal(18, 4)', 'update products set price = 2'],
        ['an infinite time', 'alter table users drop constraint users_created_at_check', "insert into users (user_id, created_at) values (1, 'infinity')", 'users with user_id 1 has "infinity" in created_at, which timestamp', 'delete from users'],
        ['a time before Christ', 'select 1', "insert into users (user_id, created_at) values (2, '0044-03-15 12:00:00+00 BC')", 'users with user_id 2 has "0044-03-15 12:00:00+00 BC" in created_at, which timestamp', 'delete from users'],
        ['an infinite date in a new column', 'alter table users add column born date', "insert into users (user_id, born) values (3, '-infinity')", 'users with user_id 3 has "-infinity" in born, which date', 'delete from users'],
    ])('is refused with its row: %s, as a change and in a load', async (_, allow, statement, named, mended) => {
        await withLake(async (lake) => {
            const table = named.split(' ')[0]!;
            const sentence = `The source's ${named} cannot hold; nothing was lost, replication stands before it. Mend the row at the source, then call \`./lake replicate --reload ${table}\`.`;
            await lake.sql(allow, "update brands set brand_name = 'together'", statement);
            expect(await lake.refusal()).toBe(sentence);
            lake.reload(table);
            expect(await lake.refusal()).toBe(sentence);
            await lake.sql(mended);
            lake.reload(table);
            await lake.replicate();
            await lake.expectWhole();
        });
    });

    test('is a row of more than 16 MB', async () => {
        await withLake(async (lake) => {
            await lake.sql('alter table brands add column story text', "insert into brands values (5, 'long', repeat('x', 17000000))");
            const sentence =
                "The source's brands has a row of more than 16 MB, which cannot be carried; nothing was lost, replication stands before it. Shorten its values at the source, then call `./lake replicate --reload brands`.";
            expect(await lake.refusal()).toBe(sentence);
            lake.reload('brands');
            expect(await lake.refusal()).toBe(sentence);
            await lake.sql("update brands set story = 'short'");
            lake.reload('brands');
            await lake.replicate();
            await lake.expectWhole();
        });
    });

    test('is none with U+FEFF in front or with control characters', async () => {
        await withLake(async (lake) => {
            await lake.sql("insert into brands values (11, '\ufeffmark'), (12, E'\\x01\\x1f'), (13, E'\\r\\n')");
            await lake.replicate();
            // DuckDB's package for Node takes the mark away when it reads a value.
            expect(await lake.query(`select length(brand_name)::integer as size, encode(brand_name)::varchar as bytes from ${lake.files('brands')} where brand_id = 11`)).toEqual([{ size: 5, bytes: '\\xEF\\xBB\\xBFmark' }]);
            await lake.sql('delete from brands where brand_id = 11');
            await lake.replicate();
            await lake.expectWhole();
        });
    });

    test('is none of a year beyond 9999', async () => {
        await withLake(async (lake) => {
            await lake.sql("insert into users (user_id, created_at) values (1, '10000-01-01 00:00:00+00'), (2, '0001-01-01 00:00:00+00'), (3, '200000-12-31 23:59:59+00')");
            expect(await lake.replicate()).toEqual([]);
            await lake.expectWhole();
        });
    });

    test('that is stored out of line and was not changed is refused, and sent with the whole old row', async () => {
        await withLake(async (lake) => {
            await lake.sql('alter table products add column description text', "update products set description = (select string_agg(md5(number::text), '') from generate_series(1, 1000) as number)");
            expect(await lake.replicate()).toEqual([KNOWN('products', 'description')]);
            await lake.sql('update products set stock = 1 where product_id = 3');
            expect(await lake.refusal()).toBe(
                'The source does not send products.description of product_id 3: the value is so large that it is stored out of line. Nothing was lost, replication stands before the change. Alter table public.products replica identity full, so that it is sent with every change, then call `./lake replicate --reload products`.',
            );
            await lake.sql('alter table products replica identity full');
            lake.reload('products');
            await lake.replicate();
            await lake.sql('update products set stock = 2 where product_id = 3', 'update products set product_id = 33 where product_id = 4');
            await lake.replicate();
            await lake.expectWhole();
            expect(await lake.query(`select distinct Op, length(description)::integer as size from ${lake.files('products')} where stock = 2 or product_id = 33`)).toEqual([{ Op: 'U', size: 32000 }]);
        });
    });
});
