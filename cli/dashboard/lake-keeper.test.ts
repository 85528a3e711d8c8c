import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { LakeState } from '../../dashboard/answers/answer.js';
import { builtProgram } from '../../test/oracle/built-program.js';
import { importAll, inFolder, temporaryFolder, withLake } from '../../test/oracle/temporary-lake.js';
import { LakeKeeper, type LakeKeeperProps } from './lake-keeper.js';

const HEADER = 'event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session';
const day = (count: number) => [HEADER, ...Array.from({ length: count }, (_, n) => `2020-04-01 10:00:0${n} UTC,view,1,9,a.b,acme,10.00,7,s${n}`), ''].join('\n');

/** A keeper of the lake in `folder`, which somebody looks at. */
async function withKeeper(lake: string, work: (keeper: LakeKeeper, until: (is: (state: LakeState) => boolean) => Promise<LakeState>, said: string[]) => Promise<void>, alone?: LakeKeeperProps['alone']): Promise<void> {
    const said: string[] = [];
    const keeper = new LakeKeeper({ lake, alone, say: (line) => said.push(line) });
    let last = keeper.state;
    keeper.listen((state) => (last = state));
    keeper.start();
    const until = async (is: (state: LakeState) => boolean) => {
        while (!is(last)) await sleep(20);
        return last;
    };
    try {
        await work(keeper, until, said);
    } finally {
        await keeper.end();
    }
}

/** A lake with one event, made once and copied. */
let whole: { readonly path: string; readonly remove: () => void };
beforeAll(async () => {
    whole = temporaryFolder();
    const file = join(whole.path, 'day.csv');
    writeFileSync(file, day(1));
    await withLake(join(whole.path, 'lake'), importAll([file]), async () => {});
});
afterAll(() => whole.remove());

function filled(folder: string): string {
    const lake = join(folder, 'lake');
    cpSync(join(whole.path, 'lake'), lake, { recursive: true });
    return lake;
}

/** Has so many events of the day in the lake. */
async function fill(lake: string, events: number): Promise<void> {
    const file = `${lake}-${events}.csv`;
    writeFileSync(file, day(events));
    await command('import', file, '--lake', lake);
    await command('run', '--lake', lake);
}

/** A command in a process of its own, as one process may have a lake open only once. */
async function command(...args: readonly string[]): Promise<void> {
    await promisify(execFile)(process.execPath, [builtProgram('call-main'), ...args]);
}

const leftOf = (lake: string) => readdirSync(join(lake, 'scratch')).filter((name) => name.startsWith('page-'));
/** Files of the copies that a page has. */
const keptBy = (lake: string) => leftOf(lake).flatMap((name) => readdirSync(join(lake, 'scratch', name)).filter((file) => /\.duckdb(\.wal)?$/.test(file)));

it('shows each new state of a lake, keeps one copy, and leaves nothing', async () => {
    await inFolder(async (folder) => {
        const lake = filled(folder);
        await withKeeper(lake, async (keeper, until) => {
            const first = await until(({ state }) => state > 0);
            expect(first).toMatchObject({ trouble: null, howToFill: [], events: 1, run: 1, span: { from: '2020-04-01', to: '2020-04-01' }, newestEventAt: '2020-04-01T10:00:00.000Z' });
            await fill(lake, 3);
            const second = await until(({ state }) => state > first.state);
            expect(second).toMatchObject({ events: 3, run: 2 });
            const [own] = leftOf(lake);
            expect(readdirSync(join(lake, 'scratch', own!)).filter((name) => name.endsWith('.duckdb'))).toHaveLength(1);
            expect((await keeper.current!.readChoice({ last: 7, from: null, to: null, values: {} })).period?.from).toBe('2020-03-26');
        });
        expect(leftOf(lake)).toEqual([]);
    });
});

it('says of a lake that has no run what to call, and takes what comes', async () => {
    await inFolder(async (folder) => {
        mkdirSync(join(folder, 'lake', 'raw'), { recursive: true });
        await withKeeper(join(folder, 'lake'), async (keeper, until) => {
            expect(keeper.state).toMatchObject({ state: 0, trouble: null, howToFill: [{ command: expect.stringMatching(/^\.\/lake run --lake/) }] });
            await fill(join(folder, 'lake'), 1);
            expect(await until(({ state }) => state > 0)).toMatchObject({ howToFill: [], events: 1 });
        });
    });
});

it('takes a lake that no run has filled for an empty one', async () => {
    await inFolder(async (folder) => {
        const lake = join(folder, 'lake');
        await withLake(lake, [], async () => {});
        await withKeeper(lake, async (keeper) => {
            while (keeper.state.howToFill.length === 0) await sleep(20);
            await sleep(600);
            expect(keeper.state).toMatchObject({ state: 0, trouble: null, howToFill: [{}, {}, {}] });
        });
    });
});

it('waits while another process writes, says which, and shows what was before until then', async () => {
    await inFolder(async (folder) => {
        const lake = filled(folder);
        await withKeeper(lake, async (keeper, until) => {
            const { state } = await until((one) => one.state > 0);
            const writer: ChildProcess = spawn(process.execPath, [builtProgram('hold-lake'), 'run', lake], { stdio: ['pipe', 'pipe', 'inherit'] });
            try {
                await once(writer.stdout!, 'data');
                // Somebody else changed the lake before that.
                writeFileSync(join(lake, 'lake.duckdb.wal'), '', { flag: 'a' });
                const waiting = await until(({ trouble }) => trouble !== null);
                expect(waiting.trouble).toMatch(new RegExp(`^What is shown is from before: lake run \\(process ${writer.pid}\\) writes to the lake since \\d\\d:\\d\\d:\\d\\d UTC\\.$`));
                expect([waiting.state, keeper.current?.about.events]).toEqual([state, 1]);
                writer.stdin!.end('\n');
                expect((await until((one) => one.trouble === null && one.state > state)).events).toBe(1);
            } finally {
                writer.kill('SIGKILL');
            }
        });
    });
});

it('takes no pause for the time in which it waited for others', async () => {
    await inFolder(async (folder) => {
        const lake = filled(folder);
        const now = performance.now.bind(performance);
        let ahead = 0;
        const clock = vi.spyOn(performance, 'now').mockImplementation(() => now() + ahead);
        // A run of an hour, before which the page came too late.
        const alone = async <T>(work: () => Promise<T>) => {
            ahead += 3_600_000;
            return await work();
        };
        try {
            await withKeeper(
                lake,
                async (_, until) => {
                    const { state } = await until((one) => one.state > 0);
                    await fill(lake, 3);
                    expect((await until((one) => one.state > state)).events).toBe(3);
                },
                alone,
            );
        } finally {
            clock.mockRestore();
        }
    });
});

it('ends at once while it waits', async () => {
    await inFolder(async (folder) => {
        const lake = filled(folder);
        const writer = spawn(process.execPath, [builtProgram('hold-lake'), 'run', lake], { stdio: ['pipe', 'pipe', 'inherit'] });
        try {
            await once(writer.stdout, 'data');
            await withKeeper(lake, async (_, until) => void (await until(({ trouble }) => trouble !== null)));
            expect(leftOf(lake)).toEqual([]);
        } finally {
            writer.kill('SIGKILL');
        }
    });
});

it('tells that the lake was deleted, and shows the one that is built anew', async () => {
    await inFolder(async (folder) => {
        const lake = filled(folder);
        await withKeeper(lake, async (_, until) => {
            const { state } = await until((one) => one.state > 0);
            rmSync(join(lake, 'lake.duckdb'));
            expect((await until(({ trouble }) => trouble !== null)).trouble).toContain(`is gone; what is shown is from before. ./lake run --lake ${JSON.stringify(lake)} builds it again.`);
            await command('run', '--lake', lake);
            expect(await until((one) => one.state > state)).toMatchObject({ trouble: null, events: 1 });
        });
    });
});

it('shows a lake that is made anew in a folder that was deleted whole', async () => {
    await inFolder(async (folder) => {
        const lake = filled(folder);
        await withKeeper(lake, async (_, until, said) => {
            const { state } = await until((one) => one.state > 0);
            rmSync(lake, { recursive: true });
            await until(({ trouble }) => trouble !== null);
            await fill(lake, 3);
            expect(await until((one) => one.trouble === null || one.trouble.includes('cannot be read'))).toMatchObject({ trouble: null, events: 3 });
            expect(keptBy(lake)).toHaveLength(1);
            expect([state, said]).toEqual([1, []]);
        });
        expect(leftOf(lake)).toEqual([]);
    });
});

it.each([
    ['is damaged', (file: string) => Promise.resolve(writeFileSync(file, 'no database at all, but long enough to be read as the head of one'.repeat(99))), /is damaged/],
    ['is no lake', async (file: string) => (await DuckDBInstance.create(file)).closeSync(), /is not a lake's database/],
])('says in a sentence that a file %s, once, also at the terminal', async (_, make, sentence) => {
    await inFolder(async (folder) => {
        const lake = join(folder, 'lake');
        mkdirSync(lake);
        await make(join(lake, 'lake.duckdb'));
        await withKeeper(lake, async (keeper, until, said) => {
            expect((await until(({ trouble }) => trouble !== null)).trouble).toMatch(sentence);
            expect(keeper.state).toMatchObject({ state: 0, howToFill: [] });
            await sleep(700);
            expect(said).toHaveLength(1);
        });
        expect(existsSync(join(lake, 'lake.duckdb'))).toBe(true);
    });
});

it.each([
    ['of an earlier version', 'update state.version set version = 3', /has version 3, this program reads \d+: call \.\/lake upgrade --lake ".*" and \.\/lake run --lake ".*"\.$/],
    ['of a later version', 'update state.version set version = 999', /has version 999, this program knows up to \d+: use a newer program\.$/],
    ['without a view of the page', 'drop view activity_by_hour', /had no view activity_by_hour: call \.\/lake run --lake ".*"\.$/],
])('does not read a lake %s, says what to call, and keeps nothing of it', async (_, change, sentence) => {
    await inFolder(async (folder) => {
        const lake = filled(folder);
        await withLake(lake, [], async ({ database }) => void (await database.run(change)));
        await withKeeper(lake, async (_keeper, until) => {
            expect((await until(({ trouble }) => trouble !== null)).trouble).toMatch(sentence);
            expect(keptBy(lake)).toEqual([]);
        });
    });
});

it('counts events of days to come apart, so that the last days are those of the shop', async () => {
    await inFolder(async (folder) => {
        const [file, lake] = [join(folder, 'future.csv'), join(folder, 'lake')];
        writeFileSync(file, `${day(2)}2098-01-01 10:00:00 UTC,view,1,9,a.b,acme,10.00,7,s9\n`);
        await command('import', file, '--lake', lake);
        await command('run', '--lake', lake);
        await withKeeper(lake, async (_, until) => {
            expect(await until(({ state }) => state > 0)).toMatchObject({ events: 2, eventsAfterToday: 1, span: { from: '2020-04-01', to: '2020-04-01' }, newestEventAt: '2020-04-01T10:00:01.000Z' });
        });
    });
});
