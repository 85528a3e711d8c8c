/**
 * Which type a key, a sequence and an order of rows should have: `npx tsx bench/key-candidates.ts FILE.csv.gz [runs]`.
 * Each candidate builds the same tables from the same flat file in a database of its own. The answers stand in
 * docs/decisions/0002-physical-format.md.
 */
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';

interface Candidate {
    readonly name: string;
    /** Key of an event from `ms` (epoch milliseconds) and `hash` (64 bits of the row's content). */
    readonly event: string;
    /** Key of a session from `session_hash` (64 bits), `session_hash_2` (64 more) and `user_id`. */
    readonly session: string;
    /** Tie-break within one sequence. */
    readonly changeNumber: string;
    readonly order?: string;
}

const BIGINT_EVENT = '(ms * 4194304 + (hash % 4194304)::bigint)';
const DECIMAL_EVENT = '(ms::hugeint * 1000000000000000000 + (hash % 1000000000000000000)::hugeint)::decimal(31, 0)';
const DECIMAL_SESSION = '((session_hash % 100000000)::hugeint * 10000000000000000 + (session_hash_2 % 10000000000000000)::hugeint)::decimal(25, 0)';
const BIGINT_SESSION = '(session_hash >> 1)::bigint';
const HASH_NUMBER = '(hash_2 >> 1)::bigint';

const CANDIDATES: readonly Candidate[] = [
    { name: 'event bigint (22 bits of hash: collides), session bigint', event: BIGINT_EVENT, session: BIGINT_SESSION, changeNumber: '0::bigint' },
    { name: 'event decimal(31), session bigint', event: DECIMAL_EVENT, session: BIGINT_SESSION, changeNumber: '0::bigint' },
    { name: 'event decimal(31), session decimal(25)', event: DECIMAL_EVENT, session: DECIMAL_SESSION, changeNumber: '0::bigint' },
    { name: 'event decimal(31), session decimal(38): user, hash', event: DECIMAL_EVENT, session: '(user_id::hugeint * 10000000000000000000 + (session_hash >> 1)::hugeint)::decimal(38, 0)', changeNumber: '0::bigint' },
    { name: 'event decimal(31), session decimal(25), number of 63 bits', event: DECIMAL_EVENT, session: DECIMAL_SESSION, changeNumber: HASH_NUMBER },
    { name: 'event decimal(31) hash in front, session decimal(25)', event: '((hash % 1000000000000000000)::hugeint * 10000000000000 + ms::hugeint)::decimal(31, 0)', session: DECIMAL_SESSION, changeNumber: '0::bigint' },
    { name: 'event text(31), session text(36)', event: "lpad(ms::varchar, 13, '0') || lpad((hash % 1000000000000000000)::varchar, 18, '0')", session: 'user_session', changeNumber: '0::bigint' },
    { name: 'event decimal(31), session decimal(25), sorted by day and session', event: DECIMAL_EVENT, session: DECIMAL_SESSION, changeNumber: '0::bigint', order: 'event_time::date, session_id, event_time' },
    { name: 'event decimal(31), session decimal(25), sorted by event', event: DECIMAL_EVENT, session: DECIMAL_SESSION, changeNumber: '0::bigint', order: 'event_id' },
];

const [file, runsText = '1'] = process.argv.slice(2);
if (file === undefined || !existsSync(file)) {
    console.error(`${file === undefined ? 'No file is named' : `There is no file ${JSON.stringify(file)}`}: name a csv.gz file in the Kaggle format.`);
    process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), 'key-candidates-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

async function withDatabase<T>(path: string, work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const instance = await DuckDBInstance.create(path, { memory_limit: '2500MB', preserve_insertion_order: 'false' });
    const connection = await instance.connect();
    try {
        return await work(connection);
    } finally {
        connection.closeSync();
        instance.closeSync();
    }
}

const flat = join(folder, 'flat.parquet');
await withDatabase(':memory:', (connection) =>
    connection.run(`copy (
        select
            epoch_ms(event_time) as ms,
            md5_number_lower(content) as hash,
            md5_number_upper(content) as hash_2,
            md5_number_lower(session_content) as session_hash,
            md5_number_upper(session_content) as session_hash_2,
            * exclude (content, session_content)
        from (
            select *, concat(event_time, '|', event_type, '|', product_id, '|', category_id, '|', category_code, '|', brand, '|', price, '|', session_content) as content
            from (select *, concat(user_id, '|', user_session) as session_content
                  from read_csv('${file}', timestampformat = '%Y-%m-%d %H:%M:%S UTC', types = {'price': 'decimal(18, 4)', 'event_time': 'timestamp'}))))
        to '${flat}' (format parquet)`),
);

const hour = `select event_id, session_id, _change_time, _change_number from events where event_time >= timestamp '2020-04-29 12:00' and event_time < timestamp '2020-04-29 23:00' limit 92000`;
const steps: readonly [string, (candidate: Candidate) => string][] = [
    ['insert', ({ event, session, changeNumber, order }) => `create table events as
        select * from (select ${event} as event_id, ${session} as session_id, product_id, event_type, event_time, price, 1 as quantity,
            ms as _change_time, ${changeNumber} as _change_number, event_time as _changed_at, false as _is_deleted, 1::bigint as _run_id
        from '${flat}') ${order ? `order by ${order}` : ''}`],
    ['sessions', ({ session }) => `create table sessions as select ${session} as session_id, min(user_id) as user_id, min(event_time) as started_at from '${flat}' group by all`],
    ['repeated keys', () => `create table repeated as select event_id from events group by event_id having count(*) > 1`],
    ['account join', () => `create table account as select count(*) as n from events as a join events as b using (event_id)`],
    ['fact', () => `create table fact as select events.event_id, event_time, event_type, user_id, product_id, price, quantity, events.session_id, event_time::date as event_date
        from events left join sessions on events.session_id = sessions.session_id`],
    ['fact_sessions', () => `create table fact_sessions as select session_id, min(user_id) as user_id, min(event_time) as a, max(event_time) as b, count(*) as n, sum(price) filter (event_type = 'purchase') as r from fact group by session_id`],
    ['hour prepared', () => `create table hour as ${hour}`],
    ['hour merged', () => `merge into events using hour on events.event_id = hour.event_id
        when matched and hour._change_time >= events._change_time then update set _run_id = 2
        when not matched then insert (event_id) values (hour.event_id)`],
];

const rows: Record<string, string | number>[] = [];
for (const candidate of CANDIDATES) {
    const seconds = new Map<string, number[]>();
    let megabytes = 0;
    for (let run = 0; run < Number(runsText); run++) {
        const path = join(folder, 'candidate.duckdb');
        rmSync(path, { force: true });
        await withDatabase(path, async (connection) => {
            for (const [name, statement] of steps) {
                const started = performance.now();
                await connection.run(statement(candidate));
                seconds.set(name, [...(seconds.get(name) ?? []), (performance.now() - started) / 1000]);
                if (name === 'fact_sessions') {
                    await connection.run('checkpoint');
                    megabytes = statSync(path).size / 1e6;
                }
            }
        });
    }
    const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
    rows.push({ candidate: candidate.name, ...Object.fromEntries([...seconds].map(([name, values]) => [name, median(values).toFixed(2)])), MB: megabytes.toFixed(0) });
    console.log(JSON.stringify(rows.at(-1)));
}
console.table(rows);
