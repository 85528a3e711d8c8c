/**
 * Does a run take longer the more history there is? `npx tsx bench/increments.ts [--rows 400000] [--increments 10]
 * [--changes 10000] [--renames 0] [--statements 0] [--folder DIR]`: a lake of a generated month, then so many runs over
 * changes made as replication writes them, five seconds of the shop each. Prints the seconds of each step, and with
 * `--statements` the SQL that took most of the last third.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Database, literal } from '../local/engine/database.js';
import { type Lake, openLake } from '../local/engine/lake.js';
import { lakePaths, makeScratch } from '../local/engine/lake-paths.js';
import { run } from '../local/engine/run.js';
import { importFile } from '../local/history/import-file.js';
import { writeShopMonth } from '../local/source/shop-month.js';
import { changeFile } from '../tables/derive/raw-layout.js';
import { median } from './measure.js';

const { values } = parseArgs({
    options: {
        rows: { type: 'string', default: '400000' },
        increments: { type: 'string', default: '10' },
        changes: { type: 'string', default: '10000' },
        renames: { type: 'string', default: '0' },
        statements: { type: 'string', default: '0' },
        folder: { type: 'string', default: join(tmpdir(), 'lake-bench-increments') },
    },
});
const [rows, increments, changes, renames, statements] = [values.rows, values.increments, values.changes, values.renames, values.statements].map(Number) as [number, number, number, number, number];

/** The lake of the month alone is kept, and copied for each call. */
async function lakeOfMonth(): Promise<string> {
    const kept = join(values.folder, `kept-${rows}`);
    if (!existsSync(kept)) {
        const [month, making] = [join(values.folder, `month-${rows}.csv.gz`), join(values.folder, 'making')];
        rmSync(making, { recursive: true, force: true });
        mkdirSync(making, { recursive: true });
        if (!existsSync(month)) await writeShopMonth(month, { rows });
        makeScratch(lakePaths(making));
        await importFile(lakePaths(making), month);
        const lake = await openLake(making);
        await run(lake);
        lake.database.close();
        cpSync(making, kept, { recursive: true });
        rmSync(making, { recursive: true });
    }
    const folder = join(values.folder, 'lake');
    rmSync(folder, { recursive: true, force: true });
    cpSync(kept, folder, { recursive: true });
    return folder;
}

/** Beginning of the shop after the month, epoch milliseconds. */
const OPENING = Date.UTC(2020, 4, 1);
const text = (milliseconds: number) => new Date(milliseconds).toISOString().replace('T', ' ').replace('Z', '000');

/**
 * Five seconds of the shop: of 1,000 changes 885 are events, 60 visits, 9 users, 20 sales that lower a stock, 6 new prices, 2
 * products that move to another category, 8 visitors who log in, 8 events corrected and 2 deleted. Two products in three of
 * those seen are the popular ones.
 */
async function writeIncrement({ database, paths }: Lake, number: number): Promise<void> {
    const at = OPENING + number * 5000;
    const part = (perThousand: number) => Math.round((changes * perThousand) / 1000);
    const [events, sessions] = [part(885), part(60)];
    const eventKey = (n: string) => `cast(${OPENING} + (${n}) * 5000 // ${events} as decimal(30, 0)) * 100000000000000000 + ${n}`;
    const popular = (salt: number) => `(select list(product_id order by rank) from bench_products)[1 + cast(floor(power(bench_share(n, ${number}, ${salt}), 3.2) * (select count(*) from bench_products)) as bigint)]`;
    const rare = (salt: number) => `(select list(product_id order by rank) from bench_products)[1 + cast(floor((0.5 + bench_share(n, ${number}, ${salt}) / 2) * ((select count(*) from bench_products) - 1)) as bigint)]`;
    const of = (count: number) => `range(${number * count}, ${(number + 1) * count}) as numbers(n)`;
    const recent = (salt: number, count: number) => `cast(greatest(0, ${number * count} - 1 - floor(bench_share(n, ${number}, ${salt}) * ${count})) as bigint)`;
    const event = (op: string, n: string, price: string, count: number) => `
        select '${op}' as Op, ${eventKey(n)} as event_id, 10000000 + (${n}) * ${sessions} // ${events} as session_id, ${popular(1)} as product_id,
            case when n % 20 = 0 then 'cart' when n % 70 = 1 then 'purchase' else 'view' end as event_type,
            make_timestamp_ms(${OPENING} + (${n}) * 5000 // ${events}) as event_time, ${price} as price, 1 as quantity, cast(null as decimal(30, 0)) as BI_event_id
        from ${of(count)}`;
    const session = (op: string, n: string, user: string, count: number) => `
        select '${op}' as Op, cast(10000000 + ${n} as decimal(25, 0)) as session_id, ${user} as user_id, 'mobile' as device_type, 'organic' as channel,
            make_timestamp_ms(${OPENING} + (${n}) * 5000 // ${sessions}) as started_at, cast(null as varchar) as external_id, cast(null as decimal(25, 0)) as BI_session_id
        from ${of(count)}`;
    const product = (set: string, key: string, count: number) => `
        select 'U' as Op, products.* replace (${set}), cast(null as bigint) as BI_product_id
        from (select distinct on (product_id) n, ${key} as product_id from ${of(count)}) as chosen
        inner join (select product_id, name, brand_id, category_id, price, stock from clean.products) as products using (product_id)`;
    const tables: Record<string, string> = {
        users: `select 'I' as Op, 900000000 + n as user_id, 'Ada Adler' as name, 'ada.' || n || '@example.com' as email, make_timestamp_ms(${at}) as created_at, cast(null as bigint) as BI_user_id from ${of(part(9))}`,
        sessions: `${session('I', 'n', 'case when n % 4 < 3 then 900000000 + n // 10 end', sessions)} union all ${session('U', recent(2, sessions), '900000000 + n % 7', part(8))}`,
        products: `${product('coalesce(stock, 100) - 1 as stock', popular(3), part(20))}
            union all ${product('price + 1 as price', rare(4), part(6))}
            union all ${product('(select list(category_id) from clean.categories)[1 + n % (select count(*) from clean.categories)] as category_id', rare(5), part(2))}`,
        events: `${event('I', 'n', 'n % 900 + 1.25', events)} union all ${event('U', recent(6, events), 'n % 900 + 2.5', part(8))}
            union all select 'D' as Op, event_id, null, null, null, null, null, null, null from (${event('D', recent(7, events), '1', part(2))})`,
        brands: `select 'U' as Op, brand_id, 'Brand ' || ${number} as brand_name, cast(null as bigint) as BI_brand_id from (select brand_id from clean.brands order by hash(brand_id, ${number}) limit ${renames})`,
    };
    for (const [table, query] of Object.entries(tables)) {
        if (table === 'brands' && renames === 0) continue;
        const time = text(at);
        const file = join(paths.raw, changeFile(1, table, time.slice(0, 13).replaceAll(/[- ]/g, '/'), at));
        mkdirSync(dirname(file), { recursive: true });
        const sequence = `'${time.replaceAll(/\D/g, '').slice(0, 16)}' || lpad(cast(row_number() over () as varchar), 19, '0')`;
        await database.run(`copy (select *, ${sequence} as _dms_seq, '${time}' as _dms_commit_ts, '' as _dms_stream_position from (${query})) to ${literal(file)} (format parquet)`);
    }
}

interface Traced {
    readonly sql: string;
    readonly seconds: number;
    /** CPU seconds of the process meanwhile. */
    readonly cpu: number;
    readonly run: number;
}

/** Notes what each statement takes; DuckDB answers when it is done. */
function trace(database: Database, run: () => number): Traced[] {
    const traced: Traced[] = [];
    const connection = database.connection as unknown as Record<'run' | 'runAndReadAll', (sql: string) => Promise<unknown>>;
    for (const method of ['run', 'runAndReadAll'] as const) {
        const original = connection[method].bind(connection);
        connection[method] = async (sql) => {
            const [started, before] = [performance.now(), process.cpuUsage()];
            try {
                return await original(sql);
            } finally {
                const { user, system } = process.cpuUsage(before);
                traced.push({ sql: sql.replaceAll(/\s+/g, ' '), seconds: (performance.now() - started) / 1000, cpu: (user + system) / 1e6, run: run() });
            }
        };
    }
    return traced;
}

/** Seconds of the steps of a run, by its log; `ended` is the whole. */
function stepsOf(folder: string, runId: number): Map<string, number> {
    const lines = readFileSync(join(folder, 'logs', `run-${String(runId).padStart(6, '0')}.jsonl`), 'utf8').trim().split('\n');
    return new Map(lines.map((line) => JSON.parse(line) as { event: string; step?: string; seconds?: number }).flatMap(({ event, step, seconds }) => (seconds === undefined ? [] : [[step ?? event, seconds]])));
}

const folder = await lakeOfMonth();
const lake = await openLake(folder);
let current = -1;
const traced = statements > 0 ? trace(lake.database, () => current) : [];
await lake.database.run('create temp table bench_products as select product_id, row_number() over (order by hash(product_id)) as rank from clean.products');
await lake.database.run(`create temp macro bench_share(a, b, c) as (hash(hash(a, b, c)) >> 11)::double / 9007199254740992.0`);
const runs: Map<string, number>[] = [];
for (let number = 0; number < increments; number++) {
    current = -1;
    await writeIncrement(lake, number);
    current = number;
    const started = performance.now();
    const cpu = process.cpuUsage();
    const { runId } = (await run(lake))!;
    const seconds = (performance.now() - started) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    runs.push(new Map([...stepsOf(folder, runId), ['plan', seconds - stepsOf(folder, runId).get('ended')!], ['whole', seconds], ['CPU', (user + system) / 1e6]]));
}
const third = Math.max(1, Math.floor(runs.length / 3));
const figures = (of: readonly Map<string, number>[], step: string) => median(of.map((run) => run.get(step) ?? 0)).toFixed(3).padStart(9);
console.log(`${rows} rows of history, ${increments} × ${changes} changes; median seconds\n${'step'.padEnd(24)}first third last third`);
for (const step of runs[0]!.keys()) console.log(`${step.padEnd(24)}${figures(runs.slice(0, third), step)}${figures(runs.slice(-third), step)}`);
if (statements > 0) {
    const late = traced.filter(({ run }) => run >= increments - third);
    const sums = new Map<string, { seconds: number; cpu: number }>();
    for (const { sql, seconds, cpu } of late) {
        const sum = sums.get(sql) ?? { seconds: 0, cpu: 0 };
        sums.set(sql, { seconds: sum.seconds + seconds / third, cpu: sum.cpu + cpu / third });
    }
    console.log('seconds  CPU    statement');
    const slowest = [...sums].sort(([, one], [, other]) => other.cpu - one.cpu).slice(0, statements);
    for (const [sql, { seconds, cpu }] of slowest) console.log(`${seconds.toFixed(3)}  ${cpu.toFixed(3)}  ${sql.slice(0, 220)}`);
}
console.log(`database ${(statSync(lakePaths(folder).database).size / 1e6).toFixed(0)} MB, ${readdirSync(join(folder, 'raw'), { recursive: true }).length} paths in raw`);
lake.database.close();
