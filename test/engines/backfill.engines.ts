import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { changeFile } from '../../tables/derive/raw-layout.js';
import { change } from '../oracle/made-records.js';
import { testPostgres, type TestPostgres } from '../oracle/test-postgres.js';
import { writeRecords } from '../oracle/write-raw.js';
import type { BothLakes } from './both-lakes.js';
import { sharedSpark } from './shared-spark.js';
import { succeed, withBoth } from './with-both.js';

const spark = sharedSpark();
const SPAN = { from: '2020-04-02', to: '2020-04-03' };

let postgres: TestPostgres;

beforeAll(async () => {
    postgres = await testPostgres();
});

afterAll(async () => {
    await postgres?.stop();
});

/** Events of four days, of which the two in the middle are the span; session 3 is of both, session 4 goes on behind it. Event 10 was deleted. */
async function makeRaw({ writer, raw }: BothLakes): Promise<void> {
    const event = (id: number, session: number, time: string, type = 'view', op: 'I' | 'D' = 'I') =>
        change('events', op === 'D' ? { event_id: id } : { event_id: id, session_id: session, product_id: 1, event_type: type, event_time: `2020-04-${time}`, price: '5.0000', quantity: 2 }, { op, at: 400_000, number: id + (op === 'D' ? 1 : 0) });
    const write = async (table: string, records: Parameters<typeof writeRecords>[3]) => await writeRecords(writer, join(raw, changeFile(1, table, '2020/04/05/00', 1_586_044_800_000)), table, records);
    await write('brands', [change('brands', { brand_id: 1, brand_name: 'acme' }, { op: 'I', at: 1, number: 1 })]);
    await write('products', [change('products', { product_id: 1, brand_id: 1 }, { op: 'I', at: 1, number: 2 })]);
    await write('sessions', [1, 2, 3, 4, 5].map((id) => change('sessions', { session_id: id, user_id: 70 + id, device_type: 'phone' }, { op: 'I', at: 1, number: 2 + id })));
    await write('events', [
        event(1, 1, '01 10:00:00'),
        event(2, 1, '01 10:01:00'),
        event(3, 2, '02 00:00:00'),
        event(4, 2, '02 10:00:00', 'purchase'),
        event(5, 3, '02 23:59:59.999'),
        event(6, 3, '03 00:00:00', 'cart'),
        event(7, 4, '03 23:59:59.999'),
        event(8, 5, '04 10:00:00'),
        event(9, 4, '04 00:00:00', 'purchase'),
        event(10, 2, '02 12:00:00'),
        event(10, 2, '02 12:00:00', 'view', 'D'),
    ]);
}

/** A day is lost; rows are changed, added, doubled, and moved in from behind the span. */
const DAMAGE = [
    `delete from model.fact_user_events where event_date = date '2020-04-02'`,
    `update model.fact_user_events set brand = 'wrong' where event_id = 6`,
    `insert into model.fact_user_events select * from model.fact_user_events where event_id = 7`,
    `insert into model.fact_user_events select cast(10 as decimal(30, 0)), event_time, event_type, user_id, product_id, price, quantity, session_id, category_name, brand, device_type, source_channel, day_of_week, hour_of_day, event_date from model.fact_user_events where event_id = 6`,
    `update model.fact_user_events set event_date = date '2020-04-03' where event_id = 8`,
    `delete from model.fact_sessions where session_id = 2`,
    `update model.fact_sessions set revenue = 1, events = 9 where session_id = 3`,
    `insert into model.fact_sessions select * from model.fact_sessions where session_id = 4`,
    `insert into model.fact_sessions select cast(200 as decimal(25, 0)), user_id, device_type, source_channel, started_at, ended_at, date '2020-04-03', duration_seconds, events, views, carts, removals, purchases, products_bought, units_bought, revenue, furthest_stage, is_funnel_complete, furthest_stage_in_order from model.fact_sessions where session_id = 1`,
];

const damage = async (both: BothLakes) =>
    await both.inSession(async (session) => {
        for (const statement of DAMAGE) await session.ask(statement);
    });

const filesOf = async (both: BothLakes, day: string) =>
    await both.inSession(async (session) => await session.rows(`select file_path from model.fact_user_events.files where partition.event_date = date '${day}' union all select file_path from model.fact_sessions.files where partition.session_date = date '${day}'`));

test('a backfill puts right what its days have lost, changed or added, leaves other days their files, and commits nothing where nothing differs', async () => {
    await withBoth(postgres, spark.socket, async (both) => {
        await makeRaw(both);
        await both.onDuckdb();
        await succeed(both, 'facts');
        await succeed(both, 'dimensions');
        const expected = await both.ofDuckdb();
        const before = await filesOf(both, '2020-04-01');
        expect(before).toHaveLength(2);

        await damage(both);
        const output = await succeed(both, 'backfill', SPAN);
        // Events 3 to 5, 6, 7 and 8, and of sessions 2, 3 and 4; those that go are 7 and 10, and the sessions 4 and 200.
        expect(output).toContain('{"event": "mended", "table": "fact_sessions", "written": 3, "removed": 2');
        expect(output).toContain('{"event": "mended", "table": "fact_user_events", "written": 6, "removed": 2');
        expect(await both.ofSpark()).toEqual(expected);
        expect(await filesOf(both, '2020-04-01')).toEqual(before);

        const settled = await both.snapshots();
        await succeed(both, 'backfill', SPAN);
        expect(await both.snapshots()).toEqual(settled);

        await damage(both);
        // The turn takes two commits; then sessions go, are written, and events go.
        for (const [after, text] of [[3, 'delete from model.fact_sessions'], [3, 'merge into model.fact_sessions'], [3, 'delete from model.fact_user_events']] as const) {
            expect(await both.brokenOff('backfill', after, SPAN)).toMatchObject({ code: 1, output: expect.stringContaining(`BrokenOff: behind commit ${after}: ${text}`) });
        }
        await succeed(both, 'backfill', SPAN);
        expect(await both.ofSpark()).toEqual(expected);
    });
});

test('a backfill refuses days that are none, in one sentence', async () => {
    await withBoth(postgres, spark.socket, async (both) => {
        for (const [args, sentence] of [
            [{ from: '2020-04-31', to: '2020-05-01' }, "--from has to be a day such as 2020-04-01; it is '2020-04-31'.\n"],
            [{ from: '2020-04-03', to: '2020-04-02' }, '--from 2020-04-03 is behind --to 2020-04-02: give the earlier day first.\n'],
        ] as const) {
            expect(await both.phase('backfill', { ...both.args, ...args })).toEqual({ code: 1, output: sentence });
        }
    });
});
