import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { checksum } from '../local/history/checksum.js';
import { readManifests } from '../local/history/manifest.js';
import { builtProgram } from './oracle/built-program.js';
import { temporaryFolder } from './oracle/temporary-lake.js';

const PROGRAM = builtProgram('call-main');
const HOLDER = builtProgram('hold-lake');
const HEADER = 'event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session';
// Three events of one session, the last of them twice.
const LINES = [
    '2020-04-01 10:00:00 UTC,view,1,100,electronics.smartphone,acme,10.50,7,s1',
    '2020-04-01 10:00:05 UTC,cart,1,100,electronics.smartphone,acme,10.50,7,s1',
    '2020-04-01 10:00:09 UTC,purchase,1,100,electronics.smartphone,acme,10.50,7,s1',
    '2020-04-01 10:00:09 UTC,purchase,1,100,electronics.smartphone,acme,10.50,7,s1',
];
const ACCOUNT_OF_ONE_RUN = /^events +4 +3 +0 +1 +0$/m;
const COUNT = 'select count(*) as n from model.fact_user_events';

/** A process of this test, with what it has said so far. */
interface Running {
    readonly pid: number;
    readonly child: ChildProcessWithoutNullStreams;
    readonly stdout: () => string;
    readonly stderr: () => string;
    readonly ended: Promise<{ code: number | null; signal: string | null }>;
    /** Waits for words on either stream; fails when the process ends without them. */
    readonly says: (words: string | RegExp) => Promise<void>;
}

const running = new Set<ChildProcessWithoutNullStreams>();
let home: { readonly path: string; readonly remove: () => void };
let file: string;
/** A lake with an imported file and no database. */
let imported: string;
/** The same after a run. */
let published: string;
let number = 0;

function start(args: readonly string[], env: NodeJS.ProcessEnv = process.env): Running {
    const child = spawn(process.execPath, args, { cwd: home.path, env });
    running.add(child);
    const said = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) child[stream].setEncoding('utf8').on('data', (text: string) => (said[stream] += text));
    const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
        child.on('close', (code, signal) => {
            running.delete(child);
            resolve({ code, signal });
        });
    });
    const says = (words: string | RegExp) =>
        new Promise<void>((resolve, reject) => {
            const look = () => {
                const all = said.stdout + said.stderr;
                if (typeof words === 'string' ? all.includes(words) : words.test(all)) resolve();
            };
            look();
            child.stdout.on('data', look);
            child.stderr.on('data', look);
            void ended.then(({ code, signal }) => reject(new Error(`${args.join(' ')} ended (${code ?? signal}) without saying ${words}: ${said.stdout}${said.stderr}`)));
        });
    return { pid: child.pid!, child, stdout: () => said.stdout, stderr: () => said.stderr, ended, says };
}

const lake = (...args: string[]) => start([PROGRAM, ...args]);

async function hold(how: 'run' | 'query' | 'foreign' | 'lock', folder: string, env?: NodeJS.ProcessEnv): Promise<Running & { readonly letGo: () => void }> {
    const holder = start([HOLDER, how, folder], env);
    await holder.says('held');
    return { ...holder, letGo: () => void holder.child.stdin.write('\n') };
}

/** A lake of its own for one test, with `below` in its path. */
function newLake(below = ''): string {
    const folder = join(home.path, `lake-${++number}`, below);
    cpSync(imported, folder, { recursive: true });
    return folder;
}

/** The same after a run. */
function publishedLake(): string {
    const folder = join(home.path, `lake-${++number}`);
    cpSync(published, folder, { recursive: true });
    return folder;
}

async function answer(folder: string, sql = COUNT): Promise<string> {
    const query = lake('query', sql, '--format', 'csv', '--lake', folder);
    const { code } = await query.ended;
    expect(code, query.stderr()).toBe(0);
    return query.stdout().trim().split('\n').at(-1)!.trim();
}

beforeAll(async () => {
    home = temporaryFolder();
    file = join(home.path, 'events.csv');
    imported = join(home.path, 'imported');
    writeFileSync(file, `${[HEADER, ...LINES].join('\n')}\n`);
    expect(await lake('import', file, '--lake', imported).ended).toEqual({ code: 0, signal: null });
    expect(existsSync(join(imported, 'lake.duckdb'))).toBe(false);
    published = newLake();
    expect(await lake('run', '--lake', published).ended).toEqual({ code: 0, signal: null });
});
afterEach(() => {
    for (const child of running) child.kill('SIGKILL');
});
afterAll(() => home.remove());

describe('commands on one lake', () => {
    test('make one run of two that begin at once, also when there was no database yet', async () => {
        for (let round = 0; round < 2; round++) {
            const folder = newLake();
            const runs = [lake('run', '--lake', folder), lake('run', '--lake', folder), lake('run', '--lake', folder)];
            for (const run of runs) expect((await run.ended).code, run.stderr()).toBe(0);
            const outcomes = runs.map((run) => run.stdout()).sort();
            expect(outcomes.slice(0, 2)).toEqual(Array(2).fill('Nothing new in raw/; the lake is up to date.\n'));
            expect(outcomes[2]).toMatch(ACCOUNT_OF_ONE_RUN);
            expect(await answer(folder, "select count(*) || ' ' || min(stage) from state.runs")).toBe('1 finished');
            expect(await answer(folder)).toBe('3');
            expect(readdirSync(join(folder, 'scratch'))).toEqual([]);
        }
    });

    test('a query that comes during a run says whom it waits for and answers from the finished lake', async () => {
        const folder = newLake();
        const owner = await hold('run', folder);
        const query = lake('query', COUNT, '--format', 'csv', '--lake', folder);
        await query.says('waiting');
        expect(query.stdout()).toBe('');
        owner.letGo();
        expect((await query.ended).code, query.stderr()).toBe(0);
        expect(query.stdout()).toMatch(/^n\r?\n3\r?\n$/);
        expect(query.stderr()).toMatch(
            new RegExp(`^lake run \\(process ${owner.pid}, since 20\\d\\d-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d UTC\\) is using the lake; waiting until it is free\\. Ctrl-C ends the wait\\.\n$`),
        );
        expect((await owner.ended).code).toBe(0);
    });

    test('a run waits for a reader, and other readers do not', async () => {
        const folder = publishedLake();
        const reader = await hold('query', folder);
        const run = lake('run', '--lake', folder);
        await run.says(`Process ${reader.pid} is using the lake; waiting until it is free.`);
        const other = lake('query', COUNT, '--lake', folder);
        expect((await other.ended).code).toBe(0);
        expect(other.stderr()).toBe('');
        expect(run.stdout()).toBe('');
        reader.letGo();
        expect((await run.ended).code, run.stderr()).toBe(0);
        expect(run.stdout()).toBe('Nothing new in raw/; the lake is up to date.\n');
    });

    test('an upgrade waits too', async () => {
        const folder = publishedLake();
        const owner = await hold('run', folder);
        const upgrade = lake('upgrade', '--lake', folder);
        await upgrade.says(`lake run (process ${owner.pid}`);
        owner.letGo();
        expect((await upgrade.ended).code, upgrade.stderr()).toBe(0);
    });

    test('an owner that is killed frees who waits, and its socket does no harm', async () => {
        const folder = newLake();
        const owner = await hold('run', folder);
        const run = lake('run', '--lake', folder);
        await run.says(`process ${owner.pid}`);
        owner.child.kill('SIGKILL');
        expect((await owner.ended).signal).toBe('SIGKILL');
        expect((await run.ended).code, run.stderr()).toBe(0);
        expect(run.stdout()).toMatch(ACCOUNT_OF_ONE_RUN);
        expect(existsSync(join(folder, 'owner.sock'))).toBe(false);
    });

    test('the socket that a killed owner left is replaced by the next, and no reader minds it', async () => {
        const folder = newLake();
        const dead = await hold('run', folder);
        dead.child.kill('SIGKILL');
        await dead.ended;
        expect(statSync(join(folder, 'owner.sock')).isSocket()).toBe(true);
        expect(await answer(folder, 'select count(*) from state.runs')).toBe('0');
        const next = await hold('run', folder);
        const query = lake('query', COUNT, '--format', 'csv', '--lake', folder);
        await query.says(`lake run (process ${next.pid}`);
        next.letGo();
        expect((await query.ended).code, query.stderr()).toBe(0);
        expect(existsSync(join(folder, 'owner.sock'))).toBe(false);
    });

    test('an owner that is stopped is waited for by its number', async () => {
        const folder = newLake();
        const owner = await hold('run', folder);
        owner.child.kill('SIGSTOP');
        const query = lake('query', COUNT, '--format', 'csv', '--lake', folder);
        await query.says(`Process ${owner.pid} is using the lake`);
        owner.child.kill('SIGCONT');
        owner.letGo();
        expect((await query.ended).code, query.stderr()).toBe(0);
        expect(query.stdout()).toContain('3');
    });

    test('a program that knows nothing of lakes is waited for by its number', async () => {
        const folder = publishedLake();
        const owner = await hold('foreign', folder);
        const waiting = [lake('run', '--lake', folder), lake('query', COUNT, '--lake', folder)];
        for (const one of waiting) await one.says(`Process ${owner.pid} is using the lake; waiting until it is free.`);
        owner.letGo();
        for (const one of waiting) expect((await one.ended).code, one.stderr()).toBe(0);
    });

    test('nothing that a stranger says at the socket is repeated', async () => {
        const folder = publishedLake();
        const owner = await hold('foreign', folder);
        const stranger = await listen(join(folder, 'owner.sock'), '{"protocol":1,"command":"run\\u001b[2J","pid":1,"since":"2020-01-01T00:00:00.000Z"}\n');
        try {
            const query = lake('query', COUNT, '--lake', folder);
            await query.says('waiting');
            expect(query.stderr()).toBe(`Process ${owner.pid} is using the lake; waiting until it is free. Ctrl-C ends the wait.\n`);
            owner.letGo();
            expect((await query.ended).code).toBe(0);
        } finally {
            stranger.close();
        }
    });

    test('work in a folder that is too deep for a socket', async () => {
        const folder = newLake(join('a'.repeat(80), 'b'.repeat(80)));
        expect(folder.length).toBeGreaterThan(150);
        const temporary = join(home.path, 'temporary');
        mkdirSync(temporary);
        const env = { ...process.env, TMPDIR: temporary };
        const owner = await hold('run', folder, env);
        expect(statSync(join(folder, 'owner.sock')).mode & 0o777).toBe(0o600);
        const query = start([PROGRAM, 'query', COUNT, '--format', 'csv', '--lake', folder], env);
        await query.says(`lake run (process ${owner.pid}`);
        owner.letGo();
        expect((await query.ended).code, query.stderr()).toBe(0);
        expect((await owner.ended).code).toBe(0);
        expect(existsSync(join(folder, 'owner.sock'))).toBe(false);
        expect(readdirSync(temporary)).toEqual([]);
    });
});

describe("the owner's socket", () => {
    test("is its user's alone, whatever the umask, and goes with the owner", async () => {
        const folder = newLake();
        const umask = process.umask(0);
        const held = hold('run', folder);
        process.umask(umask);
        const owner = await held;
        expect(statSync(join(folder, 'owner.sock')).mode & 0o777).toBe(0o600);
        expect(readdirSync(join(folder, 'scratch'))).toEqual([]);
        owner.letGo();
        expect((await owner.ended).code, owner.stderr()).toBe(0);
        expect(existsSync(join(folder, 'owner.sock'))).toBe(false);
    });

    test.each(['SIGINT', 'SIGTERM'] as const)('is removed on %s, and the next takes up the lake', async (signal) => {
        const folder = newLake();
        const owner = await hold('run', folder);
        owner.child.kill(signal);
        expect((await owner.ended).signal).toBe(signal);
        expect(existsSync(join(folder, 'owner.sock'))).toBe(false);
        const run = lake('run', '--lake', folder);
        expect((await run.ended).code, run.stderr()).toBe(0);
        expect(run.stdout()).toMatch(ACCOUNT_OF_ONE_RUN);
    });
});

describe('a wait', () => {
    test.each(['SIGINT', 'SIGTERM'] as const)('ends by %s and leaves nothing', async (signal) => {
        const folder = newLake();
        const owner = await hold('run', folder);
        const temporary = join(home.path, `temporary-${signal}`);
        mkdirSync(temporary);
        const waiting = [
            start([PROGRAM, 'run', '--lake', folder]),
            start([PROGRAM, 'query', COUNT, '--lake', folder], { ...process.env, TMPDIR: temporary }),
        ];
        for (const one of waiting) await one.says('waiting');
        for (const one of waiting) {
            one.child.kill(signal);
            expect(await one.ended).toEqual({ code: null, signal });
            expect(one.stdout()).toBe('');
        }
        expect(readdirSync(temporary)).toEqual([]);
        owner.letGo();
        expect((await owner.ended).code, owner.stderr()).toBe(0);
        expect(await answer(folder)).toBe('3');
    });
});

describe('imports', () => {
    test('do not wait for a run, which takes what has come by then', async () => {
        const folder = newLake();
        const owner = await hold('run', folder);
        const later = join(home.path, 'later.csv');
        writeFileSync(later, `${HEADER}\n2020-04-02 10:00:00 UTC,view,1,100,electronics.smartphone,acme,10.50,7,s2\n`);
        const imports = lake('import', later, '--lake', folder);
        expect((await imports.ended).code, imports.stderr()).toBe(0);
        expect(imports.stderr()).toBe('');
        owner.letGo();
        expect((await owner.ended).code, owner.stderr()).toBe(0);
        expect(await answer(folder)).toBe('4');
    });

    test('of one file by two processes at once are one import', async () => {
        const folder = join(home.path, 'two-imports');
        mkdirSync(folder);
        // Both have prepared everything when the first may move its files into place.
        const lock = await hold('lock', folder);
        const imports = [lake('import', file, '--lake', folder), lake('import', file, '--lake', folder)];
        for (const one of imports) await one.says(`Process ${lock.pid} is using the lake`);
        lock.letGo();
        for (const one of imports) expect((await one.ended).code, one.stderr()).toBe(0);
        expect(imports.filter((one) => one.stdout().includes('events.csv: imported before'))).toHaveLength(1);
        expect(imports.filter((one) => one.stdout().includes('events.csv: 4 lines'))).toHaveLength(1);
        const manifests = readManifests(join(folder, 'raw'));
        expect(manifests).toHaveLength(1);
        for (const { path, checksum: expected } of manifests[0]!.files) expect(await checksum(join(folder, 'raw', path))).toBe(expected);
        expect(readdirSync(join(folder, 'scratch'))).toEqual([]);
        const run = lake('run', '--lake', folder);
        await run.ended;
        expect(run.stdout()).toMatch(ACCOUNT_OF_ONE_RUN);
    });

    test('are those of one month when two demos begin at once', async () => {
        const folder = join(home.path, 'two-demos');
        const demos = [1, 2].map(() => lake('demo', '--rows', '3000', '--seconds', '0', '--lake', folder));
        for (const demo of demos) expect((await demo.ended).code, demo.stderr()).toBe(0);
        expect(demos.filter((demo) => /^events +2,996 /m.test(demo.stdout()))).toHaveLength(1);
        expect(demos.filter((demo) => demo.stdout().includes('Nothing new in raw/'))).toHaveLength(1);
        expect(readdirSync(join(folder, 'demo'))).toEqual([expect.stringMatching(/^shop-month-1-3000-.*\.csv\.gz$/)]);
        expect(readdirSync(join(folder, 'scratch'))).toEqual([]);
    });
});

test("a new lake does not take the changes that a deleted one's database had not kept yet", async () => {
    const folder = newLake();
    const other = join(home.path, 'other.duckdb');
    const script = `
        const instance = await (await import(${JSON.stringify(import.meta.resolve('@duckdb/node-api'))})).DuckDBInstance.create(${JSON.stringify(other)});
        await (await instance.connect()).run('create table stray as select 1 as n');
        process.kill(process.pid, 'SIGKILL');
    `;
    expect((await start(['--input-type=module', '-e', script]).ended).signal).toBe('SIGKILL');
    renameSync(`${other}.wal`, join(folder, 'lake.duckdb.wal'));
    const run = lake('run', '--lake', folder);
    expect((await run.ended).code, run.stderr()).toBe(0);
    expect(await answer(folder)).toBe('3');
    expect(await answer(folder, "select count(*) from (show all tables) where name = 'stray'")).toBe('0');
});

function listen(path: string, greeting: string): Promise<Server> {
    return new Promise((resolve, reject) => {
        const server = createServer((call) => {
            call.on('error', () => {
                // The caller hangs up when its wait is over.
            });
            call.write(greeting);
        });
        server.on('error', reject).listen(path, () => resolve(server));
    });
}
