import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { builtProgram } from '../../../test/oracle/built-program.js';
import { callLake } from '../../../test/oracle/call-lake.js';
import { temporaryFolder } from '../../../test/oracle/temporary-lake.js';
import { connect } from '../connect.js';
import { type EmbeddedPostgres, openEmbedded } from './open-embedded.js';
import { isAlive, postmasterOf } from './postmaster.js';
import { stopEmbedded } from './stop-embedded.js';

const PROGRAM = builtProgram('call-main');

let home: { readonly path: string; readonly remove: () => void };
let lake: string;
const children = new Set<ChildProcess>();

beforeAll(() => {
    home = temporaryFolder();
    lake = join(home.path, 'lake');
});
afterEach(() => {
    for (const child of children) child.kill('SIGKILL');
    children.clear();
});
afterAll(async () => {
    for (const name of readdirSync(home.path)) await stopEmbedded(join(home.path, name));
    home.remove();
});

/** `lake source` as a process of its own. */
function start(folder: string) {
    const child = spawn(process.execPath, [PROGRAM, 'source', '--lake', folder]);
    children.add(child);
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (said += text));
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    const runs = new Promise<void>((resolve, reject) => {
        child.stdout.on('data', () => said.includes('Ctrl-C') && resolve());
        void ended.then(() => reject(new Error(`It ended: ${said}`)));
    });
    return { child, ended, runs, said: () => said };
}

async function ask<T extends object>({ source }: Pick<EmbeddedPostgres, 'source'>, sql: string): Promise<T[]> {
    const client = await connect(source);
    try {
        return (await client.query<T>(sql)).rows;
    } finally {
        await client.end();
    }
}

describe("the lake's own PostgreSQL", () => {
    test('is made at the first call, keeps its data over a stop, and is stopped by who started it', async () => {
        const first = await openEmbedded(lake);
        expect(first.isOwner).toBe(true);
        await ask(first, 'create table kept (number integer); insert into kept values (7)');
        const second = await openEmbedded(lake);
        expect(second).toMatchObject({ isOwner: false, pid: first.pid, source: { name: first.source.name } });
        await second.stop();
        expect(isAlive(first.pid)).toBe(true);
        await first.stop();
        expect(isAlive(first.pid)).toBe(false);
        await first.stop();

        const again = await openEmbedded(lake);
        expect(again.isOwner).toBe(true);
        expect(await ask(again, 'select number from kept')).toEqual([{ number: 7 }]);
        await again.stop();
    });

    test('is reached from this machine and by its password alone, and can be replicated', async () => {
        const own = await openEmbedded(lake);
        expect(statSync(join(lake, 'postgres.password')).mode & 0o777).toBe(0o600);
        expect(statSync(join(lake, 'postgres')).mode & 0o777).toBe(0o700);
        const names = ['fsync', 'listen_addresses', 'max_slot_wal_keep_size', 'password_encryption', 'server_encoding', 'TimeZone', 'unix_socket_directories', 'wal_level'];
        const settings = await ask<{ name: string; value: string }>(own, `select name, current_setting(name) as value from pg_settings where name = any('{${names.join(',')}}') order by lower(name)`);
        expect(Object.fromEntries(settings.map(({ name, value }) => [name, value]))).toEqual({
            fsync: 'on',
            listen_addresses: '127.0.0.1',
            max_slot_wal_keep_size: '10GB',
            password_encryption: 'scram-sha-256',
            server_encoding: 'UTF8',
            TimeZone: 'UTC',
            unix_socket_directories: '',
            wal_level: 'logical',
        });
        expect(await ask(own, "select distinct auth_method as method from pg_hba_file_rules")).toEqual([{ method: 'scram-sha-256' }]);
        expect(await ask(own, "select datlocprovider::text as provider, datlocale as locale from pg_database where datname = 'shop'")).toEqual([{ provider: 'b', locale: 'C.UTF-8' }]);
        await own.stop();
    });

    test('listens at the same port at each start, at another while somebody else is there, and then at its own again', async () => {
        const portOf = async (whileItRuns: () => Promise<void> = async () => {}) => {
            const own = await openEmbedded(lake);
            await whileItRuns();
            await own.stop();
            return own.source.config.port!;
        };
        let client: Awaited<ReturnType<typeof connect>> | undefined;
        // A client that is there at the end leaves a connection which has not quite ended.
        const first = await portOf(async () => {
            client = await connect((await openEmbedded(lake)).source);
        });
        expect(await portOf()).toBe(first);
        await client!.end().catch(() => {});
        const other = createServer();
        await new Promise<void>((resolve) => other.listen(first, '127.0.0.1', resolve));
        expect(await portOf()).not.toBe(first);
        await new Promise((resolve) => other.close(resolve));
        expect(await portOf()).toBe(first);
        writeFileSync(join(lake, 'postgres.port'), 'none');
        const next = await portOf();
        expect(readFileSync(join(lake, 'postgres.port'), 'utf8')).toBe(`${next}\n`);
    });

    test('logs no content of records', async () => {
        const own = await openEmbedded(lake);
        await ask(own, "create table secrets (word text primary key); insert into secrets values ('sesame')");
        await expect(ask(own, "insert into secrets values ('sesame')")).rejects.toThrow('duplicate key');
        await own.stop();
        const log = readFileSync(join(lake, 'logs', 'postgres.log'), 'utf8');
        expect(log).toContain('duplicate key');
        expect(log).not.toContain('sesame');
    });

    test('runs on when its owner is killed; the next attaches, and starts it again after it was killed too', async () => {
        const owner = start(lake);
        await owner.runs;
        const before = postmasterOf(join(lake, 'postgres'))!;
        expect(owner.said()).toContain('It runs until Ctrl-C.');
        expect(owner.said().includes("It runs as the system's user postgres, since PostgreSQL does not run as root.\n")).toBe(process.getuid?.() === 0);
        owner.child.kill('SIGKILL');
        await owner.ended;
        const attached = await openEmbedded(lake);
        expect(attached).toMatchObject({ isOwner: false, pid: before.pid });
        await ask(attached, 'insert into kept values (8)');
        process.kill(before.pid, 'SIGKILL');
        const next = await openEmbedded(lake);
        expect(next.isOwner).toBe(true);
        expect(await ask(next, 'select number from kept order by 1')).toEqual([{ number: 7 }, { number: 8 }]);
        await next.stop();
    });

    test('is started once when two processes come at the same time; the other leaves it running, Ctrl-C of the first stops it', async () => {
        const both = [start(lake), start(lake)];
        await Promise.all(both.map(({ runs }) => runs));
        const owner = both.find(({ said }) => said().includes('It runs until Ctrl-C.'))!;
        const other = both.find(({ said }) => said().includes('It ran before and goes on when this ends'))!;
        const { pid } = postmasterOf(join(lake, 'postgres'))!;
        // Its own group: what a terminal sends at Ctrl-C does not reach it.
        expect(() => process.kill(-pid, 0)).not.toThrow();
        other.child.kill('SIGTERM');
        expect(await other.ended).toBe(0);
        expect(isAlive(pid)).toBe(true);
        owner.child.kill('SIGINT');
        expect(await owner.ended).toBe(0);
        expect(owner.said()).toMatch(/It was stopped\.\n$/);
        expect(isAlive(pid)).toBe(false);
        expect(owner.said() + other.said()).not.toContain(readFileSync(join(lake, 'postgres.password'), 'utf8').trim());
    });

    test('is stopped by lake source --stop, whoever started it', async () => {
        const own = await openEmbedded(lake);
        expect(await callLake('source', '--stop', '--lake', lake)).toMatchObject({ status: 0, stdout: "The lake's PostgreSQL was stopped.\n" });
        expect(isAlive(own.pid)).toBe(false);
        expect(await callLake('source', '--stop', '--lake', lake)).toMatchObject({ status: 0, stdout: "The lake's PostgreSQL does not run.\n" });
        await own.stop();
    });

    test('ends lake source when somebody else stops it', async () => {
        const runner = start(lake);
        await runner.runs;
        expect(await callLake('source', '--stop', '--lake', lake)).toMatchObject({ status: 0 });
        expect(await runner.ended).toBe(0);
        expect(runner.said()).toMatch(/It \(process \d+\) was stopped by somebody else\.\n$/);
    });

    test('starts though its file names a process that lives, if that is another program', async () => {
        const own = await openEmbedded(lake);
        const file = join(lake, 'postgres', 'postmaster.pid');
        const text = readFileSync(file, 'utf8');
        await own.stop();
        // This process, by a user that PostgreSQL takes for its own: a child of ours that is no PostgreSQL.
        const { uid, gid } = statSync(join(lake, 'postgres'));
        const stranger = spawn('sleep', ['60'], process.getuid?.() === 0 ? { uid, gid } : {});
        children.add(stranger);
        writeFileSync(file, text.replace(/^\d+/, String(stranger.pid)));
        const again = await openEmbedded(lake);
        expect(again.isOwner).toBe(true);
        await again.stop();
    });

    test('is made anew when its making was broken off, in the middle or before its database', async () => {
        const folder = join(home.path, 'broken-off');
        mkdirSync(join(folder, 'postgres.making-1', 'data', 'base'), { recursive: true });
        writeFileSync(join(folder, 'postgres.making-1', 'password'), 'half');
        const own = await openEmbedded(folder);
        expect(readdirSync(folder).filter((name) => name.includes('making'))).toEqual([]);
        await ask({ source: { ...own.source, config: { ...own.source.config, database: 'postgres' } } }, 'drop database shop');
        await own.stop();
        const again = await openEmbedded(folder);
        expect(await ask(again, 'select current_database() as name')).toEqual([{ name: 'shop' }]);
        await again.stop();
        rmSync(join(folder, 'postgres.password'));
        await expect(openEmbedded(folder)).rejects.toThrow(`The password of the lake's PostgreSQL is gone: put ${JSON.stringify(join(folder, 'postgres.password'))} back`);
    });

    test('of a copied lake is another, and of one that was moved while it ran is refused', async () => {
        const folder = join(home.path, 'original');
        execFileSync('cp', ['-a', lake, folder]);
        const own = await openEmbedded(folder);
        execFileSync('cp', ['-a', folder, join(home.path, 'copy')]);
        const copy = await openEmbedded(join(home.path, 'copy'));
        expect(copy.isOwner).toBe(true);
        expect(copy.pid).not.toBe(own.pid);
        expect(isAlive(own.pid)).toBe(true);
        await copy.stop();
        renameSync(folder, join(home.path, 'moved'));
        await expect(openEmbedded(join(home.path, 'moved'))).rejects.toThrow(`has its data in ${JSON.stringify(join(folder, 'postgres'))}: the lake was moved or copied while it ran.`);
        expect(isAlive(own.pid)).toBe(true);
        await own.stop();
        expect(isAlive(own.pid)).toBe(false);
    });

    const isRoot = process.getuid?.() === 0;
    if (!isRoot) console.log('Skipped: a closed folder above the lake, because only root has its PostgreSQL run as another user.');
    test.skipIf(!isRoot)('says what to do when a copy made its data those of root', async () => {
        const folder = join(home.path, 'of-root');
        cpSync(lake, folder, { recursive: true });
        await expect(openEmbedded(folder)).rejects.toThrow(`(chown -R postgres ${JSON.stringify(join(folder, 'postgres'))})`);
    });

    test.skipIf(!isRoot)('says which folder keeps it out', async () => {
        const closed = join(home.path, 'closed');
        mkdirSync(join(closed, 'deep'), { recursive: true });
        chmodSync(closed, 0o700);
        const { status, stderr } = await callLake('source', '--lake', join(closed, 'deep', 'lake'));
        expect(stderr).toContain(`cannot enter ${JSON.stringify(closed)}: allow it with chmod o+x ${JSON.stringify(closed)}`);
        expect(status).toBe(1);
    });
});

describe('lake source', () => {
    test('ends when its database cannot be started', async () => {
        const folder = join(home.path, 'scratch-is-a-file');
        mkdirSync(folder);
        writeFileSync(join(folder, 'scratch'), '');
        const { child, ended, runs, said } = start(folder);
        await expect(runs).rejects.toThrow('or its "scratch" is none');
        expect(await ended, said()).toBe(2);
        expect(child.signalCode).toBeNull();
        rmSync(folder, { recursive: true });
    });
});

describe('lake source --source', () => {
    test('makes the tables in the database that is named, and says which files that took', async () => {
        const own = await openEmbedded(lake);
        const { port } = own.source.config;
        await ask(own, 'create database other');
        const dsn = `postgresql://shop@127.0.0.1:${port}/other`;
        const passwordFile = ['--password-file', join(lake, 'postgres.password')];
        const first = await callLake('source', '--source', dsn, ...passwordFile);
        expect(first).toMatchObject({ status: 0, stdout: `${dsn}\napplied 0001_tables.sql\napplied 0002_indexes.sql\napplied 0003_replication.sql\napplied 0004_external_ids.sql\n` });
        expect((await callLake('source', '--source', dsn, ...passwordFile)).stdout).toBe(`${dsn}\nThe tables are up to date (4 migrations).\n`);
        await own.stop();
        expect(await callLake('source', '--source', dsn, ...passwordFile)).toMatchObject({ status: 1, stderr: expect.stringContaining('refuses connections') });
    });

    test('is refused with --stop, and a password file without it', async () => {
        expect(await callLake('source', '--stop', '--source', 'postgresql://u@h/d')).toMatchObject({ status: 2 });
        expect(await callLake('source', '--password-file', '/none')).toMatchObject({ status: 2, stderr: expect.stringContaining('--password-file belongs to') });
        expect(await callLake('source', '--source', 'postgresql://u:sesame@h/d')).toMatchObject({ status: 2, stderr: expect.not.stringContaining('sesame') });
    });
});
