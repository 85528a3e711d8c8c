import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, auroraLike, databaseOfMaster, failure } from '../../../test/oracle/aurora-like.js';
import type { TestPostgres } from '../../../test/oracle/test-postgres.js';
import { migrate } from '../../../local/source/migrate.js';
import type { Source } from '../../../local/source/source.js';
import { letReplicate } from './let-replicate.js';

let postgres: TestPostgres;
let master: Source;
beforeAll(async () => {
    postgres = await auroraLike();
    master = await databaseOfMaster(postgres);
    await migrate(master);
});
afterAll(async () => await postgres?.stop());

const TABLES = ['users', 'brands', 'categories', 'products', 'sessions', 'events'];

describe('letReplicate', () => {
    test('lets the user read the six tables and keep a table in the schema of the heartbeat', async () => {
        await letReplicate(master, { user: 'replication', password: 'first' });
        const replication = postgres.as(master, 'replication', 'first');
        for (const table of TABLES) expect(await ask(replication, `select count(*)::integer as count from public.${table}`)).toEqual([{ count: 0 }]);
        await ask(replication, 'create table dms.awsdms_heartbeat (at timestamptz); insert into dms.awsdms_heartbeat values (now()); update dms.awsdms_heartbeat set at = now()');
        expect(await ask(replication, "select pg_has_role('rds_replication', 'usage') as has")).toEqual([{ has: true }]);
    });

    test.each([
        ["insert into public.brands (brand_name) values ('x')", 'permission denied for table brands'],
        ['update public.users set name = null', 'permission denied for table users'],
        ['delete from public.events', 'permission denied for table events'],
        ['select * from lake.migrations', 'permission denied for schema lake'],
        ['create table public.more (id integer)', 'permission denied for schema public'],
        ['create schema more', 'permission denied for database'],
        ['create role more', 'permission denied to create role'],
    ])('does not let it %s', async (sql, message) => {
        await letReplicate(master, { user: 'replication', password: 'first' });
        expect(await failure(ask(postgres.as(master, 'replication', 'first'), sql))).toContain(message);
    });

    test('gives it the present password when called again, and leaves its heartbeat', async () => {
        await letReplicate(master, { user: 'beating', password: 'first' });
        await ask(postgres.as(master, 'beating', 'first'), 'create table dms.beats (at timestamptz); insert into dms.beats values (now())');
        await letReplicate(master, { user: 'beating', password: 'second' });
        expect(await ask(postgres.as(master, 'beating', 'second'), 'select count(*)::integer as count from dms.beats')).toEqual([{ count: 1 }]);
        expect(await failure(ask(postgres.as(master, 'beating', 'first'), 'select 1'))).toContain('refuses the password');
    });

    test('takes a name and a password of any signs as they are', async () => {
        const [user, password] = ['re"pli\'cation; drop table public.events', "';drop$$\\--\""];
        await letReplicate(master, { user, password });
        expect(await ask(postgres.as(master, user, password), 'select current_user as name')).toEqual([{ name: user }]);
    });

    test('leaves nothing behind when it fails', async () => {
        const empty = await databaseOfMaster(postgres);
        expect(await failure(letReplicate(empty, { user: 'early', password: 'first' }))).toContain('relation "public.users" does not exist');
        expect(await ask(empty, "select from pg_roles where rolname = 'early'")).toEqual([]);
    });

    test('sends what is kept of the password, so that no log of statements has the password itself', async () => {
        const superuser = postgres.as(master, 'shop', 'test password');
        // A server that got the password would keep it in this older form.
        await ask(superuser, `alter database ${master.config.database} set password_encryption = 'md5'`);
        await letReplicate(master, { user: 'quiet', password: 'unseen' });
        const [row] = await ask<{ kept: string }>(superuser, "select rolpassword as kept from pg_authid where rolname = 'quiet'");
        expect(row!.kept).toMatch(/^SCRAM-SHA-256\$4096:/);
    });
});
