import type { DataType } from 'apache-arrow/type';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect } from '../local/source/connect.js';
import { type Column, sourceTables } from '../tables/index.js';
import { type TestPostgres, testPostgres } from './oracle/test-postgres.js';

/** Arrow's types as PostgreSQL's, for those that a source table may have. */
const POSTGRES: Readonly<Record<string, (type: DataType) => string>> = {
    Int32: () => 'integer',
    Int64: () => 'bigint',
    'Timestamp<MILLISECOND>': () => 'timestamp(3) with time zone',
    Decimal: (type) => {
        const { precision, scale } = type as DataType & { precision: number; scale: number };
        return `numeric(${precision},${scale})`;
    },
};

function postgresType(name: string, { type, values, maxLength }: Column): string {
    if (values !== undefined) return name;
    if (String(type) === 'Utf8') return `character varying(${maxLength})`;
    return POSTGRES[/^Decimal/.test(String(type)) ? 'Decimal' : String(type)]!(type);
}

let postgres: TestPostgres;
let client: pg.Client;

beforeAll(async () => {
    postgres = await testPostgres();
    client = await connect(await postgres.newDatabase());
});
afterAll(async () => {
    await client?.end();
    await postgres?.stop();
});

const rowsOf = async <T extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<T[]> => (await client.query<T>(sql, values)).rows;

describe("the shop's tables", () => {
    test('are those of tables/source and no others', async () => {
        const rows = await rowsOf<{ name: string }>("select tablename as name from pg_tables where schemaname = 'public' order by 1");
        expect(rows.map(({ name }) => name)).toEqual(sourceTables.map(({ name }) => name).sort());
    });

    test.each(sourceTables.map((table) => [table.name, table] as const))('%s has the columns of its definition: order, type, length, whether a value must be there', async (name, { columns }) => {
        const rows = await rowsOf(
            `select attname as name, format_type(atttypid, atttypmod) as type, not attnotnull as nullable
             from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped order by attnum`,
            [`public.${name}`],
        );
        // A key needs a value, whatever else is said of it.
        expect(rows).toEqual(Object.entries(columns).map(([column, definition]) => ({ name: column, type: postgresType(column, definition), nullable: definition.nullable ?? true })));
    });

    test('have the keys of their definitions', async () => {
        const rows = await rowsOf<{ name: string; key: string[] }>(
            `select conrelid::regclass::text as name, array_agg(attname::text order by place) as key
             from pg_constraint cross join unnest(conkey) with ordinality as keys (number, place)
             join pg_attribute on attrelid = conrelid and attnum = number
             where contype = 'p' and connamespace = 'public'::regnamespace group by 1 order by 1`,
        );
        expect(rows).toEqual(sourceTables.map(({ name, key }) => ({ name, key })).sort((a, b) => (a.name < b.name ? -1 : 1)));
    });

    test('have the references of their definitions and no others, each with what a deletion and a changed key do', async () => {
        const rows = await rowsOf<{ reference: string; deletion: string; update: string }>(
            `select conrelid::regclass || '.' || attname || ' → ' || confrelid::regclass as reference, confdeltype as deletion, confupdtype as update
             from pg_constraint join pg_attribute on attrelid = conrelid and attnum = any(conkey) where contype = 'f' order by 1`,
        );
        const defined = sourceTables.flatMap(({ name, references = {} }) => Object.entries(references).map(([column, to]) => `${name}.${column} → ${to}`));
        expect(rows.map(({ reference }) => reference)).toEqual(defined.sort());
        // 'a' is "no action", which is what stands there when nobody thought of it.
        for (const { reference, deletion, update } of rows) {
            expect(deletion, reference).toMatch(/^[rcn]$/);
            expect(update, reference).toBe('c');
        }
    });

    test('have the values of a definition as the labels of an enum', async () => {
        const rows = await rowsOf<{ name: string; labels: string[] }>(
            'select typname as name, array_agg(enumlabel::text order by enumsortorder) as labels from pg_enum join pg_type on pg_type.oid = enumtypid group by 1 order by 1',
        );
        const defined = sourceTables.flatMap(({ columns }) => Object.entries(columns).flatMap(([name, { values }]) => (values === undefined ? [] : [{ name, labels: [...values] }])));
        expect(rows).toEqual(defined);
    });

    test('store no value out of line, as PostgreSQL itself reckons', async () => {
        const rows = await rowsOf<{ name: string }>("select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and reltoastrelid <> 0");
        expect(rows).toEqual([]);
    });

    test('refuse TRUNCATE and say what to do', async () => {
        for (const { name } of sourceTables) {
            const error = await client.query(`truncate public.${name} cascade`).catch((failure: Error & { hint: string }) => failure);
            expect(error, name).toMatchObject({ message: expect.stringContaining(`TRUNCATE of ${name} is refused`), hint: expect.stringContaining('Use DELETE') });
        }
    });

    test('are all in the publication lake, which carries insert, update and delete', async () => {
        const tables = await rowsOf<{ name: string }>("select tablename as name from pg_publication_tables where pubname = 'lake' and schemaname = 'public' order by 1");
        expect(tables.map(({ name }) => name)).toEqual(sourceTables.map(({ name }) => name).sort());
        expect(await rowsOf('select pubname, puballtables, pubinsert, pubupdate, pubdelete from pg_publication')).toEqual([
            { pubname: 'lake', puballtables: false, pubinsert: true, pubupdate: true, pubdelete: true },
        ]);
    });

    test('give an event a key with its time in front when nobody names one', async () => {
        const before = Date.now();
        await client.query("insert into public.sessions default values; insert into public.products (product_id) values (1)");
        const [row] = await rowsOf<{ event_id: string; event_time: Date }>(
            "insert into public.events (session_id, product_id, event_type, price) select session_id, 1, 'view', 9.5 from public.sessions returning event_id, event_time",
        );
        expect(row!.event_id).toMatch(/^\d{30}$/);
        const time = Number(row!.event_id.slice(0, 13));
        expect(time).toBeGreaterThanOrEqual(before - 1);
        expect(Math.abs(time - row!.event_time.getTime())).toBeLessThanOrEqual(5);
    });
});
