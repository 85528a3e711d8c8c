import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lakePaths } from '../local/engine/lake-paths.js';
import { ExpectedError } from '../local/errors.js';
import { requestReload } from '../local/replication/reload-requests.js';
import { replicate } from '../local/replication/replicate.js';
import { replicationPaths } from '../local/replication/replication-paths.js';
import { connect } from '../local/source/connect.js';
import { simulate } from '../local/source/shop/simulate.js';
import type { Source } from '../local/source/source.js';
import { Steps } from '../local/steps.js';
import { builtProgram } from './oracle/built-program.js';
import { type Replay, replayRaw } from './oracle/replay-raw.js';
import { compareWithLog, watchLog } from './oracle/source-log.js';
import { sourceRows } from './oracle/source-rows.js';
import { inFolder } from './oracle/temporary-lake.js';
import { type TestPostgres, testPostgres } from './oracle/test-postgres.js';

let postgres: TestPostgres;

beforeAll(async () => {
    postgres = await testPostgres();
});
afterAll(async () => await postgres?.stop());

/** Replicates in a process of its own, until that dies. */
function replicateIn(lake: string, { config }: Source, ...fatal: string[]): { readonly child: ChildProcess; readonly signal: Promise<string | null> } {
    const password = (config.password as () => string)();
    const args = [builtProgram('kill-replicate'), lake, String(config.port), config.database!, password, ...fatal];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] });
    return { child, signal: new Promise((resolve) => child.on('close', (_code, signal) => resolve(signal))) };
}

async function catchUp(lake: string, source: Source): Promise<void> {
    for (let tries = 0; ; tries++) {
        try {
            return await replicate({
                reach: async () => source,
                paths: replicationPaths(lakePaths(lake)),
                publication: 'lake',
                interval: 1_000,
                fullAt: 1e8,
                warnAt: 1e12,
                giveUpAt: 1e13,
                isOnce: true,
                signal: new AbortController().signal,
                observer: {},
                steps: new Steps(),
            });
        } catch (error) {
            // The server takes a moment to see that its reader was killed.
            if (!(error instanceof ExpectedError && /is in use/.test(error.message)) || tries > 200) throw error;
            await sleep(25);
        }
    }
}

/** What is in raw, which must be what is in the source, and each change since the last load as the log has it. */
async function compared(lake: string, source: Source, { slots }: { slots: number }): Promise<Replay> {
    const client = await connect(source);
    try {
        const replay = await replayRaw(lakePaths(lake).raw);
        expect(replay.rows).toEqual(await sourceRows(client));
        expect(await compareWithLog(client, replay, { slots })).toEqual([]);
        return replay;
    } finally {
        await client.end();
    }
}

async function watched(): Promise<Source> {
    const source = await postgres.newDatabase();
    const client = await connect(source);
    await watchLog(client);
    await client.end();
    return source;
}

/** Where it dies, how often that has to be reached first, and which tables are to be loaded anew meanwhile. */
const KILLS: readonly { readonly at: string; readonly times?: number; readonly reload?: readonly string[] }[] = [
    { at: 'load of sessions' },
    { at: 'position', times: 3 },
    { at: 'confirmation', times: 2 },
    { at: 'marker of events', reload: ['events'] },
];

describe('raw, after the replicator was killed again and again while a shop lives, says what the source has', () => {
    test('killed at its steps and at random moments, with 600 transactions of every kind', { timeout: 240_000 }, async () => {
        await inFolder(async (lake) => {
            const source = await watched();
            const paths = replicationPaths(lakePaths(lake));
            const seed = Date.now() % 1_000_000;
            const shop = await simulate(source, { seed, from: new Date('2026-01-05T12:00:00Z'), rate: 50, users: 100, products: 60 });
            try {
                // A shop must be open before there is something to load.
                for (let step = 0; step < 50; step++) await shop.next();
                let areKilled = false;
                const living = (async () => {
                    while (!areKilled || shop.counts.committed < 600) {
                        await shop.next();
                        // What is more than enough only has to go on.
                        if (shop.counts.committed > 600) await sleep(20);
                    }
                    await shop.end();
                })();
                const deaths: string[] = [];
                for (const { at, times = 1, reload = [] } of KILLS) {
                    requestReload(paths.requests, reload);
                    const { child, signal } = replicateIn(lake, source, at, String(times));
                    const fuse = setTimeout(() => child.kill('SIGTERM'), 20_000);
                    deaths.push(`${at}: ${await signal}`);
                    clearTimeout(fuse);
                }
                for (let kill = 0; kill < 1; kill++) {
                    const { child, signal } = replicateIn(lake, source);
                    await sleep(1_000 + 1_500 * Math.random());
                    child.kill('SIGKILL');
                    deaths.push(`random: ${await signal}`);
                }
                areKilled = true;
                await living;
                expect(deaths.filter((death) => !death.endsWith(': SIGKILL')), `seed ${seed}`).toEqual([]);
                await catchUp(lake, source);
                const { counts } = await compared(lake, source, { slots: 3 });
                console.log(`seed ${seed}: ${JSON.stringify({ ...shop.counts, ...counts })}`);
                expect(counts.repeated, 'changes written again').toBeGreaterThan(0);
                expect(counts.brokenLoads, 'loads broken off').toBeGreaterThan(0);
            } finally {
                await shop.close();
            }
        });
    });
});
