import pg, { type Client } from 'pg';
import { type SourceTable, sourceTables } from '../../tables/index.js';
import { ExpectedError } from '../errors.js';
import type { PostgresColumn } from './raw-columns.js';

/** What the catalogue says of a table. */
interface CatalogTable {
    readonly name: string;
    /** `r` for an ordinary table. */
    readonly kind: string;
    /** `p` for one that survives a crash and is written to the log. */
    readonly persistence: string;
    /** `d` for its primary key, `f` for all columns. */
    readonly identity: string;
    readonly key: string[] | null;
    readonly may_read: boolean;
    /** Do policies hide rows from this user? */
    readonly hides_rows: boolean;
    /** Is it a part of another table, or has it parts? */
    readonly inherits: boolean;
}

/**
 * Makes sure that a source can be replicated, as far as it can be seen beforehand.
 *
 * @throws ExpectedError with the first thing that stands in the way, and its remedy
 */
export async function checkSource(client: Client, publication: string): Promise<void> {
    const { rows } = await client.query<{ version: number; wal_level: string; is_standby: boolean }>(
        `select current_setting('server_version_num')::int as version, current_setting('wal_level') as wal_level, pg_is_in_recovery() as is_standby`,
    );
    const { version, wal_level: level, is_standby: isStandby } = rows[0]!;
    const major = Math.floor(version / 10_000);
    if (major < 14 || major > 18) throw new ExpectedError(`The source is PostgreSQL ${major}; replication is made for 14 to 18.`);
    if (isStandby) throw new ExpectedError('The source is a standby, from which changes cannot be followed: name its primary (on Aurora the writer endpoint).');
    if (level !== 'logical') {
        throw new ExpectedError(`The source's wal_level is ${level}: set it to logical (on Aurora rds.logical_replication = 1) and restart the server.`);
    }
    await checkTables(client);
    await checkPublication(client, publication, major);
}

async function checkTables(client: Client): Promise<void> {
    const { rows } = await client.query<CatalogTable>(
        `select
            tables.relname as name, tables.relkind as kind, tables.relpersistence as persistence, tables.relreplident as identity,
            has_table_privilege(tables.oid, 'select') as may_read, row_security_active(tables.oid) as hides_rows,
            exists (select from pg_inherits where tables.oid in (inhrelid, inhparent)) as inherits,
            (
                select array_agg(columns.attname::text order by columns.attnum)
                from pg_index as keys
                inner join pg_attribute as columns on columns.attrelid = tables.oid and columns.attnum = any(keys.indkey)
                where keys.indrelid = tables.oid and keys.indisprimary
            ) as key
        from pg_class as tables
        where tables.relnamespace = 'public'::regnamespace and tables.relname = any($1)`,
        [sourceTables.map(({ name }) => name)],
    );
    for (const table of sourceTables) {
        const found = rows.find(({ name }) => name === table.name);
        const wrong = found === undefined ? 'is not there: `./lake source` makes the tables' : whatIsWrong(table, found);
        if (wrong !== null) throw new ExpectedError(`The source's table public.${table.name} ${wrong}.`);
    }
    await checkRights(client, rows);
}

/** All rights at once: who may not grant them has to ask somebody else, and once is enough. */
async function checkRights(client: Client, tables: readonly CatalogTable[]): Promise<void> {
    const { rows } = await client.query<{ name: string; replicates: boolean; has_aurora_role: boolean }>(
        `select
            rolname as name, exists (select from pg_roles where rolname = 'rds_replication') as has_aurora_role,
            rolsuper or rolreplication
                or exists (select from pg_roles as rights where rights.rolname = 'rds_replication' and pg_has_role(rights.oid, 'member')) as replicates
        from pg_roles
        where rolname = current_user`,
    );
    const { name, replicates, has_aurora_role: isAurora } = rows[0]!;
    const role = pg.escapeIdentifier(name);
    const closed = sourceTables.map((table) => table.name).filter((table) => tables.some((found) => found.name === table && !found.may_read));
    if (closed.length > 0) {
        const list = closed.map((table) => `public.${table}`).join(', ');
        const replication = replicates ? '' : isAurora ? ` grant rds_replication to ${role};` : ` alter role ${role} replication;`;
        throw new ExpectedError(`The source's ${closed.length === 1 ? 'table' : 'tables'} ${list} may not be read by this user; who may grant it says: grant select on ${list} to ${role};${replication}`);
    }
    const hiding = sourceTables.find((table) => tables.some((found) => found.name === table.name && found.hides_rows));
    if (hiding !== undefined) throw new ExpectedError(`The source's table public.${hiding.name} has policies that hide rows from this user: alter role ${role} bypassrls;`);
}

function whatIsWrong(table: SourceTable, { kind, persistence, identity, key, inherits }: CatalogTable): string | null {
    if (kind !== 'r') return `is ${kind === 'p' ? 'partitioned' : 'no ordinary table'}, which cannot be replicated`;
    if (inherits) return 'inherits from another table or has one that inherits from it, whose rows would be missing';
    if (persistence !== 'p') return 'is unlogged, so that its changes are not in the log: alter table … set logged';
    if (key === null) return `has no primary key, without which changes and deletions cannot be followed: give it one on (${table.key.join(', ')})`;
    if (key.join() !== table.key.join()) return `has the primary key (${key.join(', ')}) instead of (${table.key.join(', ')})`;
    if (identity !== 'd' && identity !== 'f') return 'has a replica identity other than its primary key: alter table … replica identity default';
    return null;
}

async function checkPublication(client: Client, publication: string, major: number): Promise<void> {
    const { rows } = await client.query<{ is_whole: boolean }>(
        'select pubinsert and pubupdate and pubdelete and pubtruncate as is_whole from pg_publication where pubname = $1',
        [publication],
    );
    const name = JSON.stringify(publication);
    const [found] = rows;
    if (found === undefined) throw new ExpectedError(`The source has no publication ${name}: \`./lake source\` makes it, or create publication … for table ${tableList}.`);
    if (!found.is_whole) {
        throw new ExpectedError(
            `The source's publication ${name} leaves out insertions, updates, deletions or TRUNCATE: alter publication … set (publish = 'insert, update, delete, truncate'), then call \`./lake replicate --reload all\`.`,
        );
    }
    // Filters and lists of columns came with version 15.
    const narrowed = major < 15 ? 'false' : `rowfilter is not null or exists (
        select from pg_attribute
        where attrelid = format('%I.%I', schemaname, tablename)::regclass and attnum > 0 and not attisdropped and attgenerated = '' and attname <> all(attnames)
    )`;
    const { rows: published } = await client.query<{ tablename: string; narrowed: boolean }>(
        `select tablename, ${narrowed} as narrowed from pg_publication_tables where pubname = $1 and schemaname = 'public'`,
        [publication],
    );
    for (const { name: table } of sourceTables) {
        const entry = published.find(({ tablename }) => tablename === table);
        if (entry === undefined) throw new ExpectedError(`The source's publication ${name} lacks the table public.${table}: alter publication … add table public.${table}, then call \`./lake replicate --reload ${table}\`.`);
        if (entry.narrowed) throw new ExpectedError(`The source's publication ${name} leaves out rows or columns of public.${table}: publish the whole table, then call \`./lake replicate --reload ${table}\`.`);
    }
}

const tableList = sourceTables.map(({ name }) => `public.${name}`).join(', ');

/** The columns of a table that are replicated, in their order. */
export async function columnsOf(client: Client, table: string): Promise<PostgresColumn[]> {
    const { rows } = await client.query<PostgresColumn>(
        `select attname as name, atttypid::int as "typeOid", atttypmod as "typeModifier"
        from pg_attribute
        where attrelid = format('public.%I', $1::text)::regclass and attnum > 0 and not attisdropped and attgenerated = ''
        order by attnum`,
        [table],
    );
    return rows;
}
