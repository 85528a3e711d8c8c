import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, auroraLike, databaseOfMaster, failure, MASTER } from '../../../test/oracle/aurora-like.js';
import type { TestPostgres } from '../../../test/oracle/test-postgres.js';
import { readMigrations } from '../../../local/source/read-migrations.js';
import type { Source } from '../../../local/source/source.js';
import { applyRequest } from './apply-request.js';
import { sent, type SentMigration } from './migration-request.js';

let postgres: TestPostgres;
beforeAll(async () => {
    postgres = await auroraLike();
});
afterAll(async () => await postgres?.stop());

const OWN = readMigrations().map(sent);
const MORE = sent({ name: '0004_more.sql', text: 'create table public.more (id integer);' });
const FAULTY = sent({ name: '0005_faulty.sql', text: 'create table public.never (id integer); select 1 / 0;' });

const apply = async ({ config }: Source, migrations: readonly SentMigration[], more: { before?: unknown; password?: string } = {}) =>
    await applyRequest({
        request: { host: config.host!, port: String(config.port), database: config.database!, masterSecret: 'master', replicationSecret: 'replication', migrations },
        before: more.before,
        master: MASTER,
        replication: async () => ({ user: 'replication', password: more.password ?? 'first' }),
        ssl: false,
        patience: { tries: 1, secondsBetween: 0 },
    });
const namesIn = async (source: Source) => (await ask<{ name: string }>(source, 'select name from lake.migrations order by name')).map(({ name }) => name);

describe('applyRequest', () => {
    test('applies the migrations of the request to an empty database and lets the user of replication in', async () => {
        const source = await databaseOfMaster(postgres);
        expect(await apply(source, OWN)).toEqual({ applied: '0001_tables.sql to 0004_external_ids.sql' });
        expect(await ask(postgres.as(source, 'replication', 'first'), 'select count(*)::integer as count from public.events')).toEqual([{ count: 0 }]);
    });

    test('applies nothing twice, and a further file alone, with the password of the moment', async () => {
        const source = await databaseOfMaster(postgres);
        await apply(source, OWN);
        expect(await apply(source, OWN)).toEqual({ applied: 'none: 0004_external_ids.sql and those before it were there' });
        expect(await apply(source, [...OWN, MORE], { before: OWN, password: 'second' })).toEqual({ applied: '0004_more.sql' });
        expect(await ask(postgres.as(source, 'replication', 'second'), 'select 1 as one')).toEqual([{ one: 1 }]);
    });

    test('leaves whole files only when one fails, and goes on behind them', async () => {
        const source = await databaseOfMaster(postgres);
        expect(await failure(apply(source, [...OWN, MORE, FAULTY]))).toBe('division by zero');
        expect(await namesIn(source)).toEqual([...OWN, MORE].map(({ name }) => name));
        expect(await ask(source, "select to_regclass('public.never') as never")).toEqual([{ never: null }]);
        expect(await apply(source, [...OWN, MORE])).toEqual({ applied: 'none: 0004_more.sql and those before it were there' });
    });

    test('leaves the tables as they are when a deployment that failed is taken back, and still lets replication in', async () => {
        const source = await databaseOfMaster(postgres);
        await failure(apply(source, [...OWN, MORE, FAULTY]));
        expect(await apply(source, OWN, { before: [...OWN, MORE, FAULTY], password: 'third' })).toEqual({ applied: 'none: an earlier version keeps the tables as a later one made them' });
        expect(await namesIn(source)).toContain('0004_more.sql');
        expect(await ask(postgres.as(source, 'replication', 'third'), 'select 1 as one')).toEqual([{ one: 1 }]);
    });

    test('refuses migrations that the database does not have the beginning of, also when others went before', async () => {
        const source = await databaseOfMaster(postgres);
        await apply(source, OWN);
        const changed = OWN.map((migration, index) => (index === 1 ? sent({ name: migration.name, text: `${migration.text}-- more\n` }) : migration));
        expect(await failure(apply(source, changed, { before: [...OWN, MORE] }))).toContain('The migration 0002_indexes.sql is not what was applied');
    });
});
