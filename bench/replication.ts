/**
 * How fast a source comes to raw: `npx tsx bench/replication.ts [load|drain|lag|memory …] [--rows 3000000] [--changes 2000000]
 * [--runs 3] [--folder DIR]`. A full load against COPY to nowhere, a backlog of changes against decoding alone, the lag at
 * 5,000 changes a second, the memory over 10 million changes. PostgreSQL runs beside on the same machine.
 */
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';
import { connect } from '../local/source/connect.js';
import { testPostgres } from '../test/oracle/test-postgres.js';
import { type Measured, measure, median, show } from './measure.js';

const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
        rows: { type: 'string', default: '3000000' },
        changes: { type: 'string', default: '2000000' },
        runs: { type: 'string', default: '3' },
        folder: { type: 'string', default: join(tmpdir(), 'lake-bench-replication') },
    },
});
const parts = positionals.length > 0 ? positionals : ['load', 'drain', 'lag', 'memory'];
const runs = Number(values.runs);
const folder = values.folder;
const root = join(import.meta.dirname, '..');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

const postgres = await testPostgres({ shared_buffers: '256MB', max_wal_size: '4GB', fsync: 'on' });
const source = await postgres.newDatabase();
const env = { ...process.env, LAKE_SOURCE: source.name, PGPASSWORD: (source.config.password as () => string)() };
const client = await connect(source);
const lake = join(folder, 'lake');
const replicate = (at: string, ...more: readonly string[]) => measure([join(root, 'lake'), 'replicate', '--once', '--lake', at, ...more], env);
const readNothing = (...args: readonly string[]) => measure(['--import', 'tsx', join(root, 'bench', 'read-nothing.ts'), ...args], env);
const perSecond = (count: number, { seconds }: Measured) => Math.round(count / seconds);

/** A program's start is no part of the rate; it is measured once, where there is next to nothing to do. */
let start = 0;

async function fill(rows: number): Promise<void> {
    await client.query(`insert into users (name, email) select 'user ' || n, 'user' || n || '@example.com' from generate_series(1, 20000) as n`);
    await client.query(`insert into products (name, price, stock) select 'product ' || n, n % 900 + 1.5, 100 from generate_series(1, 15000) as n`);
    await client.query(`insert into sessions (session_id, user_id, device_type, channel) select n, n % 20000 + 1, 'mobile', 'search' from generate_series(1, 200000) as n`);
    for (let done = 0; done < rows; done += 100_000) await client.query(insertion(done, 100_000));
}

/** Events with keys of their own, so that updates can name them. */
const insertion = (from: number, count: number) => `
    insert into events (event_id, session_id, product_id, event_type, event_time, price)
    select (1760000000000 + n) * 100000000000000000::numeric + n, n % 200000 + 1, n % 15000 + 1, 'view', to_timestamp(1760000000 + n / 1000), n % 900 + 1.25
    from generate_series(${from + 1}, ${from + count}) as n`;

async function load(): Promise<void> {
    const rows = Number(values.rows);
    const results: { copy: Measured; loaded: Measured }[] = [];
    for (let run = 0; run < runs; run++) {
        rmSync(lake, { recursive: true, force: true });
        const copy = await readNothing('copy');
        const loaded = await replicate(lake);
        await client.query('select pg_drop_replication_slot(slot_name) from pg_replication_slots');
        results.push({ copy, loaded });
        console.log(`COPY to nowhere ${show(copy)}; full load ${show(loaded)}`);
    }
    const took = (one: Measured) => ({ ...one, seconds: one.seconds - start });
    report('load', {
        rows,
        rowsPerSecond: median(results.map(({ loaded }) => perSecond(rows + 235_000, took(loaded)))),
        copyRowsPerSecond: median(results.map(({ copy }) => perSecond(rows, took(copy)))),
        megabytes: Math.max(...results.map(({ loaded }) => loaded.megabytes ?? 0)),
    });
}

/** Transactions of 100 changes: 60 insertions, 30 updates, 10 deletions. */
async function makeBacklog(changes: number, from: number): Promise<void> {
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

/** Each run and each baseline has a copy of the slot, and each run one of the lake, that stand before the backlog. */
async function drain(): Promise<void> {
    const changes = Number(values.changes);
    rmSync(lake, { recursive: true, force: true });
    await replicate(lake);
    const state = JSON.parse(readFileSync(join(lake, 'replication', 'state.json'), 'utf8')) as { slot: string };
    for (let run = 0; run < runs; run++) {
        for (const kind of ['decode', 'drain']) await client.query('select pg_copy_logical_replication_slot($1, $2)', [state.slot, `${kind}_${run}`]);
        cpSync(lake, `${lake}-${run}`, { recursive: true });
        writeFileSync(join(`${lake}-${run}`, 'replication', 'state.json'), JSON.stringify({ ...state, slot: `drain_${run}` }));
    }
    await makeBacklog(changes, 0);
    const results: { decoded: Measured; drained: Measured }[] = [];
    for (let run = 0; run < runs; run++) {
        const decoded = await readNothing('decode', `decode_${run}`, String(changes));
        const drained = await replicate(`${lake}-${run}`);
        results.push({ decoded, drained });
        console.log(`decoding alone ${show(decoded)}; drain ${show(drained)}`);
    }
    await client.query('select pg_drop_replication_slot(slot_name) from pg_replication_slots');
    const took = (one: Measured) => ({ ...one, seconds: one.seconds - start });
    report('drain', {
        changes,
        changesPerSecond: median(results.map(({ drained }) => perSecond(changes, took(drained)))),
        decodedPerSecond: median(results.map(({ decoded }) => perSecond(changes, took(decoded)))),
        megabytes: Math.max(...results.map(({ drained }) => drained.megabytes ?? 0)),
    });
}

/** From the commit of each change to the time of its file. */
async function lag(): Promise<void> {
    rmSync(lake, { recursive: true, force: true });
    await replicate(lake);
    const child = spawn(process.execPath, [join(root, 'lake'), 'replicate', '--interval', '1s', '--lake', lake], { stdio: 'ignore', env });
    await sleep(3000);
    const started = Date.now();
    // 50 transactions of 100 changes a second for a minute.
    for (let transaction = 0; transaction < 3000; transaction++) {
        await client.query(insertion(100_000_000 + transaction * 100, 100));
        await sleep(Math.max(0, started + transaction * 20 - Date.now()));
    }
    const seconds = (Date.now() - started) / 1000;
    await sleep(3000);
    child.kill('SIGTERM');
    await new Promise((resolve) => child.on('close', resolve));
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const lags: number[] = [];
    const events = join(lake, 'raw', 'v1', 'public', 'events');
    for (const name of readdirSync(events, { recursive: true, encoding: 'utf8' }).filter((path) => /\d{9}\.parquet$/.test(path))) {
        // The time of the status change is that of the move to its place.
        const writtenAt = statSync(join(events, name)).ctimeMs;
        const answer = await connection.runAndReadAll(`select epoch_ms(cast(_dms_commit_ts as timestamp)) from read_parquet('${join(events, name)}', hive_partitioning = false)`);
        for (const [committedAt] of answer.getRowsJS()) lags.push(writtenAt - Number(committedAt));
    }
    lags.sort((a, b) => a - b);
    const at = (share: number) => Math.round(lags[Math.floor(lags.length * share)]!);
    await client.query('select pg_drop_replication_slot(slot_name) from pg_replication_slots');
    report('lag', { changes: lags.length, changesPerSecond: Math.round(300_000 / seconds), p50Milliseconds: at(0.5), p95Milliseconds: at(0.95), mostMilliseconds: at(0.9999) });
}

/** One transaction of 5 million rows, and 5 million changes in small ones. */
async function memory(): Promise<void> {
    rmSync(lake, { recursive: true, force: true });
    await replicate(lake);
    await client.query(insertion(200_000_000, 5_000_000));
    const large = await replicate(lake);
    await makeBacklog(1_000_000, 1_000_000_000);
    const million = await replicate(lake);
    await makeBacklog(4_000_000, 2_000_000_000);
    const small = await replicate(lake);
    report('memory', { oneTransactionOf5Million: show(large), smallOnes1Million: show(million), smallOnes4Million: show(small) });
}

function report(part: string, figures: Record<string, unknown>): void {
    const machine = `${cpus().length} × ${cpus()[0]?.model}, ${(totalmem() / 1e9).toFixed(0)} GB, Node ${process.version}, PostgreSQL 18`;
    console.log(JSON.stringify({ part, machine, ...figures }, null, 2));
}

try {
    const idle = join(folder, 'idle');
    await replicate(idle);
    start = median([(await replicate(idle)).seconds, (await replicate(idle)).seconds, (await replicate(idle)).seconds]);
    await client.query('select pg_drop_replication_slot(slot_name) from pg_replication_slots');
    console.log(`a replicate with nothing to do: ${start.toFixed(2)} s`);
    await fill(Number(values.rows));
    await client.query('checkpoint');
    if (parts.includes('load')) await load();
    if (parts.includes('drain')) await drain();
    if (parts.includes('lag')) await lag();
    if (parts.includes('memory')) await memory();
} finally {
    await client.end();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
}
