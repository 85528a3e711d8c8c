import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { connect } from '../../local/source/connect.js';
import { embeddedPaths } from '../../local/source/embedded/embedded-paths.js';
import { initCluster } from '../../local/source/embedded/init-cluster.js';
import { isAlive } from '../../local/source/embedded/postmaster.js';
import { runAs } from '../../local/source/embedded/run-as.js';
import { freePort, startPostgres } from '../../local/source/embedded/start-postgres.js';
import { stopPostmaster } from '../../local/source/embedded/stop-postmaster.js';
import { migrate } from '../../local/source/migrate.js';
import { newSource, type Source } from '../../local/source/source.js';

/** A PostgreSQL for the tests of one file: the real one, with nothing forced to the disk. */
export interface TestPostgres {
    /** A database of its own with the shop's tables, empty. They go with the server. */
    newDatabase(): Promise<Source>;
    /** A database without any table. */
    newEmptyDatabase(): Promise<Source>;
    /** The same database for another user. */
    as(source: Source, user: string, password: string): Source;
    /** Stops it cleanly, if it runs, and starts it at the same port. */
    restart(): Promise<void>;
    /** Ends it without warning, as the system does when memory runs out; `restart` starts it again. */
    kill9(): Promise<void>;
    /** Stops it and removes it. */
    stop(): Promise<void>;
}

const PASSWORD = 'test password';
/** What is lost by these is lost when the machine dies, not when the process does. */
const HASTY = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_replication_slots: '1000', max_wal_senders: '50' };

/**
 * Starts a PostgreSQL in a temporary folder. If the process of the test dies, whatever way, so does the server.
 *
 * @param settings of PostgreSQL, such as a small `max_slot_wal_keep_size`
 */
export async function testPostgres(settings: Readonly<Record<string, string>> = {}): Promise<TestPostgres> {
    const folder = mkdtempSync(join(tmpdir(), 'lake-postgres-'));
    // Root's PostgreSQL runs as another user, who has to come through.
    chmodSync(folder, 0o755);
    const guard = guardOf(folder);
    const { data, making, log } = embeddedPaths(folder);
    const as = runAs(data);
    const port = await freePort();
    const at = (database: string, user = 'shop', password = PASSWORD) => newSource({ user, host: '127.0.0.1', port, database, password: () => password });
    let pid = 0;
    let admin: pg.Client | undefined;
    let made = 0;
    const start = async () => {
        ({ pid } = await startPostgres({ data, log, as, port, settings: { ...HASTY, ...settings } }));
        admin = await connect(at('postgres'));
    };
    const make = async (template: string) => {
        const name = `${template === 'shop' ? 'shop' : 'empty'}_${(made += 1)}`;
        await admin!.query(`create database ${name} template ${template} strategy file_copy`);
        return at(name);
    };
    const end = async () => {
        await admin?.end().catch(() => {});
        admin = undefined;
        if (pid > 0) await stopPostmaster(pid, data);
    };
    const stop = async () => {
        try {
            await end();
        } finally {
            rmSync(folder, { recursive: true, force: true });
            guard();
        }
    };
    try {
        await initCluster({ data, making, password: PASSWORD, as, isSafe: false });
        await start();
        await admin!.query('create database shop');
        await migrate(at('shop'));
    } catch (error) {
        await stop();
        throw error;
    }
    return {
        newDatabase: () => make('shop'),
        newEmptyDatabase: () => make('template0'),
        as: (source, user, password) => at(source.config.database!, user, password),
        restart: async () => {
            await end();
            await start();
        },
        kill9: async () => {
            process.kill(pid, 'SIGKILL');
            while (isAlive(pid)) await sleep(5);
        },
        stop,
    };
}

/**
 * A process that outlives ours, however it dies, and then ends the server and removes its folder.
 *
 * @returns what to call when that was done already
 */
function guardOf(folder: string): () => void {
    if (process.platform === 'win32') return () => {};
    const script = 'read -r _; pid=$(head -n 1 "$0/postgres/postmaster.pid" 2>/dev/null) && kill -QUIT "$pid" 2>/dev/null && sleep 1; rm -rf "$0"';
    const guard = spawn('/bin/sh', ['-c', script, folder], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
    guard.stdin!.on('error', () => {});
    (guard.stdin as unknown as { unref?(): void }).unref?.();
    guard.unref();
    return () => void guard.kill('SIGKILL');
}
