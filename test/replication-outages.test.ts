import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { ExpectedError } from '../local/errors.js';
import { ChangeStream } from '../local/replication/change-stream.js';
import { readState } from '../local/replication/replication-state.js';
import type { Lag } from '../local/replication/session.js';
import { connect } from '../local/source/connect.js';
import { ReplicatedLake, type ReplicateOptions } from './oracle/replicated-lake.js';
import { inFolder } from './oracle/temporary-lake.js';
import { testPostgres, type TestPostgres } from './oracle/test-postgres.js';

let postgres: TestPostgres;

beforeAll(async () => {
    postgres = await testPostgres({ wal_sender_timeout: '2s' });
});
afterAll(async () => {
    await postgres?.stop();
});

async function withLake(work: (lake: ReplicatedLake) => Promise<void>, { isLoaded = true } = {}): Promise<void> {
    await inFolder(async (folder) => {
        const lake = await ReplicatedLake.open(join(folder, 'lake'), await postgres.newDatabase());
        try {
            await lake.sql("insert into brands values (1, 'acme')", 'insert into products (product_id, name, brand_id, stock) select number, number, 1, 5 from generate_series(1, 10) as number');
            if (isLoaded) await lake.replicate();
            await work(lake);
        } finally {
            await lake.close();
        }
    });
}

/** Replicates until `stop`; what it noticed is in `notices`. */
function follow(lake: ReplicatedLake, options: ReplicateOptions = {}) {
    const stop = new AbortController();
    const notices: string[] = [];
    const ended = lake.replicate({ isOnce: false, signal: stop.signal, notices, ...options });
    ended.catch(() => {});
    const isActive = async () => (await lake.shop.query('select from pg_replication_slots where slot_name = $1 and active', [readState(lake.paths.state)?.slot])).rowCount === 1;
    return {
        notices,
        ended,
        begun: () => vi.waitUntil(isActive, { timeout: 10_000, interval: 20 }),
        stop: async () => {
            const began = performance.now();
            stop.abort();
            await ended;
            return performance.now() - began;
        },
    };
}

const slots = async (lake: ReplicatedLake) => (await lake.shop.query<{ name: string }>('select slot_name as name from pg_replication_slots where database = current_database()')).rows.map(({ name }) => name);

test('a publication that was away while a change was made is noticed in the stream, and mended by a reload of all tables', async () => {
    await withLake(async (lake) => {
        const { ended, begun } = follow(lake);
        await begun();
        await lake.sql('drop publication lake', "update brands set brand_name = 'unseen'", 'create publication lake for table users, brands, categories, products, sessions, events', 'update products set stock = 6');
        const { slot } = readState(lake.paths.state)!;
        await expect(ended).rejects.toThrow(
            new ExpectedError(`The publication "lake" was not there when the changes were made that the slot ${slot} stands before; what it would have left out is not known: call \`./lake replicate --reload all\`.`),
        );
        lake.reload();
        await lake.replicate();
        await lake.expectWhole();
        expect(await slots(lake)).toEqual([readState(lake.paths.state)!.slot]);
    });
});

test('the name of a publication may have any signs', async () => {
    await withLake(
        async (lake) => {
            await lake.sql(`alter publication lake rename to "Lake's ""own"""`);
            await lake.replicate({ publication: `Lake's "own"` });
            await lake.sql("update brands set brand_name = 'x'");
            await lake.replicate({ publication: `Lake's "own"` });
            await lake.expectWhole();
        },
        { isLoaded: false },
    );
});

test('a slot that holds back too much is warned of, then given up; the lag tells of what waits', async () => {
    await withLake(async (lake) => {
        const lags: Lag[] = [];
        const { ended, begun, notices } = follow(lake, { interval: 60_000, warnAt: 20e6, giveUpAt: 40e6, lags });
        await begun();
        await vi.waitUntil(() => lags.length === 1);
        await lake.sql("update brands set brand_name = 'waiting'", `select pg_logical_emit_message(false, '', repeat('x', 25000000))`);
        await vi.waitUntil(() => lags.length === 3, { timeout: 10_000 });
        await lake.sql(`select pg_logical_emit_message(false, '', repeat('x', 25000000))`, "update brands set brand_name = 'too late'");
        const { slot, position } = readState(lake.paths.state)!;
        await expect(ended).rejects.toThrow(
            new RegExp(`^The replication slot ${slot} was given up: the source kept 5\\d MB of log for this lake, and the limit is 40 MB\\. raw/ stands at ${position} and misses what came later: see why it was behind, then call \`./lake replicate --reload all\`\\.$`),
        );
        expect(notices).toEqual([expect.stringMatching(/^The source keeps 2\d MB of log for this lake; at 40 MB the slot is given up, and every table has to be loaded anew\.$/)]);
        expect(await slots(lake)).toEqual([]);
        expect(lags[0]).toMatchObject({ seconds: 0 });
        expect(lags[0]!.bytes).toBeLessThan(1e6);
        expect(lags[1]!.bytes).toBeGreaterThan(25e6);
        expect(lags[2]!.seconds).toBeGreaterThan(lags[1]!.seconds + 1);
        expect(lags[2]!.seconds).toBeLessThan(30);
        expect(await lake.refusal()).toContain('is not at the source any more');
        lake.reload();
        await lake.replicate({ lags });
        expect(lags.at(-1)!.seconds).toBe(0);
        await lake.expectWhole();
    });
});

describe('while a transaction stays open', () => {
    test('a slot is given up too, for the reason that is told', async () => {
        await withLake(async (lake) => {
            const open = await connect(lake.source);
            await open.query("begin; update brands set brand_name = 'open'");
            lake.reload('brands');
            const { slot } = readState(lake.paths.state)!;
            const { ended, notices } = follow(lake, { giveUpAt: 20e6 });
            await vi.waitUntil(() => notices.length > 0, { timeout: 5000 });
            await lake.sql(`select pg_logical_emit_message(false, '', repeat('x', 25000000))`);
            await expect(ended).rejects.toThrow(new RegExp(`^The replication slot ${slot} was given up`));
            await vi.waitUntil(async () => (await slots(lake)).length === 0, { timeout: 1000 });
            await open.query('commit');
            await open.end();
        });
    });

    test('a reload waits and says for whom, keeps its connections, ends at once when stopped, and loses nothing', async () => {
        await withLake(async (lake) => {
            const open = await connect(lake.source);
            await open.query("begin; update brands set brand_name = 'open'");
            const { rows } = await open.query<{ pid: number }>('select pg_backend_pid() as pid');
            lake.reload('brands');
            const { begun, notices, stop } = follow(lake);
            await begun();
            await lake.sql('update products set stock = 7');
            await vi.waitUntil(() => notices.length > 0, { timeout: 5000 });
            expect(notices).toEqual([expect.stringMatching(new RegExp(`^Waiting until the transactions have ended that are open at the source now \\(process ${rows[0]!.pid} since \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d UTC\\), to load brands\\.$`))]);
            await sleep(2500);
            await lake.sql('update products set stock = 8 where product_id = 1');
            expect(notices).toHaveLength(1);
            expect(await slots(lake)).toHaveLength(2);
            expect(await stop()).toBeLessThan(2000);
            await vi.waitUntil(async () => (await slots(lake)).length === 1, { timeout: 1000 });
            const again = follow(lake);
            await vi.waitUntil(async () => (await slots(lake)).length === 2, { timeout: 5000 });
            await lake.sql('update products set stock = 9 where product_id = 2');
            await open.query('commit');
            await open.end();
            await vi.waitUntil(() => readState(lake.paths.state)!.tables.brands!.stage === 'follows', { timeout: 5000, interval: 20 });
            await lake.sql("insert into brands values (2, 'behind')");
            await again.stop();
            await lake.replicate();
            await lake.expectWhole();
        });
    });

    test('the first call ends at once when it is stopped, and leaves no slot', async () => {
        await withLake(
            async (lake) => {
                const open = await connect(lake.source);
                await open.query("begin; update brands set brand_name = 'open'");
                const { notices, stop } = follow(lake);
                await vi.waitUntil(() => notices.length > 0, { timeout: 5000 });
                expect(await slots(lake)).toHaveLength(1);
                expect(await stop()).toBeLessThan(2000);
                await vi.waitUntil(async () => (await slots(lake)).length === 0, { timeout: 1000 });
                await open.query('commit');
                await open.end();
                await lake.replicate();
                await lake.expectWhole();
            },
            { isLoaded: false },
        );
    });
});

test('a table that is written anew between the view and its load is not taken for empty', async () => {
    await withLake(
        async (lake) => {
            let isAltered = false;
            const script = `import('pg').then(async ({ default: pg }) => { const client = new pg.Client({ ...JSON.parse(process.argv[1]), password: process.argv[2] }); await client.connect(); await client.query('alter table products alter stock type integer using stock * 2'); await client.end(); })`;
            const { user, host, port, database, password } = lake.source.config as { user: string; host: string; port: number; database: string; password: () => string };
            const begunStep = (step: string) => {
                if (step !== 'start of load' || isAltered) return;
                isAltered = true;
                execFileSync(process.execPath, ['-e', script, JSON.stringify({ user, host, port, database }), password()]);
            };
            expect(await lake.replicate({ steps: { begun: begunStep } })).toEqual([expect.stringMatching(/^The source's table public\.products was altered just when its load began\. Trying again/)]);
            expect(isAltered).toBe(true);
            await lake.expectWhole();
        },
        { isLoaded: false },
    );
});

describe('a connection', () => {
    const gone = () => {
        throw new ExpectedError('Nobody is there.', { cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }) });
    };

    test('that cannot be made at first is an error at once', async () => {
        await withLake(async (lake) => {
            let calls = 0;
            const reach = async () => ((calls += 1), gone());
            expect(await lake.refusal({ reach })).toBe('Nobody is there.');
            expect(calls).toBe(1);
        });
    });

    test('that is lost is made again, told of once an outage, also while the source has not noticed the loss', async () => {
        await withLake(async (lake) => {
            let calls = 0;
            let squatter: ChangeStream | undefined;
            const reach = async () => {
                calls += 1;
                if ([2, 3, 5].includes(calls)) gone();
                if (calls === 6) {
                    const { slot, position } = readState(lake.paths.state)!;
                    squatter = await ChangeStream.open({ source: lake.source, slot, publication: 'lake', position: position! });
                    setTimeout(() => void squatter!.close(), 1800);
                }
                return lake.source;
            };
            const { begun, notices, stop } = follow(lake, { reach });
            const lose = async () => {
                await lake.shop.query('select pg_terminate_backend(active_pid) from pg_replication_slots where slot_name = $1', [readState(lake.paths.state)!.slot]);
                await lake.sql("update brands set brand_name = brand_name || '!'");
            };
            await begun();
            await lose();
            await vi.waitUntil(() => calls === 4, { timeout: 5000 });
            await begun();
            await sleep(100);
            await lose();
            await vi.waitUntil(() => calls >= 7, { timeout: 10_000 });
            await sleep(200);
            await begun();
            await lake.sql("insert into brands values (9, 'behind')");
            await stop();
            expect(notices).toEqual(['Trying again', 'It is back', 'Trying again', 'It is back'].map((words) => expect.stringContaining(words) as string));
            await lake.replicate();
            await lake.expectWhole();
        });
    });
});

test.skipIf(process.platform !== 'linux' || process.getuid?.() !== 0)('a disk that becomes full is no loss: the state stays, and the next call goes on', async () => {
    await inFolder(async (folder) => {
        const disk = join(folder, 'disk');
        mkdirSync(disk);
        if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', disk]).status !== 0) return console.log('Not tried: this user may not mount a small disk.');
        try {
            const lake = await ReplicatedLake.open(join(disk, 'lake'), await postgres.newDatabase());
            await lake.replicate();
            const before = readState(lake.paths.state)!;
            await lake.sql("insert into brands select number, md5(number::text) from generate_series(1, 40000) as number");
            for (const left of [300_000, 1_200_000]) {
                const { bavail, bsize } = statfsSync(disk);
                writeFileSync(join(disk, 'filler'), Buffer.alloc(bavail * bsize - left));
                const error = await lake.replicate().catch((failure: unknown) => failure as Error);
                expect(error).toBeInstanceOf(Error);
                expect((error as Error).message, String(left)).toMatch(/ENOSPC|No space left on device/);
                expect(readState(lake.paths.state)).toMatchObject({ number: before.number, slot: before.slot });
                expect(existsSync(lake.paths.workshop)).toBe(false);
                rmSync(join(disk, 'filler'));
            }
            await lake.replicate();
            await lake.expectWhole();
            await lake.close();
            expect(existsSync(lake.paths.workshop)).toBe(false);
        } finally {
            spawnSync('umount', ['-l', disk]);
        }
    });
});

test("a clock that differs from the source's is told of and changes nothing", async () => {
    await withLake(async (lake) => {
        vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 7200_000 });
        try {
            await lake.sql("update brands set brand_name = 'later'");
            expect(await lake.replicate()).toEqual([expect.stringMatching(/^The source's clock is behind this machine's by (7200|7199) s\. The order of changes does not depend on it/)]);
        } finally {
            vi.useRealTimers();
        }
        await lake.expectWhole();
    });
});
