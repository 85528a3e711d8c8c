import { connect } from '../../local/source/connect.js';
import type { Source } from '../../local/source/source.js';
import type { Login } from '../../infra/functions/source/let-replicate.js';
import { type TestPostgres, testPostgres } from './test-postgres.js';

export const MASTER: Login = { user: 'shop_admin', password: 'administrator' };

/**
 * A PostgreSQL whose administrator is no superuser, as Aurora's is not, with a role rds_replication that stands in for
 * Aurora's: it can be granted, but gives no right to replicate.
 */
export async function auroraLike(): Promise<TestPostgres> {
    const postgres = await testPostgres();
    const superuser = await postgres.newEmptyDatabase();
    await ask(superuser, `
        create role rds_replication;
        create role shop_admin login createdb createrole password 'administrator';
        grant rds_replication to shop_admin with admin option;
    `);
    return postgres;
}

/** A database without any table that belongs to the administrator, for the administrator. */
export async function databaseOfMaster(postgres: TestPostgres): Promise<Source> {
    const superuser = await postgres.newEmptyDatabase();
    const database = superuser.config.database!;
    await ask(superuser, `alter database ${database} owner to shop_admin`);
    return postgres.as(superuser, MASTER.user, MASTER.password);
}

export async function ask<T extends object>(source: Source, sql: string): Promise<T[]> {
    const client = await connect(source);
    try {
        return (await client.query<T>(sql)).rows;
    } finally {
        await client.end();
    }
}

/** What a work fails with. */
export const failure = async (work: Promise<unknown>): Promise<string> => await work.then(() => 'it did not fail', (error: Error) => error.message);
