import { afterAll, beforeAll, expect, test } from 'vitest';
import { mergeBuilt, mergeChanges } from '../../tables/derive/merge.js';
import { sparkType } from '../../tables/derive/spark-types.js';
import { cleanTables, type LakeTable, modelTables, sourceTables } from '../../tables/index.js';
import { temporaryFolder } from '../oracle/temporary-lake.js';
import { testPostgres, type TestPostgres } from '../oracle/test-postgres.js';
import { BothLakes } from './both-lakes.js';
import { sharedSpark } from './shared-spark.js';
import type { SparkSession } from './spark-session.js';

const spark = sharedSpark();
const DAYS = 8;
const ROWS = 24_000;
const SECONDS = (DAYS * 86_400) / ROWS;
/** Rows of one hour of the sixth day, as often as every tenth. */
const LATE = { from: (ROWS * 5.5) / DAYS, count: 3600 / SECONDS / 10, step: 10 };

let postgres: TestPostgres;
let folder: ReturnType<typeof temporaryFolder>;
let both: BothLakes;

beforeAll(async () => {
    postgres = await testPostgres();
    folder = temporaryFolder();
    both = await BothLakes.create(folder.path, postgres, spark.socket);
    expect(await both.phase('facts')).toMatchObject({ code: 0, output: expect.stringContaining('nothing new') });
});

afterAll(async () => {
    both?.close();
    folder?.remove();
    await postgres?.stop();
});

const lakeTable = (name: string): LakeTable => [...cleanTables, ...modelTables].find((table) => `${table.layer}.${table.name}` === name)!;

/** The numbers from `from` on as rows, one every so many seconds; a later version of a row has other amounts and a higher place in the order. */
function rows({ columns }: LakeTable, from: number, count: number, step: number, version: number): string {
    const milliseconds = `${Date.UTC(2020, 3, 1)} + id * ${SECONDS * 1000}`;
    const hash = (digits: number) => `cast(conv(substr(md5(cast(id as string)), 1, 12), 16, 10) as decimal(${digits}, 0))`;
    const value = (name: string, type: string): string => {
        if (name === 'event_id') return `cast(${milliseconds} as decimal(13, 0)) * 100000000000000000 + ${hash(17)}`;
        if (name === 'session_id') return hash(25);
        if (type === 'timestamp_ntz') return `cast(timestamp_millis(${milliseconds}) as timestamp_ntz)`;
        if (type === 'date') return `cast(timestamp_millis(${milliseconds}) as date)`;
        if (type === 'boolean') return 'false';
        if (type === 'string') return `md5(concat(id, '${name}'))`;
        return `cast(${version} as ${type})`;
    };
    const list = Object.entries(columns).map(([name, { type }]) => `cast(${value(name, sparkType(type))} as ${sparkType(type)}) as ${name}`);
    return `select ${list.join(', ')} from range(${from}, ${from + count * step}, ${step}, 2)`;
}

async function merge(session: SparkSession, view: string, query: string, statement: string): Promise<Record<string, number>> {
    await session.ask(`create or replace temporary view ${view} as ${query}`);
    await session.ask(statement);
    const name = /merge into (\S+)/.exec(statement)![1]!;
    const [row] = await session.rows(`select to_json(max_by(summary, committed_at)) as summary from ${name}.snapshots`);
    return Object.fromEntries(Object.entries(JSON.parse(String(row!['summary'])) as Record<string, string>).map(([key, value]) => [key, Number(value)]));
}

test.each([
    { name: 'clean.events', view: 'changes_events', statement: mergeChanges(sourceTables.find(({ name }) => name === 'events')!) },
    { name: 'clean.sessions', view: 'changes_sessions', statement: mergeChanges(sourceTables.find(({ name }) => name === 'sessions')!) },
    { name: 'model.fact_user_events', view: 'built_fact_user_events', statement: mergeBuilt(lakeTable('model.fact_user_events')) },
    { name: 'model.fact_sessions', view: 'built_fact_sessions', statement: mergeBuilt(lakeTable('model.fact_sessions')) },
])('a few late keys of one hour rewrite one or two of the many files of $name', async ({ name, view, statement }) => {
    await both.inSession(async (session) => {
        const table = lakeTable(name);
        // Files of a thousand rows, several for each day and each task, as a month has files of full size.
        await session.set({ 'spark.sql.shuffle.partitions': '8' });
        await session.ask(`alter table ${name} set tblproperties ('write.target-file-size-bytes' = '20000')`);
        await merge(session, view, rows(table, 0, ROWS / 2, 1, 1), statement);
        const all = await merge(session, view, rows(table, ROWS / 2, ROWS / 2, 1, 1), statement);
        const late = await merge(session, view, rows(table, LATE.from, LATE.count, LATE.step, 2), statement);
        expect(all['total-data-files']).toBeGreaterThanOrEqual(20);
        expect(late['deleted-data-files']).toBeGreaterThanOrEqual(1);
        expect(late['deleted-data-files']).toBeLessThanOrEqual(2);
        expect(late['removed-files-size']! / all['total-files-size']!).toBeLessThan(0.1);
        expect(await session.rows(`select count(*) as n from ${name}`)).toEqual([{ n: String(ROWS) }]);
    });
});
