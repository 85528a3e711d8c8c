import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from '../local/source/connect.js';
import { openEmbedded } from '../local/source/embedded/open-embedded.js';
import { postmasterOf } from '../local/source/embedded/postmaster.js';
import { freePort } from '../local/source/embedded/start-postgres.js';
import { stopEmbedded } from '../local/source/embedded/stop-embedded.js';
import { migrate } from '../local/source/migrate.js';
import type { Source } from '../local/source/source.js';
import { builtProgram } from './oracle/built-program.js';
import { temporaryFolder } from './oracle/temporary-lake.js';
import { type TestPostgres, testPostgres } from './oracle/test-postgres.js';

const program = builtProgram('call-main');

let folder: string;
let remove: () => void;
let postgres: TestPostgres;
beforeAll(async () => {
    ({ path: folder, remove } = temporaryFolder());
    postgres = await testPostgres();
});
afterAll(async () => {
    await postgres.stop();
    await stopEmbedded(join(folder, 'own'));
    remove();
});

/** Calls `lake simulate`, for the lake's own source if it is null, and meanwhile something that may send it signals. */
function simulate(source: Source | null, args: readonly string[], whileItRuns?: (signal: (name: NodeJS.Signals) => void, said: () => string) => Promise<void>) {
    const named = source === null ? [] : ['--source', source.name];
    const password = source === null ? '' : (source.config.password as () => string)();
    const child = spawn(process.execPath, [program, 'simulate', ...named, ...args], { cwd: folder, env: { ...process.env, PGPASSWORD: password } });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (text: Buffer) => (stdout += text.toString()));
    child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
    const ended = new Promise<{ status: number | null; stdout: string; stderr: string }>((resolve) => child.on('close', (status) => resolve({ status, stdout, stderr })));
    return Promise.all([ended, whileItRuns?.((name) => child.kill(name), () => stderr)]).then(([result]) => result);
}

async function countOf(source: Source, text: string): Promise<number> {
    const client = await connect(source);
    const { rows } = await client.query<{ count: string }>(`select count(*) from ${text}`);
    await client.end();
    return Number(rows[0]!.count);
}

/** How many rows of a table its line leaves there. Of events that is an upper bound: those that go with a deleted session are not counted. */
function rowsLeft(table: string, line: string): number {
    const [, inserted, deleted] = new RegExp(`${table} \\+([\\d,]+) ~[\\d,]+ -([\\d,]+)`).exec(line)!;
    return Number(inserted!.replaceAll(',', '')) - Number(deleted!.replaceAll(',', ''));
}

const SMALL = ['--users', '40', '--products', '40', '--seed', '3'];

describe('lake simulate', () => {
    test('says on one line what it came to, which is what the tables contain', async () => {
        const source = await postgres.newDatabase();
        const { status, stdout, stderr } = await simulate(source, [...SMALL, '--speed', 'max', '--from', '2026-01-01', '--changes', '150']);
        expect([status, stderr]).toEqual([0, '']);
        expect(stdout.split('\n')).toHaveLength(2);
        expect(rowsLeft('products', stdout)).toBe(await countOf(source, 'products'));
        expect(await countOf(source, "sessions where started_at < '2026-01-01'")).toBe(0);
    });

    test.each(['SIGINT', 'SIGTERM'] as const)('ends well at %s, with its line and nothing half done', async (signal) => {
        const source = await postgres.newDatabase();
        const { status, stdout, stderr } = await simulate(source, [...SMALL, '--rate', '400'], async (send) => {
            while ((await countOf(source, 'events')) < 5) await new Promise((resolve) => setTimeout(resolve, 50));
            send(signal);
        });
        expect([status, stderr]).toEqual([0, '']);
        expect(await countOf(source, 'sessions')).toBe(rowsLeft('sessions', stdout));
        // The clock of a shop of the present is that of the present.
        expect(await countOf(source, "sessions where started_at between now() - interval '1 minute' and now()")).toBeGreaterThan(0);
    });

    test('is refused at once where a shop has come to now and a day is to pass in a minute, and says what to do', async () => {
        const source = await postgres.newDatabase();
        await simulate(source, [...SMALL, '--rate', '400', '--transactions', '5']);
        const { status, stdout, stderr } = await simulate(source, ['--rate', '2000', '--speed', '1440', '--for', '1d']);
        expect([status, stdout]).toEqual([2, '']);
        expect(stderr).toContain('it only goes on from there: until now there are not the 1d of --for. Take --');
        const from = /--from (\S+)/.exec(stderr)![1]!;
        expect(await simulate(source, ['--rate', '2000', '--speed', '1440', '--for', '5m', '--from', from])).toMatchObject({ status: 0 });
    });

    test('is the last hour and then the present, in this order', async () => {
        const source = await postgres.newDatabase();
        expect(await simulate(source, [...SMALL, '--rate', '100', '--speed', '1440', '--for', '1h'])).toMatchObject({ status: 0, stderr: '' });
        expect(await simulate(source, ['--rate', '400', '--transactions', '5'])).toMatchObject({ status: 0, stderr: '' });
        expect(await countOf(source, "sessions where started_at > now()")).toBe(0);
    });

    test('says that a shop which has come to now is slow at a speed', async () => {
        const source = await postgres.newDatabase();
        await simulate(source, [...SMALL, '--rate', '400', '--transactions', '5']);
        const { stderr } = await simulate(source, ['--rate', '2000', '--speed', '1440', '--transactions', '1']);
        expect(stderr).toBe('The shop has come to now, where --speed 1440 writes 1.4 changes a second; --speed 1 writes 2000.\n');
    });

    test('starts the lake\'s own PostgreSQL again, and finds it at another port', async () => {
        const lake = join(folder, 'own');
        const own = await openEmbedded(lake);
        await migrate(own.source);
        const result = await simulate(null, ['--lake', lake, ...SMALL, '--rate', '400'], async (send) => {
            while ((await countOf(own.source, 'events')) < 5) await sleep(50);
            const port = await freePort();
            writeFileSync(join(lake, 'postgres.port'), `${port}\n`);
            await stopEmbedded(lake);
            while (postmasterOf(join(lake, 'postgres'))?.status !== 'ready') await sleep(50);
            const moved = { ...own.source, config: { ...own.source.config, port } };
            const before = await countOf(moved, 'events');
            while ((await countOf(moved, 'events')) < before + 5) await sleep(50);
            send('SIGINT');
        });
        expect(result.status).toBe(0);
        expect(result.stderr).toMatch(/^[^\n]* Trying again for two minutes\.\n$/);
        expect(postmasterOf(join(lake, 'postgres'))).toBeNull();
        const again = await openEmbedded(lake);
        expect(await countOf(again.source, 'sessions')).toBe(rowsLeft('sessions', result.stdout));
        await again.stop();
    });

    test('says what it came to also where it is interrupted while the source is away', async () => {
        const source = await postgres.newDatabase();
        const { status, stdout, stderr } = await simulate(source, [...SMALL, '--rate', '400'], async (send, said) => {
            while ((await countOf(source, 'events')) < 5) await sleep(50);
            await postgres.kill9();
            while (!said().includes('Trying again')) await sleep(20);
            send('SIGINT');
        });
        await postgres.restart();
        expect([status, stdout.split('\n').length]).toEqual([1, 2]);
        expect(stderr).toMatch(/ (was lost|refuses connections|was restarted)[^\n]*\n$/);
        expect(rowsLeft('events', stdout)).toBeGreaterThan(0);
    });

    test.each([
        [['--rate', 'fast'], 'a number from 0.001 to 1000000 is needed, or max.'],
        [[], 'call ./lake source for it first.'],
    ])('%j is wrong use where there is no shop: one sentence and exit code 2', async (args, sentence) => {
        const { status, stdout, stderr } = await simulate(await postgres.newEmptyDatabase(), args);
        expect([status, stdout]).toEqual([2, '']);
        expect(stderr).toContain(sentence);
    });
});
