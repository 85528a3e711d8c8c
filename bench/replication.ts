/**
 * How fast a source comes to raw: a full load against COPY to nowhere, a backlog of changes against decoding alone, the lag at
 * 5,000 changes a second, and the memory over 10 million changes. PostgreSQL runs beside, on the same machine. Of load and drain
 * the start of the programs is taken off, on each side its own; a turn more of each, which is not timed with the others, tells
 * who took the processor's time.
 */
import { spawn } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import type pg from 'pg';
import { UsageError } from '../local/errors.js';
import { connect } from '../local/source/connect.js';
import { testPostgres } from '../test/oracle/test-postgres.js';
import { without } from './cpu-profile.js';
import { median, quantile, type Result, resultOf, type Turn } from './figures.js';
import { inWorkFolder, LAKE } from './kept.js';
import { endWithUs, type Measured, measure, peakMegabytes, show } from './measure.js';
import { type Profiled, profiled } from './profiled.js';
import type { Measure, Trial } from './question.js';
import { replicationWork } from './replication-work.js';

/** What the parts share. */
interface Workplace {
    readonly trial: Trial;
    readonly client: pg.Client;
    readonly lake: string;
    /** What programs are told of the source. */
    readonly env: NodeJS.ProcessEnv;
    /** Seconds of the programs where there is next to nothing to do. */
    readonly start: Start;
    /** Watches a call of replicate into a lake, and takes its start off; null where it is not asked for. */
    readonly profile: ((lake: string) => Promise<Turn>) | null;
}

/** Of each side. */
interface Start {
    readonly own: number;
    readonly baseline: number;
}

/** The parts, each of which is left out where its number is 0. */
const PARTS = { load, drain, lag, memory } as const;

/** `rows` of a full load, `changes` of a backlog, in transactions of 100. @throws UsageError */
export const measureReplication: Measure = async (trial) => {
    const changes = trial.numbers['changes']!;
    if (changes % 100 > 0) throw new UsageError(`--changes is a multiple of 100, not "${changes}".`);
    if (Object.keys(PARTS).every((name) => trial.numbers[name] === 0)) throw new UsageError(`Nothing is left to be measured: give ${Object.keys(PARTS).map((name) => `--${name} 1`).join(' or ')}.`);
    return await inWorkFolder(trial.folder, async (work) => {
        const postgres = await testPostgres({ shared_buffers: '256MB', max_wal_size: '4GB', fsync: 'on' });
        try {
            const source = await postgres.newDatabase();
            const client = await connect(source);
            const results: Result[] = [];
            try {
                const env = { ...process.env, LAKE_SOURCE: source.name, PGPASSWORD: (source.config.password as () => string)() };
                const start = await startOfPrograms(env, join(work, IDLE));
                trial.say(`with nothing to do replicate takes ${start.own.toFixed(2)} s, what reads alone ${start.baseline.toFixed(2)} s`);
                const profile = trial.numbers['profile'] === 0 ? null : await profiler(client, env, work);
                const workplace = { trial, client, lake: join(work, 'lake'), env, start, profile };
                await dropSlots(client);
                await fill(client, trial.rows);
                await client.query('checkpoint');
                for (const [name, part] of Object.entries(PARTS)) {
                    if (trial.numbers[name] === 0) continue;
                    rmSync(workplace.lake, { recursive: true, force: true });
                    results.push(...(await part(workplace)));
                    await dropSlots(client);
                }
            } finally {
                await client.end();
            }
            return results;
        } finally {
            await postgres.stop();
        }
    });
};

/** The program from its sources, whose files a profile names; a bundle has other ones. */
const SOURCES = ['--import', 'tsx', join(import.meta.dirname, '..', 'test', 'call-main.ts')];

const replicate = (env: NodeJS.ProcessEnv, lake: string) => measure([LAKE, 'replicate', '--once', '--lake', lake], env);
const readNothing = (env: NodeJS.ProcessEnv, ...args: readonly string[]) => measure(['--import', 'tsx', join(import.meta.dirname, 'read-nothing.ts'), ...args], env);
const dropSlots = (client: pg.Client) => client.query('select pg_drop_replication_slot(slot_name) from pg_replication_slots');

/** The lake of the start, in the folder that is worked in. */
const IDLE = 'idle';

/** Measured while the tables are empty. */
async function startOfPrograms(env: NodeJS.ProcessEnv, lake: string): Promise<Start> {
    // The first makes the slot and loads the tables.
    await replicate(env, lake);
    const starts: Start[] = [];
    for (let time = 0; time < 3; time++) starts.push({ own: (await replicate(env, lake)).seconds, baseline: (await readNothing(env, 'copy')).seconds });
    return { own: median(starts.map(({ own }) => own)), baseline: median(starts.map(({ baseline }) => baseline)) };
}

/** Users, products and sessions of a full load, beside its events. */
const OTHERS = 235_000;

async function fill(client: pg.Client, rows: number): Promise<void> {
    await client.query(`insert into users (name, email) select 'user ' || n, 'user' || n || '@example.com' from generate_series(1, 20000) as n`);
    await client.query(`insert into products (name, price, stock) select 'product ' || n, n % 900 + 1.5, 100 from generate_series(1, 15000) as n`);
    await client.query(`insert into sessions (session_id, user_id, device_type, channel) select n, n % 20000 + 1, 'mobile', 'search' from generate_series(1, 200000) as n`);
    for (let done = 0; done < rows; done += 100_000) await client.query(insertion(done, Math.min(100_000, rows - done)));
}

/** Events with keys of their own, so that updates can name them. */
const insertion = (from: number, count: number) => `
    insert into events (event_id, session_id, product_id, event_type, event_time, price)
    select (1760000000000 + n) * 100000000000000000::numeric + n, n % 200000 + 1, n % 15000 + 1, 'view', to_timestamp(1760000000 + n / 1000), n % 900 + 1.25
    from generate_series(${from + 1}, ${from + count}) as n`;

/** Seconds that are told where the start of the program took as long as the whole: there was too little to do. */
const LEAST = 0.001;

/** A turn without the start of its programs, with how many of both sides came a second. */
function turnOf(start: Start, count: { readonly own: number; readonly baseline: number }, own: Measured, baseline: Measured): Turn {
    const [seconds, baselineSeconds] = [Math.max(LEAST, own.seconds - start.own), Math.max(LEAST, baseline.seconds - start.baseline)];
    return { seconds, baselineSeconds, megabytes: own.megabytes, figures: { 'a second': count.own / seconds, 'baseline a second': count.baseline / baselineSeconds } };
}

/** Profiles calls of replicate. What is taken off is one into the lake of startOfPrograms, while the tables are still empty. */
async function profiler(client: pg.Client, env: NodeJS.ProcessEnv, work: string): Promise<(lake: string) => Promise<Turn>> {
    const { rows } = await client.query<{ backend: number }>('select pg_backend_pid() as backend');
    const profile = (lake: string) => profiled({ args: [...SOURCES, 'replicate', '--once', '--lake', lake], env, folder: join(work, 'profile'), backend: rows[0]!.backend, groupOf: replicationWork });
    const start = await profile(join(work, IDLE));
    return async (lake) => profileOf(start, await profile(lake));
}

function profileOf(start: Profiled, own: Profiled): Turn {
    const seconds = Math.max(LEAST, own.seconds - start.seconds);
    const figures = without(start.processor, own.processor);
    if (own.cores > 0) figures['busy cores'] = (own.cores - start.cores) / seconds;
    return { seconds, baselineSeconds: null, megabytes: own.megabytes, figures, steps: without(start.steps, own.steps) };
}

async function load({ trial: { rows, runs, say }, client, lake, env, start, profile }: Workplace): Promise<Result[]> {
    const turns: Turn[] = [];
    for (let run = 0; run < runs; run++) {
        rmSync(lake, { recursive: true, force: true });
        const copy = await readNothing(env, 'copy');
        const loaded = await replicate(env, lake);
        await dropSlots(client);
        turns.push(turnOf(start, { own: rows + OTHERS, baseline: rows }, loaded, copy));
        say(`COPY to nowhere ${show(copy)}; full load ${show(loaded)}`);
    }
    const results = [resultOf({ name: 'full load', rows, baseline: 'COPY to nowhere', turns })];
    if (profile === null) return results;
    rmSync(lake, { recursive: true, force: true });
    return [...results, resultOf({ name: 'full load, profiled', rows, turns: [await profile(lake)] })];
}

/** Transactions of 100 changes: 60 insertions, 30 updates, 10 deletions. */
async function makeBacklog(client: pg.Client, changes: number, from: number): Promise<void> {
    await client.query(`
        create or replace procedure backlog(changes bigint, start bigint) language plpgsql as $$
        begin
            for step in 0 .. changes / 100 - 1 loop
                insert into events (event_id, session_id, product_id, event_type, event_time, price)
                select (1770000000000 + n) * 100000000000000000::numeric + n, n % 200000 + 1, n % 15000 + 1, 'view', to_timestamp(1770000000 + n / 1000), n % 900 + 1.25
                from generate_series(start + step * 60 + 1, start + step * 60 + 60) as n;
                update events set price = price + 1 where event_id in (
                    select (1770000000000 + n) * 100000000000000000::numeric + n from generate_series(start + step * 60 + 1, start + step * 60 + 30) as n);
                delete from events where event_id in (
                    select (1770000000000 + n) * 100000000000000000::numeric + n from generate_series(start + step * 60 + 1, start + step * 60 + 10) as n);
                commit;
            end loop;
        end $$`);
    await client.query(`call backlog(${changes}, ${from})`);
}

/** Each run and each baseline has a copy of the slot, and each run one of the lake, that stand before the backlog; so has the profile. */
async function drain({ trial: { runs, numbers, say }, client, lake, env, start, profile }: Workplace): Promise<Result[]> {
    const changes = numbers['changes']!;
    await replicate(env, lake);
    const state = JSON.parse(readFileSync(join(lake, 'replication', 'state.json'), 'utf8')) as { slot: string };
    for (let run = 0; run < runs + (profile === null ? 0 : 1); run++) {
        for (const kind of ['decode', 'drain']) await client.query('select pg_copy_logical_replication_slot($1, $2)', [state.slot, `${kind}_${run}`]);
        cpSync(lake, `${lake}-${run}`, { recursive: true });
        writeFileSync(join(`${lake}-${run}`, 'replication', 'state.json'), JSON.stringify({ ...state, slot: `drain_${run}` }));
    }
    await makeBacklog(client, changes, 0);
    const turns: Turn[] = [];
    for (let run = 0; run < runs; run++) {
        const decoded = await readNothing(env, 'decode', `decode_${run}`, String(changes));
        const drained = await replicate(env, `${lake}-${run}`);
        turns.push(turnOf(start, { own: changes, baseline: changes }, drained, decoded));
        say(`decoding alone ${show(decoded)}; drain ${show(drained)}`);
    }
    const results = [resultOf({ name: 'changes drained from a backlog', rows: changes, baseline: 'decoding alone', turns })];
    return profile === null ? results : [...results, resultOf({ name: 'changes drained, profiled', rows: changes, turns: [await profile(`${lake}-${runs}`)] })];
}

/** From the commit of each change to the time of its file, at 50 transactions of 100 changes a second for a minute. */
async function lag({ client, lake, env }: Workplace): Promise<Result[]> {
    await replicate(env, lake);
    const child = spawn(process.execPath, [LAKE, 'replicate', '--interval', '1s', '--lake', lake], { stdio: 'ignore', env });
    endWithUs(child);
    await sleep(3000);
    const started = Date.now();
    for (let transaction = 0; transaction < 3000; transaction++) {
        await client.query(insertion(100_000_000 + transaction * 100, 100));
        await sleep(Math.max(0, started + transaction * 20 - Date.now()));
    }
    const seconds = (Date.now() - started) / 1000;
    await sleep(3000);
    const megabytes = peakMegabytes(child.pid);
    child.kill('SIGTERM');
    await new Promise((resolve) => child.on('close', resolve));
    const lags = await lagsOf(join(lake, 'raw', 'v1', 'public', 'events'));
    const figures = { 'p50 s': quantile(lags, 0.5), 'most s': quantile(lags, 1), 'changes a second': 300_000 / seconds };
    return [resultOf({ name: 'from commit to file, p95', rows: lags.length, turns: [{ seconds: quantile(lags, 0.95), baselineSeconds: null, megabytes, figures }] })];
}

/** Seconds of each change in the files of a table. */
async function lagsOf(folder: string): Promise<number[]> {
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const lags: number[] = [];
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => /\d{9}\.parquet$/.test(path))) {
        // The time of the status change is that of the move to its place.
        const writtenAt = statSync(join(folder, name)).ctimeMs;
        const answer = await connection.runAndReadAll(`select epoch_ms(cast(_dms_commit_ts as timestamp)) from read_parquet('${join(folder, name)}', hive_partitioning = false)`);
        for (const [committedAt] of answer.getRowsJS()) lags.push((writtenAt - Number(committedAt)) / 1000);
    }
    connection.closeSync();
    instance.closeSync();
    return lags;
}

/** One transaction of 5 million rows, and 5 million changes in small ones. */
async function memory({ client, lake, env }: Workplace): Promise<Result[]> {
    await replicate(env, lake);
    const of = async (name: string, rows: number) => resultOf({ name, rows, turns: [{ ...(await replicate(env, lake)), baselineSeconds: null, figures: {} }] });
    await client.query(insertion(200_000_000, 5_000_000));
    const large = await of('one transaction', 5_000_000);
    await makeBacklog(client, 1_000_000, 1_000_000_000);
    const million = await of('small transactions', 1_000_000);
    await makeBacklog(client, 4_000_000, 2_000_000_000);
    return [large, million, await of('small transactions, after these', 4_000_000)];
}
