import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { literal } from '../../local/engine/database.js';
import { aggregateTables } from '../../local/engine/build-aggregates.js';
import { predictionTables } from '../../local/engine/build-predictions.js';
import { changeFile } from '../../tables/derive/raw-layout.js';
import { change } from '../oracle/made-records.js';
import { testPostgres, type TestPostgres } from '../oracle/test-postgres.js';
import { writeRecords } from '../oracle/write-raw.js';
import type { BothLakes } from './both-lakes.js';
import { randomIncrements } from './made-raw.js';
import { sharedSpark } from './shared-spark.js';
import { succeed, withBoth } from './with-both.js';

const spark = sharedSpark();
/** The same in each call, so that what is red is red again; others by LAKE_SEED. */
const SEED = Number(process.env['LAKE_SEED'] ?? 7);

let postgres: TestPostgres;

beforeAll(async () => {
    postgres = await testPostgres();
    console.log(`LAKE_SEED=${SEED} makes this history again.`);
});

afterAll(async () => {
    await postgres?.stop();
});

interface Line {
    readonly event: string;
    readonly layers?: string;
    readonly table?: string;
    readonly key?: Readonly<Record<string, string>>;
    readonly rows?: readonly [number, number];
    readonly [what: string]: unknown;
}

const linesOf = (output: string): Line[] =>
    output
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line) as Line);

/** @returns what a start of the phase said, which has to fail */
async function red(both: BothLakes): Promise<{ lines: Line[]; differences: Line[]; output: string }> {
    const { output, code } = await both.phase('verify');
    expect({ code, output }).toMatchObject({ code: 1, output: expect.not.stringContaining('Traceback') });
    const lines = linesOf(output);
    return { lines, differences: lines.filter(({ event }) => event === 'difference'), output };
}

/**
 * What has to be there whatever the history is: a product that a load overtakes, in a file as of a source that has smaller types
 * than the lake; an event that breaks a rule; a user that does not change any more.
 */
async function writeCertain({ raw, writer }: BothLakes): Promise<void> {
    const file = (table: string) => join(raw, changeFile(1, table, '2020/04/01/02', 1_585_706_400_000));
    await writeRecords(writer, file('events'), 'events', [change('events', { event_id: 7700, session_id: 1, product_id: 1, event_type: 'view', event_time: '2020-04-01 00:00:01', price: '0.0000', quantity: 1 }, { op: 'I', at: 9, number: 1 })]);
    await writeRecords(writer, file('users'), 'users', [change('users', { user_id: 77, name: 'Ann', email: 'ann@example.org' }, { op: 'I', at: 9, number: 2 })]);
    await writeRecords(writer, file('products'), 'products', [change('products', { product_id: 77, name: 'Narrow', price: '2.5000', stock: -2 }, { op: 'I', at: 1, number: 3 })]);
    await writeRecords(writer, file('sessions'), 'sessions', [change('sessions', { session_id: 7701, user_id: 77, device_type: 'mobile' }, { op: 'I', at: 400_000, number: 4 })]);
    await writer.run(`create or replace temp table narrowed as select * replace (cast(product_id as integer) as product_id, cast(stock as smallint) as stock, cast(price as decimal(9, 2)) as price) from read_parquet(${literal(file('products'))})`);
    await writer.run(`copy narrowed to ${literal(file('products'))} (format parquet)`);
}

const damage = async (both: BothLakes, statements: readonly string[]) =>
    await both.inSession(async (session) => {
        for (const statement of statements) await session.ask(statement);
    });

const oneOf = async (both: BothLakes, query: string) => String((await both.inSession(async (session) => await session.rows(query)))[0]!['one']);

test('verification fails where nothing is, finds a lake equal that is, and names what was changed behind its back', async () => {
    await withBoth(postgres, spark.socket, async (both) => {
        expect((await red(both)).output).toContain('There is nothing to compare');

        // Loads, one of them with its marker long before its rows, come with their floors; dimensions are as of the first run.
        // The sixth would replace a file, whose first records no verification could find any more.
        const increments = randomIncrements(SEED, 6).slice(0, 5);
        for (const increment of increments.slice(0, 3)) await increment(both.writer, both.raw);
        await writeCertain(both);
        await both.onDuckdb();
        await succeed(both, 'facts');
        await succeed(both, 'dimensions');
        for (const increment of increments.slice(3)) await increment(both.writer, both.raw);
        await both.onDuckdb();
        await succeed(both, 'facts');

        const before = await both.snapshots();
        const equal = linesOf(await succeed(both, 'verify'));
        expect(await both.snapshots()).toEqual(before);
        expect(equal.at(-1)).toMatchObject({ event: 'equal' });
        const compared = equal.filter(({ event }) => event === 'compared');
        for (const [name, { rows }] of Object.entries(await both.ofDuckdb())) {
            const [layer, table] = name.split('.') as [string, string];
            // Of dimensions the rows are left out that may have changed since, of accounts those of files that came anew; sums of the facts and predictions are of the first run.
            if (['quality', 'quarantine', 'dim_users', 'dim_products', 'dim_time', 'run_accounts', ...[...aggregateTables, ...predictionTables].map((one) => one.name)].includes(table)) continue;
            const line = compared.find((one) => one.table === table && (layer === 'clean') === (one.layers === 'raw = clean'));
            expect({ table, rows: line?.rows, differences: line?.['differences'] }).toEqual({ table, rows: [rows.length, rows.length], differences: 0 });
        }
        const rowsOf = (wanted: string) => compared.find(({ table }) => table === wanted)!.rows![0];
        expect(rowsOf('quarantine_of_events')).toBeGreaterThan(0);
        expect(rowsOf('dim_users')).toBeGreaterThan(0);
        expect(rowsOf('dim_time')).toBeGreaterThan(0);
        for (const { name } of [...aggregateTables, ...predictionTables]) expect(compared.filter(({ table }) => table === name)).toMatchObject([{ differences: 0 }]);
        expect(await oneOf(both, 'select concat(_is_deleted, _change_number) as one from clean.products where product_id = 77')).toBe('true-1');

        const file = await oneOf(both, `select min(path) as one from state.ledger where table_name = 'events' and path like 'v1/%'`);
        renameSync(join(both.raw, file), join(both.raw, 'away'));
        const gone = await red(both);
        expect(gone.differences).toContainEqual(expect.objectContaining({ layers: 'raw = ledger', table: 'events', key: { file }, found: 'no file' }));
        renameSync(join(both.raw, 'away'), join(both.raw, file));

        const event = await oneOf(both, 'select max(event_id) as one from clean.events where not _is_deleted and not _is_hidden');
        const product = await oneOf(both, 'select max(product_id) as one from clean.products where not _is_deleted and not _is_hidden');
        const published = await oneOf(both, 'select min(event_id) as one from model.fact_user_events');
        const session = await oneOf(both, 'select max(session_id) as one from model.fact_sessions');
        expect(published).not.toBe(event);
        await damage(both, [
            `update clean.events set quantity = 77 where event_id = ${event}`,
            `update clean.products set name = null, brand_id = 88, price = null where product_id = ${product}`,
            `update clean.users set email = 'nobody@example.org' where user_id = 77`,
            // The same values, one column further.
            'update clean.sessions set channel = device_type, device_type = null where session_id = 7701',
            `delete from clean.products where product_id = 77`,
            `update model.fact_user_events set brand = 'changed' where event_id = ${published}`,
            `insert into model.fact_sessions select * from model.fact_sessions where session_id = ${session}`,
            `update model.dim_users set created_at = timestamp_ntz '2001-01-01 00:00:00' where user_id = 77`,
            `update model.dim_time set quarter = 9 where event_date = date '2020-04-01'`,
            `update model.run_accounts set superseded = superseded + 1 where run_id = 2 and table_name = 'events'`,
        ]);
        const { differences, output } = await red(both);
        const named = (wanted: object) => expect(differences).toContainEqual(expect.objectContaining(wanted));
        named({ layers: 'raw = clean', table: 'events', key: { event_id: event }, column: 'quantity', found: '77' });
        named({ layers: 'raw = clean', table: 'products', key: { product_id: product }, column: 'brand_id', found: '88' });
        named({ layers: 'raw = clean', table: 'users', key: { user_id: '77' }, column: 'email', values: 'personal' });
        named({ layers: 'raw = clean', table: 'sessions', key: { session_id: '7701' }, column: 'device_type', expected: 'mobile' });
        named({ layers: 'raw = clean', table: 'products', key: { product_id: '77' }, expected_rows: 1, found_rows: 0 });
        named({ layers: 'clean = model', table: 'fact_user_events', key: { event_id: published }, column: 'brand', found: 'changed' });
        named({ layers: 'clean = model', table: 'fact_sessions', key: { session_id: session }, expected_rows: 1, found_rows: 2 });
        named({ layers: 'clean = model', table: 'dim_users', key: { user_id: '77' }, column: 'created_at', found: '2001-01-01 00:00:00' });
        named({ layers: 'clean = model', table: 'dim_time', key: { event_date: '2020-04-01' }, column: 'quarter', expected: '2', found: '9' });
        named({ layers: 'account', table: 'run_accounts', key: { run_id: '2', table_name: 'events' }, column: 'outcomes' });
        expect(output).not.toMatch(/nobody@|@example/i);
        expect(output.trimEnd().split('\n').at(-1)).toMatch(/^The lake is not what it has to be\. Differences: \d+, the first ones: /);
    });
});
