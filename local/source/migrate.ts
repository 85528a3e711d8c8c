import { createHash } from 'node:crypto';
import type pg from 'pg';
import { ExpectedError } from '../errors.js';
import { sourceTables } from '../../tables/source/index.js';
import { connect } from './connect.js';
import { expectedPostgresError } from './describe-postgres-error.js';
import { type Migration, readMigrations } from './read-migrations.js';
import type { Source } from './source.js';

/** What a call of `migrate` did, by the names of the files. */
export interface Migrated {
    readonly applied: readonly string[];
    /** Those that were there before. */
    readonly there: readonly string[];
}

interface HashedMigration extends Migration {
    readonly sha256: string;
}

/** Two calls at once take turns by an advisory lock of this number, which stands for nothing: "lake" in ASCII. */
const LOCK = 0x6c616b65;

const RECORD = `
    create schema if not exists lake;
    create table if not exists lake.migrations (
        name text primary key,
        sha256 text not null,
        applied_at timestamptz not null default clock_timestamp()
    );
`;

/**
 * Brings a database to the schema of this version: applies the files of `sql/oltp` that it does not have yet, in their
 * order, each in one transaction with its record in `lake.migrations`. A call that is broken off leaves whole files only.
 *
 * @param from the migrations themselves where no folder is at hand, or for tests another folder
 * @throws ExpectedError if the database has another history than these files, or this user lacks a right
 */
export async function migrate(source: Source, from?: string | readonly Migration[]): Promise<Migrated> {
    const client = await connect(source, { lock_timeout: 60_000 });
    try {
        await requireVersion(client, source);
        await client.query('select pg_advisory_lock($1)', [LOCK]);
        const migrations = (typeof from === 'object' ? from : readMigrations(from)).map(hashed);
        const there = await readRecord(client);
        requireSameHistory(migrations, there, source);
        const missing = migrations.slice(there.size);
        if (there.size === 0) await requireNoTables(client, source);
        if (missing.length > 0) await requireRights(client, source);
        for (const migration of missing) await apply(client, migration, { isFirst: migration === migrations[0] });
        return { applied: missing.map(({ name }) => name), there: [...there.keys()] };
    } catch (error) {
        throw expectedPostgresError(error, source);
    } finally {
        await client.end().catch(() => {
            // The connection was lost; that has been told.
        });
    }
}

const hashed = (migration: Migration): HashedMigration => ({ ...migration, sha256: createHash('sha256').update(migration.text).digest('hex') });

/** @returns name → SHA-256, in the order of the names */
async function readRecord(client: pg.Client): Promise<Map<string, string>> {
    const { rows: found } = await client.query("select from pg_tables where schemaname = 'lake' and tablename = 'migrations'");
    if (found.length === 0) return new Map();
    const { rows } = await client.query<{ name: string; sha256: string }>('select name, sha256 from lake.migrations order by name collate "C"');
    return new Map(rows.map(({ name, sha256 }) => [name, sha256]));
}

async function apply(client: pg.Client, { name, text, sha256 }: HashedMigration, { isFirst }: { isFirst: boolean }): Promise<void> {
    await client.query('begin');
    if (isFirst) await client.query(RECORD);
    await client.query(text);
    await client.query('insert into lake.migrations (name, sha256) values ($1, $2)', [name, sha256]);
    await client.query('commit');
}

function requireSameHistory(migrations: readonly HashedMigration[], there: ReadonlyMap<string, string>, { name: source }: Source): void {
    const known = new Map(migrations.map((migration) => [migration.name, migration.sha256]));
    for (const [name, sha256] of there) {
        if (!known.has(name)) throw new ExpectedError(`${source} has the migration ${name}, which this version does not know: use the version that applied it, or a later one.`);
        if (known.get(name) !== sha256) {
            throw new ExpectedError(`The migration ${name} is not what was applied to ${source}: put its text back, and make a change as a further file.`);
        }
    }
    const skipped = migrations.slice(0, there.size).find(({ name }) => !there.has(name));
    if (skipped !== undefined) throw new ExpectedError(`${source} has later migrations than ${skipped.name}, but not this one: give it a name behind them.`);
}

async function requireNoTables(client: pg.Client, { name: source }: Source): Promise<void> {
    const { rows } = await client.query<{ name: string }>(
        "select tablename as name from pg_tables where schemaname = 'public' and tablename = any($1) order by 1 limit 1",
        [sourceTables.map(({ name }) => name)],
    );
    if (rows.length > 0) throw new ExpectedError(`${source} has a table public.${rows[0]!.name} that no migration made: name a database without the shop's tables.`);
}

async function requireVersion(client: pg.Client, { name: source }: Source): Promise<void> {
    const { rows } = await client.query<{ number: number; version: string }>(
        "select current_setting('server_version_num')::integer as number, current_setting('server_version') as version",
    );
    const { number, version } = rows[0]!;
    if (number < 140_000 || number >= 190_000) throw new ExpectedError(`${source} is PostgreSQL ${version}; versions 14 to 18 are known here.`);
}

async function requireRights(client: pg.Client, { name: source }: Source): Promise<void> {
    const { rows } = await client.query<{ grant: string }>(`
        select format('grant create on database %I to %I;', current_database(), current_user) as grant
        where not has_database_privilege(current_database(), 'create')
        union all
        select format('grant create, usage on schema public to %I;', current_user)
        from pg_namespace
        where nspname = 'public' and not (has_schema_privilege(oid, 'create') and has_schema_privilege(oid, 'usage'))
    `);
    if (rows.length > 0) throw new ExpectedError(`${source}: this user lacks rights to make the shop's tables; have its administrator run: ${rows.map(({ grant }) => grant).join(' ')}`);
}
