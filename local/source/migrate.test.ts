import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestPostgres, testPostgres } from '../../test/oracle/test-postgres.js';
import { inFolder } from '../../test/oracle/temporary-lake.js';
import { ExpectedError } from '../errors.js';
import { connect } from './connect.js';
import { migrate } from './migrate.js';
import type { Source } from './source.js';

const OWN = join(import.meta.dirname, '..', '..', 'sql', 'oltp');
const ALL = ['0001_tables.sql', '0002_indexes.sql', '0003_replication.sql', '0004_external_ids.sql'];

let postgres: TestPostgres;
beforeAll(async () => {
    postgres = await testPostgres();
});
afterAll(async () => await postgres?.stop());

async function ask<T extends object>(source: Source, sql: string): Promise<T[]> {
    const client = await connect(source);
    try {
        return (await client.query<T>(sql)).rows;
    } finally {
        await client.end();
    }
}

/** The files of this version, with others beside or in place of them. */
function filesWith(folder: string, changed: Readonly<Record<string, string | null>>): string {
    mkdirSync(folder, { recursive: true });
    for (const name of readdirSync(OWN)) if (!(name in changed)) copyFileSync(join(OWN, name), join(folder, name));
    for (const [name, text] of Object.entries(changed)) if (text !== null) writeFileSync(join(folder, name), text);
    return folder;
}

const textOf = (name: string): string => readFileSync(join(OWN, name), 'utf8');
const failure = async (work: Promise<unknown>): Promise<Error> => await work.then(() => new Error('it did not fail'), (error: Error) => error);

describe('migrate', () => {
    test('applies every file once, and says which', async () => {
        const source = await postgres.newEmptyDatabase();
        expect(await migrate(source)).toEqual({ applied: ALL, there: [] });
        expect(await migrate(source)).toEqual({ applied: [], there: ALL });
        expect(await ask(source, 'select name, length(sha256) as length from lake.migrations order by name')).toEqual(ALL.map((name) => ({ name, length: 64 })));
    });

    test('applies every file once when several call at the same time', async () => {
        const source = await postgres.newEmptyDatabase();
        const outcomes = await Promise.all([migrate(source), migrate(source), migrate(source)]);
        expect(outcomes.flatMap(({ applied }) => applied)).toEqual(ALL);
        expect(outcomes.filter(({ there }) => there.length === ALL.length)).toHaveLength(2);
    });

    test('leaves whole files only when it is broken off, and goes on there', async () => {
        await inFolder(async (folder) => {
            const source = await postgres.newEmptyDatabase();
            const slow = filesWith(folder, { '0002_indexes.sql': `${textOf('0002_indexes.sql')}; select pg_sleep(60);` });
            const broken = failure(migrate(source, slow));
            const isAtIt = "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'";
            while ((await ask(source, isAtIt)).length === 0) await sleep(10);
            expect((await broken).message).toMatch(/was lost|is shutting down or was restarted/);
            expect(await ask(source, 'select name from lake.migrations')).toEqual([{ name: ALL[0] }]);
            expect(await ask(source, "select from pg_indexes where indexname = 'events_session_id'")).toEqual([]);
            expect(await migrate(source)).toEqual({ applied: ALL.slice(1), there: ALL.slice(0, 1) });
        });
    });

    test('leaves nothing of a file that fails', async () => {
        await inFolder(async (folder) => {
            const source = await postgres.newEmptyDatabase();
            const faulty = filesWith(folder, { '0001_tables.sql': 'create table public.users (user_id bigint); select 1 / 0;' });
            expect((await failure(migrate(source, faulty))).message).toBe('division by zero');
            expect(await migrate(source)).toEqual({ applied: ALL, there: [] });
        });
    });

    test('leaves nothing of a file whose record cannot be written', async () => {
        await inFolder(async (folder) => {
            const source = await postgres.newEmptyDatabase();
            await migrate(source, filesWith(folder, { [ALL[1]!]: null, [ALL[2]!]: null, [ALL[3]!]: null }));
            await ask(source, "alter table lake.migrations add constraint no_more check (name < '0002')");
            expect((await failure(migrate(source))).message).toContain('no_more');
            expect(await ask(source, "select from pg_indexes where indexname = 'events_session_id'")).toEqual([]);
        });
    });

    test('refuses a file that was changed after it was applied, but not other line ends', async () => {
        await inFolder(async (folder) => {
            const source = await postgres.newDatabase();
            const windows = filesWith(join(folder, 'windows'), { [ALL[0]!]: textOf(ALL[0]!).replaceAll('\n', '\r\n') });
            expect(await migrate(source, windows)).toEqual({ applied: [], there: ALL });
            const changed = filesWith(join(folder, 'changed'), { [ALL[1]!]: `${textOf(ALL[1]!)}-- more\n` });
            const error = await failure(migrate(source, changed));
            expect(error).toBeInstanceOf(ExpectedError);
            expect(error.message).toBe(`The migration 0002_indexes.sql is not what was applied to ${source.name}: put its text back, and make a change as a further file.`);
        });
    });

    test('refuses a database that a later version has changed', async () => {
        await inFolder(async (folder) => {
            const source = await postgres.newDatabase();
            expect((await migrate(source, filesWith(folder, { '0004_more.sql': 'select 1;' }))).applied).toEqual(['0004_more.sql']);
            const error = await failure(migrate(source));
            expect(error).toBeInstanceOf(ExpectedError);
            expect(error.message).toContain('has the migration 0004_more.sql, which this version does not know');
        });
    });

    test('refuses a file that was put between those that were applied', async () => {
        await inFolder(async (folder) => {
            const source = await postgres.newDatabase();
            const error = await failure(migrate(source, filesWith(folder, { '0001a_between.sql': 'select 1;' })));
            expect(error).toBeInstanceOf(ExpectedError);
            expect(error.message).toContain('has later migrations than 0001a_between.sql');
        });
    });

    test("refuses a database whose tables have the shop's names and come from elsewhere, and leaves it alone", async () => {
        const source = await postgres.newEmptyDatabase();
        await ask(source, 'create table public.products (id integer)');
        const error = await failure(migrate(source));
        expect(error).toBeInstanceOf(ExpectedError);
        expect(error.message).toContain('has a table public.products that no migration made');
        expect(await ask(source, "select nspname from pg_namespace where nspname = 'lake'")).toEqual([]);
    });

    test('needs no superuser, and says which rights a user lacks', async () => {
        const admin = await postgres.newEmptyDatabase();
        await ask(admin, "create role seller login password 'seller'");
        const seller = postgres.as(admin, 'seller', 'seller');
        const database = admin.config.database!;
        const error = await failure(migrate(seller));
        expect(error).toBeInstanceOf(ExpectedError);
        expect(error.message).toMatch(`have its administrator run: grant create on database ${database} to seller; grant create, usage on schema public to seller;`);
        // The words of the message are what helps.
        await ask(admin, error.message.split('administrator run: ')[1]!);
        expect((await migrate(seller)).applied).toEqual(ALL);
    });

    test('waits while another session has its turn', async () => {
        const source = await postgres.newDatabase();
        const holder = await connect(source);
        await holder.query('select pg_advisory_lock($1)', [0x6c616b65]);
        let hasEnded = false;
        const waiting = migrate(source).finally(() => (hasEnded = true));
        const blocked = "select pid from pg_stat_activity where datname = current_database() and wait_event = 'advisory'";
        while ((await ask(source, blocked)).length === 0) await sleep(10);
        expect(hasEnded).toBe(false);
        await holder.end();
        expect(await waiting).toEqual({ applied: [], there: ALL });
    });
});
