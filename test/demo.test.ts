import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openLake } from '../local/engine/lake.js';
import { connect } from '../local/source/connect.js';
import { embeddedPaths } from '../local/source/embedded/embedded-paths.js';
import { openEmbedded } from '../local/source/embedded/open-embedded.js';
import { postmasterOf } from '../local/source/embedded/postmaster.js';
import { stopEmbedded } from '../local/source/embedded/stop-embedded.js';

const program = join(import.meta.dirname, '..', 'lake');
const SMALL = ['demo', '--rows', '2000', '--rate', '60', '--every', '1s'];

let folder: string;
let lake: string;
beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'lake-demo-'));
    // Root's PostgreSQL runs as another user, who has to come through.
    chmodSync(folder, 0o755);
    lake = join(folder, 'shop');
});
afterAll(async () => {
    await stopEmbedded(lake).catch(() => {});
    rmSync(folder, { recursive: true, force: true });
});

interface Demo {
    readonly child: ChildProcess;
    readonly ended: Promise<{ status: number | null; signal: NodeJS.Signals | null; stdout: string; stderr: string }>;
}

function demo(...more: readonly string[]): Demo {
    const child = spawn(process.execPath, [program, ...SMALL, '--lake', lake, ...more], { cwd: folder });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (text: Buffer) => (stdout += text.toString()));
    child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
    return { child, ended: new Promise((resolve) => child.on('close', (status, signal) => resolve({ status, signal, stdout, stderr }))) };
}

const number = (text: string | undefined) => Number(text?.replaceAll(',', ''));
const written = (stdout: string) => number(/The shop wrote ([\d,]+) change/.exec(stdout)?.[1]);

async function untilEvents(more: number): Promise<void> {
    const { source } = await openEmbedded(lake);
    const client = await connect(source);
    const count = async () => number((await client.query<{ n: string }>('select count(*) as n from events')).rows[0]!.n);
    const before = await count();
    while ((await count()) < before + more) await sleep(50);
    await client.end();
}

/** @param but the process that is not meant */
async function untilPostgres(but?: number): Promise<number> {
    for (;;) {
        const running = existsSync(lake) ? postmasterOf(embeddedPaths(lake).data) : null;
        if (running?.status === 'ready' && running.pid !== but) return running.pid;
        await sleep(30);
    }
}

/** Rows of each table that the source and the lake have; history has other keys. */
async function rowsOfBoth(): Promise<[Record<string, number>, Record<string, number>]> {
    const own = await openEmbedded(lake);
    const opened = await openLake(lake);
    try {
        const client = await connect(own.source);
        const [source, clean]: [Record<string, number>, Record<string, number>] = [{}, {}];
        for (const table of ['users', 'products', 'sessions', 'events']) {
            source[table] = number((await client.query<{ n: string }>(`select count(*) as n from ${table}`)).rows[0]!.n);
            const rows = await opened.database.row<{ n: bigint }>(`select count(*) as n from clean.${table} where not _is_deleted and _change_time > 20000000000000`);
            clean[table] = Number(rows.n);
        }
        await client.end();
        return [source, clean];
    } finally {
        opened.database.close();
        await own.stop();
    }
}

test('brings what the shop wrote to the lake, ends with a summary and leaves nothing running', async () => {
    const { status, stdout, stderr } = await demo('--seconds', '2').ended;
    expect(status).toBe(0);
    expect(stderr).toMatch(/^A shop and its lake, live; a summary comes at the end\.\nThe page: http:\/\/127\.0\.0\.1:\d+\/\n$/);
    expect(postmasterOf(embeddedPaths(lake).data)).toBe(null);
    expect(written(stdout)).toBeGreaterThan(100);
    expect(stdout).toContain('all of it is in the lake');
    expect(stdout).toMatch(/Verified once; the last time, in [^:]+: [\d,]+ rows, every layer equal to the one before/);
    expect(stdout).not.toContain('\x1b');
    const [source, clean] = await rowsOfBoth();
    expect(clean).toEqual(source);
});

test('goes on after kill -9 with the PostgreSQL that was left, which Ctrl-C then ends; another demo is refused', async () => {
    const killed = demo();
    const pid = await untilPostgres();
    await untilEvents(10);
    killed.child.kill('SIGKILL');
    await killed.ended;
    expect(postmasterOf(embeddedPaths(lake).data)?.pid).toBe(pid);

    const again = demo();
    await untilEvents(20);
    const other = spawnSync(process.execPath, [program, ...SMALL, '--lake', lake], { encoding: 'utf8' });
    expect([other.status, other.stdout]).toEqual([1, '']);
    expect(other.stderr).toContain(`Process ${again.child.pid} runs the demo of this lake already: end it, or name another folder with --lake.\n`);
    again.child.kill('SIGINT');
    const { status, stdout } = await again.ended;
    expect(status).toBe(0);
    expect(stdout).toContain('every layer equal to the one before');
    // No other month was made and imported.
    expect(readdirSync(join(lake, 'raw', 'history', '_imports'))).toHaveLength(1);
    expect(postmasterOf(embeddedPaths(lake).data)).toBe(null);
});

test('starts PostgreSQL again when somebody ends it, and loses nothing', async () => {
    const running = demo();
    const pid = await untilPostgres();
    await untilEvents(10);
    process.kill(pid, 'SIGKILL');
    // Not before, as this would start it.
    await untilPostgres(pid);
    await untilEvents(20);
    running.child.kill('SIGTERM');
    const { status, stdout, stderr } = await running.ended;
    expect([status, stderr.includes(`PostgreSQL (process ${pid}) has ended`)]).toEqual([0, true]);
    expect(stdout).toContain('every layer equal to the one before');
    expect(postmasterOf(embeddedPaths(lake).data)).toBe(null);
});
