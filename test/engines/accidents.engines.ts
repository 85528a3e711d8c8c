import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { changeFile } from '../../tables/derive/raw-layout.js';
import { change } from '../oracle/made-records.js';
import { testPostgres, type TestPostgres } from '../oracle/test-postgres.js';
import { writeRecords } from '../oracle/write-raw.js';
import { type BothLakes, COMPARED, MODULES, SCRIPT } from './both-lakes.js';
import { sharedSpark } from './shared-spark.js';
import type { ProgramEnd } from './spark-session.js';
import { succeed, withBoth } from './with-both.js';

const spark = sharedSpark();
let postgres: TestPostgres;
beforeAll(async () => {
    postgres = await testPostgres();
});
afterAll(async () => {
    await postgres?.stop();
});

const HOUR = 1_585_699_200_000;
const fileOf = (both: BothLakes, number: number, table: string): string => join(both.raw, changeFile(1, table, '2020/04/01/00', HOUR + number));
const write = (both: BothLakes, number: number, table: string, records: Parameters<typeof writeRecords>[3]) => writeRecords(both.writer, fileOf(both, number, table), table, records);
const brand = (id: number) => change('brands', { brand_id: id, brand_name: 'a' }, { op: 'I', at: id, number: id });
const event = (id: number, session: number, time: string, price = '5.0000') =>
    change('events', { event_id: id, session_id: session, product_id: 1, event_type: 'view', event_time: `2020-04-${time}`, price, quantity: 1 }, { op: 'I', at: 400_000, number: id });

const script = (both: BothLakes, file: string, args: Readonly<Record<string, string>>): Promise<ProgramEnd> =>
    both.inSession((session) => session.run({ script: join(import.meta.dirname, file), args: { ...args, ...both.args }, modules: MODULES }));

/** Runs a phase that something befalls at the first write that begins so. */
const accident = (both: BothLakes, what: string, text: string, phase = 'facts'): Promise<ProgramEnd> => script(both, 'accident.py', { script: SCRIPT, what, text, phase });
const rows = (both: BothLakes, sql: string) => both.inSession((session) => session.rows(sql));
const does = (both: BothLakes, ...statements: string[]) =>
    both.inSession(async (session) => {
        for (const statement of statements) await session.ask(statement);
    });

/** What the phase facts publishes; what it noticed depends on how much it had to build. */
const BY_FACTS = COMPARED.filter((name) => name.startsWith('clean.') || ['model.fact_sessions', 'model.fact_user_events', 'model.run_accounts'].includes(name));

async function expectEqual(both: BothLakes): Promise<void> {
    await both.onDuckdb();
    const [expected, found] = [await both.ofDuckdb(), await both.ofSpark()];
    for (const table of BY_FACTS) expect(found[table]!.rows, table).toEqual(expected[table]!.rows);
}

describe('a run', () => {
    test('whose plan was broken off is planned anew by the next start, though nothing more has come', async () => {
        await withBoth(postgres, spark.socket, async (both) => {
            await write(both, 1, 'brands', [brand(1)]);
            expect(await accident(both, 'broken-off', 'insert into state.ledger')).toMatchObject({ code: 1 });
            await succeed(both, 'facts');
            expect(await rows(both, 'select cast(brand_id as string) as brand_id from clean.brands')).toEqual([{ brand_id: '1' }]);
            await succeed(both, 'verify');
        });
    });

    test('that was overtaken while it appended leaves each row once', async () => {
        await withBoth(postgres, spark.socket, async (both) => {
            await write(both, 1, 'events', [event(1, 1, '01 10:00:00'), event(2, 1, '01 10:01:00')]);
            await both.onDuckdb();
            const { output } = await accident(both, 'overtaken', 'append to clean.events');
            expect(output).toContain('"event": "finished"');
            await write(both, 2, 'events', [event(3, 1, '01 10:02:00')]);
            await succeed(both, 'facts');
            await expectEqual(both);
        });
    });

    test('that was overtaken while it filled the model leaves each row once', async () => {
        await withBoth(postgres, spark.socket, async (both) => {
            await write(both, 1, 'events', [event(1, 1, '01 10:00:00'), event(2, 2, '01 10:01:00')]);
            expect(await accident(both, 'overtaken', 'append to model.fact_user_events')).toMatchObject({ code: 1, output: expect.stringContaining('model.fact_user_events has got rows from another start') });
            await expectEqual(both);
        });
    });

    test('builds all of a model that was lost, also when it is broken off between its two facts', async () => {
        await withBoth(postgres, spark.socket, async (both) => {
            await write(both, 1, 'events', [event(1, 1, '01 10:00:00'), event(2, 2, '02 10:01:00')]);
            await both.onDuckdb();
            await succeed(both, 'facts');
            await does(both, 'drop table model.fact_sessions', 'drop table model.fact_user_events');
            await write(both, 2, 'events', [event(3, 1, '01 10:02:00')]);
            expect(await accident(both, 'broken-off', 'append to model.fact_sessions')).toMatchObject({ code: 1 });
            await succeed(both, 'facts');
            await expectEqual(both);
        });
    });

    test('that is taken up by a version with a stricter rule hides what breaks it', async () => {
        await withBoth(postgres, spark.socket, async (both) => {
            await write(both, 1, 'events', [event(1, 1, '01 10:00:00', '3.0000'), event(2, 2, '02 10:01:00')]);
            expect(await accident(both, 'broken-off', 'append to clean.events')).toMatchObject({ code: 1 });
            expect(await accident(both, 'stricter-rule', 'none')).toEqual({ code: 0, output: expect.stringContaining('"event": "finished"') });
            expect(await rows(both, 'select cast(event_id as string) as event_id, _is_hidden from clean.events order by event_id')).toEqual([{ event_id: '1', _is_hidden: 'true' }, { event_id: '2', _is_hidden: 'false' }]);
            expect(await rows(both, 'select cast(event_id as string) as event_id from model.fact_user_events')).toEqual([{ event_id: '2' }]);
        });
    });

    test('takes files whose unknown columns differ, refuses a place in the order that is no number, and misses a raw that is gone', async () => {
        await withBoth(postgres, spark.socket, async (both) => {
            const rewrite = (number: number, columns: string) => both.writer.run(`copy (select ${columns} from read_parquet('${fileOf(both, number, 'brands')}')) to '${fileOf(both, number, 'brands')}' (format parquet)`);
            for (const number of [1, 2, 3]) await write(both, number, 'brands', [brand(number)]);
            await rewrite(1, '*, true as extra');
            await rewrite(2, '*, 5 as extra');
            await rewrite(3, "* replace (substr(_dms_seq, 1, 16) || '9999999999999999999' as _dms_seq)");
            const refused = /brands\/.* has a record with "\d{16}9999999999999999999" in _dms_seq, so that it is no file of brands/;
            expect(await both.phase('facts')).toEqual({ code: 1, output: expect.stringMatching(refused) });
            await expect(both.onDuckdb()).rejects.toThrow(refused);
            rmSync(fileOf(both, 3, 'brands'));
            await succeed(both, 'facts');
            await expectEqual(both);
            const gone = await both.phase('facts', { ...both.args, raw: `${both.args['raw']}-mistyped` });
            expect(gone).toEqual({ code: 1, output: expect.stringMatching(/\nfile:.*-mistyped has none of the 2 files that runs were given: look at --raw/) });
        });
    });
});

describe('a turn', () => {
    test('is renewed while a stage of the phase takes all slots, and is not taken from one that lives', async () => {
        await withBoth(postgres, spark.socket, async (both) => {
            expect(await script(both, 'long-stage.py', {})).toMatchObject({ code: 0, output: expect.stringMatching(/held through the stage\ntaken from one that lives: False/) });
        });
    });
});

describe('a backfill', () => {
    test('takes away a copy of an event that stands on another day', async () => {
        await withBoth(postgres, spark.socket, async (both) => {
            await write(both, 1, 'events', [event(1, 1, '01 10:00:00'), event(2, 2, '02 10:01:00')]);
            await succeed(both, 'facts');
            await does(both, `insert into model.fact_user_events by name select * except (event_date), date '2020-04-02' as event_date from model.fact_user_events where event_id = 1`);
            await succeed(both, 'backfill', { from: '2020-04-02', to: '2020-04-02' });
            expect(await rows(both, 'select cast(event_id as string) as event_id, event_date from model.fact_user_events order by event_id')).toEqual([
                { event_id: '1', event_date: '2020-04-01' },
                { event_id: '2', event_date: '2020-04-02' },
            ]);
        });
    });
});
