import type pg from 'pg';
import { migrate } from '../../../local/source/migrate.js';
import { newSource } from '../../../local/source/source.js';
import { awaitDatabase, type Patience } from './await-database.js';
import { letReplicate, type Login } from './let-replicate.js';
import type { MigrationRequest } from './migration-request.js';

export interface ApplyRequestProps {
    readonly request: MigrationRequest;
    /** The migrations of the request before this one, if there was one. */
    readonly before: unknown;
    readonly master: Login;
    /** Asked for when it is needed: the password may be changed while migrations run. */
    readonly replication: () => Promise<Login>;
    readonly ssl: pg.ClientConfig['ssl'];
    readonly patience: Patience;
}

/** For an output of the stack, in words. */
export type Applied = { readonly applied: string };

/**
 * Brings a database to the migrations of a request, then makes its user of replication.
 *
 * A deployment that fails is rolled back by a request with the migrations before it. What was applied then stays, as
 * going back would lose data; the next deployment goes on from there.
 *
 * @throws ExpectedError in one sentence
 */
export async function applyRequest({ request, before, master, replication, ssl, patience }: ApplyRequestProps): Promise<Applied> {
    const { host, database, migrations } = request;
    const source = newSource({ user: master.user, host, port: Number(request.port), database, password: () => master.password, ssl });
    await awaitDatabase(source, patience);
    const isBack = isStepBack(migrations, before);
    const { applied, there } = isBack ? { applied: [], there: [] } : await migrate(source, migrations);
    await letReplicate(source, await replication());
    return { applied: isBack ? 'none: an earlier version keeps the tables as a later one made them' : describe(applied, there) };
}

/** Whether the migrations are those of before without the last ones. */
function isStepBack(migrations: MigrationRequest['migrations'], before: unknown): boolean {
    if (!Array.isArray(before) || before.length <= migrations.length) return false;
    return migrations.every(({ name, sha256 }, index) => {
        const same = before[index] as { readonly name?: unknown; readonly sha256?: unknown };
        return same.name === name && same.sha256 === sha256;
    });
}

/** The last name says how far the database is; all of them could be more than the 4 KB that an answer may have. */
function describe(applied: readonly string[], there: readonly string[]): string {
    if (applied.length === 0) return `none: ${there.at(-1)} and those before it were there`;
    return applied.length === 1 ? applied[0]! : `${applied[0]} to ${applied.at(-1)}`;
}
