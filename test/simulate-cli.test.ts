import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect } from '../local/source/connect.js';
import type { Source } from '../local/source/source.js';
import { type TestPostgres, testPostgres } from './oracle/test-postgres.js';

const program = join(import.meta.dirname, '..', 'lake');

let folder: string;
let postgres: TestPostgres;
beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lake-simulate-'));
    postgres = await testPostgres();
});
afterAll(async () => {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
});

/** Calls `lake simulate`, and meanwhile something that may send it signals. */
function simulate(source: Source, args: readonly string[], whileItRuns?: (signal: (name: NodeJS.Signals) => void) => Promise<void>) {
    const password = (source.config.password as () => string)();
    const child = spawn(process.execPath, [program, 'simulate', '--source', source.name, ...args], { cwd: folder, env: { ...process.env, PGPASSWORD: password } });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (text: Buffer) => (stdout += text.toString()));
    child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
    const ended = new Promise<{ status: number | null; stdout: string; stderr: string }>((resolve) => child.on('close', (status) => resolve({ status, stdout, stderr })));
    return Promise.all([ended, whileItRuns?.((name) => child.kill(name))]).then(([result]) => result);
}

async function countOf(source: Source, text: string): Promise<number> {
    const client = await connect(source);
    const { rows } = await client.query<{ count: string }>(`select count(*) from ${text}`);
    await client.end();
    return Number(rows[0]!.count);
}

const SMALL = ['--users', '40', '--products', '40', '--seed', '3'];

describe('lake simulate', () => {
    test('says on one line what it came to, which is what the tables contain', async () => {
        const source = await postgres.newDatabase();
        const { status, stdout, stderr } = await simulate(source, [...SMALL, '--speed', 'max', '--from', '2026-01-01', '--changes', '150']);
        expect([status, stderr]).toEqual([0, '']);
        expect(stdout.split('\n')).toHaveLength(2);
        const [, inserted, deleted] = /products \+(\d+) ~\d+ -(\d+)/.exec(stdout)!;
        expect(Number(inserted) - Number(deleted)).toBe(await countOf(source, 'products'));
        expect(await countOf(source, "sessions where started_at < '2026-01-01'")).toBe(0);
    });

    test.each(['SIGINT', 'SIGTERM'] as const)('ends well at %s, with its line and nothing half done', async (signal) => {
        const source = await postgres.newDatabase();
        const { status, stdout, stderr } = await simulate(source, [...SMALL, '--rate', '400'], async (send) => {
            while ((await countOf(source, 'events')) < 5) await new Promise((resolve) => setTimeout(resolve, 50));
            send(signal);
        });
        expect([status, stderr]).toEqual([0, '']);
        const [, inserted, deleted] = /events \+(\d+) ~\d+ -(\d+)/.exec(stdout)!;
        expect(await countOf(source, 'events')).toBe(Number(inserted) - Number(deleted));
        // The clock of a shop of the present is that of the present.
        expect(await countOf(source, "sessions where started_at between now() - interval '1 minute' and now()")).toBeGreaterThan(0);
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
