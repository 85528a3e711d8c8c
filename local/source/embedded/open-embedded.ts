import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, realpathSync, renameSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { exclusively } from '../../engine/exclusively.js';
import { lakePaths, makeScratch } from '../../engine/lake-paths.js';
import { ExpectedError } from '../../errors.js';
import { connect } from '../connect.js';
import { newSource, type Source } from '../source.js';
import { type EmbeddedPaths, embeddedPaths } from './embedded-paths.js';
import { initCluster } from './init-cluster.js';
import { type Postmaster, postmasterOf } from './postmaster.js';
import { runAs, userName } from './run-as.js';
import { startPostgres } from './start-postgres.js';
import { stopPostmaster } from './stop-postmaster.js';

/** The PostgreSQL of a lake. */
export interface EmbeddedPostgres {
    readonly source: Source;
    /** Did this process start it? */
    readonly isOwner: boolean;
    readonly pid: number;
    /** The system's user that it runs as, if that is another than ours. */
    readonly user: string | null;
    /** Stops it, if this process started it. */
    stop(): Promise<void>;
}

/**
 * Starts the lake's own PostgreSQL, or attaches to it if it runs. On the first call it is made.
 *
 * Who started it stops it, by `stop`: nothing else does, so that a command which ends can first write what it read. If the
 * process dies without, the server runs on; the next one attaches, and leaves it running in turn. `stopEmbedded` ends it.
 *
 * @param folder folder of the lake
 * @throws ExpectedError if it cannot be made or started
 */
export async function openEmbedded(folder: string): Promise<EmbeddedPostgres> {
    const lake = lakePaths(folder);
    const paths = embeddedPaths(folder);
    makeScratch(lake);
    const inTurn = async <T>(work: () => Promise<T>) => await exclusively(paths, work);
    return await inTurn(async () => {
        const as = runAs(paths.data);
        const isNew = !existsSync(paths.data);
        const password = readPassword(paths, isNew);
        if (isNew) await initCluster({ ...paths, password, as });
        const running = await settled(paths.data);
        const favouritePort = readPort(paths);
        const { pid, port } = running ?? (await startPostgres({ data: paths.data, log: paths.log, as, favouritePort }));
        const at = (database: string) => newSource({ user: 'shop', host: '127.0.0.1', port, database, password: () => password });
        const user = as === null ? null : userName(as);
        const stop = async () => await stopPostmaster(pid, paths.data);
        try {
            await requireOwnData(at('postgres'), paths);
            if (favouritePort === undefined) writeFileSync(paths.port, `${port}\n`);
            await makeDatabase(at('postgres'));
        } catch (error) {
            if (running === null) await stop();
            throw error;
        }
        if (running !== null) return { source: at('shop'), isOwner: false, pid, user, stop: async () => {} };
        // In turn, so that another command finds it either running or ended; without the lake's folder there is no turn to take.
        return { source: at('shop'), isOwner: true, pid, user, stop: () => (existsSync(folder) ? inTurn(stop) : stop()) };
    });
}

/** Waits for a server that is starting or stopping; whoever began that may have died. */
async function settled(data: string): Promise<Postmaster | null> {
    for (;;) {
        const running = postmasterOf(data);
        if (running === null || running.status === 'ready') return running;
        await sleep(50);
    }
}

/** The port of the first start; the file stays as it is while somebody else listens there. */
function readPort({ port: file }: EmbeddedPaths): number | undefined {
    const port = existsSync(file) ? Number(readFileSync(file, 'utf8')) : Number.NaN;
    return Number.isInteger(port) && port >= 1024 && port <= 65_535 ? port : undefined;
}

function readPassword({ password: file, data }: EmbeddedPaths, isNew: boolean): string {
    if (!existsSync(file)) {
        if (!isNew) {
            throw new ExpectedError(
                `The password of the lake's PostgreSQL is gone: put ${JSON.stringify(file)} back, or move ${JSON.stringify(data)} away to begin with an empty shop.`,
            );
        }
        writeFileSync(`${file}.making`, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 });
        renameSync(`${file}.making`, file);
    }
    return readFileSync(file, 'utf8').trim();
}

/** A lake that was copied while its server ran has a postmaster.pid and a password that lead to the other lake's data. */
async function requireOwnData(server: Source, { data }: EmbeddedPaths): Promise<void> {
    const client = await connect(server);
    try {
        const { rows } = await client.query<{ folder: string }>("select current_setting('data_directory') as folder");
        const folder = rows[0]!.folder;
        if (!existsSync(folder) || realpathSync(folder) !== realpathSync(data)) {
            throw new ExpectedError(`The PostgreSQL that runs for this lake has its data in ${JSON.stringify(folder)}: the lake was moved or copied while it ran. End that server and call again.`);
        }
    } finally {
        await client.end();
    }
}

async function makeDatabase(server: Source): Promise<void> {
    const client = await connect(server);
    try {
        const { rowCount } = await client.query("select from pg_database where datname = 'shop'");
        if (rowCount === 0) await client.query('create database shop');
    } finally {
        await client.end();
    }
}
