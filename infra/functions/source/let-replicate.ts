import pg from 'pg';
import { connect } from '../../../local/source/connect.js';
import { expectedPostgresError } from '../../../local/source/describe-postgres-error.js';
import type { Source } from '../../../local/source/source.js';
import { sourceTables } from '../../../tables/source/index.js';
import { scramVerifier } from './scram-verifier.js';

export interface Login {
    readonly user: string;
    readonly password: string;
}

/** Where AWS DMS keeps the row by which its slot moves on while the shop is quiet. */
export const HEARTBEAT_SCHEMA = 'dms';

/**
 * Makes the user of replication, or brings it up to date: it may log in with this password, follow the log, read the
 * shop's tables and keep its heartbeat in the schema `dms`, and nothing else. May be called again and again.
 *
 * The schema stays with who calls this: an owner among other users would need the caller to be its member.
 *
 * @param source for the administrator of the database, after its migrations
 * @throws ExpectedError if the administrator lacks a right, or the database has no role rds_replication as Aurora's has
 */
export async function letReplicate(source: Source, { user, password }: Login): Promise<void> {
    const client = await connect(source, { lock_timeout: 60_000 });
    const role = pg.escapeIdentifier(user);
    const schema = pg.escapeIdentifier(HEARTBEAT_SCHEMA);
    const tables = sourceTables.map(({ name }) => `public.${pg.escapeIdentifier(name)}`).join(', ');
    try {
        await client.query('begin');
        const { rows } = await client.query('select from pg_roles where rolname = $1', [user]);
        if (rows.length === 0) await client.query(`create role ${role}`);
        await client.query(`alter role ${role} login password ${pg.escapeLiteral(scramVerifier(password))}`);
        await client.query(`grant rds_replication to ${role}`);
        await client.query(`grant usage on schema public to ${role}`);
        await client.query(`grant select on ${tables} to ${role}`);
        await client.query(`create schema if not exists ${schema}`);
        await client.query(`grant usage, create on schema ${schema} to ${role}`);
        await client.query('commit');
    } catch (error) {
        throw expectedPostgresError(error, source);
    } finally {
        await client.end().catch(() => {
            // The connection was lost; that has been told.
        });
    }
}
