import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Database } from '../../local/engine/database.js';
import { sqlFile } from '../../local/engine/sql-files.js';
import { athenaType } from '../../tables/derive/athena-types.js';
import { glueView } from '../../tables/derive/glue-view.js';
import { icebergCreateTable } from '../../tables/derive/iceberg-ddl.js';
import { sparkType } from '../../tables/derive/spark-types.js';
import { int64, modelTables, type Relation, required, text, views } from '../../tables/index.js';
import { factSessions } from '../../tables/model/fact-sessions.js';
import { temporaryFolder } from '../oracle/temporary-lake.js';
import { testPostgres, type TestPostgres } from '../oracle/test-postgres.js';
import { ATHENA_DIFFERENCES } from './athena-differences.js';
import { ATHENA_FUNCTIONS } from './athena-functions.js';
import { FAILS, isQuery, type Outcome, statementOf } from './case.js';
import { type Catalogue, newCatalogue } from './catalogue.js';
import { duckdbTexts } from './duckdb-texts.js';
import type { GlueInTrino, MetastoreEntry } from './glue-in-trino.js';
import { openGlue, sqlOf, VIEWS } from './same-views.js';
import { sharedSpark } from './shared-spark.js';
import { sharedTrino, trinoAnswers } from './shared-trino.js';
import { SparkSession } from './spark-session.js';
import { askTrino, TrinoError } from './trino-client.js';

/** One session, and what its other columns have, by Spark's types. */
const SESSION: Readonly<Record<string, string>> = { user_id: '7', started_at: `timestamp_ntz '2020-02-29 23:59:59.999'` };
const USUAL: Readonly<Record<string, string>> = { string: `'unknown'`, boolean: 'false', date: `date '2020-02-29'`, timestamp_ntz: `timestamp_ntz '2020-02-29 00:00:00'` };

const trino = sharedTrino();
let postgres: TestPostgres;
let folder: ReturnType<typeof temporaryFolder>;
let catalogue: Catalogue;
let database: Database;

beforeAll(async () => {
    [folder, postgres] = [temporaryFolder(), await testPostgres()];
    catalogue = await newCatalogue(postgres, folder.path);
    database = await Database.open(':memory:', folder.path);
    await database.run(sqlFile('dialects/duckdb-athena.sql'));
    const spark = await SparkSession.open(sharedSpark().socket);
    try {
        await spark.use(catalogue);
        await spark.ask('create namespace model');
        for (const table of modelTables) await spark.ask(icebergCreateTable(table));
        await spark.ask(`insert into model.fact_sessions select ${Object.entries(factSessions.columns).map(([name, { type }]) => SESSION[name] ?? USUAL[sparkType(type)] ?? 0).join(', ')}`);
    } finally {
        spark.close();
    }
    await trinoAnswers();
}, 400_000);

afterAll(async () => {
    database?.close();
    await postgres?.stop();
    folder?.remove();
});

const outcome = (sql: string, rows: readonly (readonly Outcome[])[]): Outcome => (isQuery(sql) ? (rows as Outcome) : rows[0]![0]!);

const onDuckdb = async (sql: string): Promise<Outcome> =>
    await duckdbTexts(database, statementOf(sql)).then(
        (rows) => outcome(sql, rows),
        () => FAILS,
    );

async function onTrino(sql: string): Promise<Outcome> {
    try {
        return outcome(sql, (await askTrino(trino, statementOf(sql))).rows);
    } catch (error) {
        if (error instanceof TrinoError) return FAILS;
        throw error;
    }
}

describe('what views may call', () => {
    const cases = Object.entries(ATHENA_FUNCTIONS).flatMap(([name, { cases: all }]) => all.map(([sql, expected]) => [name, sql, expected] as const));

    test.each(cases)('%s: %s is the same on DuckDB and Trino', async (_name, sql, expected) => {
        expect({ duckdb: await onDuckdb(sql), trino: await onTrino(sql) }).toEqual({ duckdb: expected, trino: expected });
    });

    test.each(ATHENA_DIFFERENCES)('$sql differs, so that $instead', async ({ sql, duckdb, trino: ofTrino }) => {
        expect({ duckdb: await onDuckdb(sql), trino: await onTrino(sql) }).toEqual({ duckdb, trino: ofTrino });
        expect(duckdb).not.toEqual(ofTrino);
    });
});

describe('views as Glue keeps them', () => {
    let glue: GlueInTrino;
    const add = (name: string, columns: Relation['columns'], sql: string) => glue.addView(VIEWS, glueView({ view: { name, columns }, sql, catalogue: glue.name, database: VIEWS }));

    beforeAll(async () => {
        const place = join(folder.path, 'glue');
        mkdirSync(place);
        glue = await openGlue(trino, catalogue, place);
    });

    afterAll(async () => {
        await glue?.close();
    });

    test('have, in their statements alone, the columns and types of their definitions', async () => {
        for (const view of views) {
            const { columns } = await glue.ask(VIEWS, `select * from (\n${sqlOf(view)}\n) limit 0`);
            expect(columns, view.name).toEqual(Object.entries(view.columns).map(([name, { type }]) => [name, athenaType(type).trino]));
        }
    });

    test('read tables by their layer and each other by their bare names, also where a table of model has the same one', async () => {
        add('dim_users', { user_id: required(int64, 'A user.'), note: required(text, 'A note.') }, `select user_id, cast('of the view' as varchar) as note from model.fact_sessions`);
        add('outer_view', { note: required(text, 'A note.') }, 'with dim_users as (select note from dim_users) select note from dim_users');
        expect(await glue.ask(VIEWS, 'select * from outer_view')).toEqual({ columns: [['note', 'varchar']], rows: [['of the view']] });
        // Wherever the one who asks is.
        expect(await glue.ask('model', `select * from ${VIEWS}.outer_view`)).toMatchObject({ rows: [['of the view']] });
        expect((await glue.ask('model', 'select * from dim_users')).columns.map(([name]) => name)).not.toContain('note');
    });

    test('are refused as stale with a type, an order or a number of columns that the statement does not have', async () => {
        const sql = 'select user_id, started_at from model.fact_sessions';
        const refused = async (name: string, columns: Relation['columns']) => {
            add(name, columns, sql);
            return await glue.ask(VIEWS, `select * from ${name}`).then(() => 'answered', (error: unknown) => (error instanceof TrinoError ? error.condition : error));
        };
        const [id, at] = [required(int64, 'A user.'), factSessions.columns['started_at']!];
        expect(await refused('as_it_is', { user_id: id, started_at: at })).toBe('answered');
        expect(await refused('of_another_type', { user_id: required(text, 'A user.'), started_at: at })).toBe('VIEW_IS_STALE');
        expect(await refused('in_another_order', { started_at: at, user_id: id })).toBe('VIEW_IS_STALE');
        expect(await refused('with_one_less', { user_id: id })).toBe('VIEW_IS_STALE');
        expect(await refused('with_one_more', { user_id: id, started_at: at, ended_at: at })).toBe('VIEW_IS_STALE');
        expect(await refused('of_another_name', { user: id, started_at: at })).toBe('VIEW_IS_STALE');
        // What is to the millisecond in Spark comes with six places.
        expect(await glue.ask(VIEWS, 'select * from as_it_is')).toEqual({ columns: [['user_id', 'bigint'], ['started_at', 'timestamp(6)']], rows: [['7', '2020-02-29 23:59:59.999']] });
    });

    test('have the form in which Trino keeps those that it makes itself', async () => {
        const sql = 'select user_id, started_at from model.fact_sessions';
        add('by_us', { user_id: required(int64, 'A user.'), started_at: factSessions.columns['started_at']! }, sql);
        await glue.ask(VIEWS, `create view by_trino as ${sql}`);
        const [ours, theirs] = (['by_us', 'by_trino'] as const).map((name) => glue.entry(VIEWS, name)) as [MetastoreEntry, MetastoreEntry];
        expect(theirs).toMatchObject({ tableType: ours.tableType, parameters: ours.parameters, partitionColumns: ours.partitionColumns, viewExpandedText: ours.viewExpandedText });
        const [statement, itsStatement] = [ours, theirs].map(({ viewOriginalText }) => JSON.parse(Buffer.from(/^\/\* Presto View: (.*) \*\/$/.exec(viewOriginalText)![1]!, 'base64').toString()) as { originalSql: string });
        const oneLine = (text: string) => text.toLowerCase().replaceAll(/\s+/g, ' ').replaceAll(' ,', ',').trim();
        expect(oneLine(itsStatement!.originalSql)).toBe(statement!.originalSql);
        expect(itsStatement).toMatchObject({ ...statement, originalSql: expect.anything() });
    });
});
