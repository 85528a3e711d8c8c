import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { changeFile } from '../../tables/derive/raw-layout.js';
import { change } from '../oracle/made-records.js';
import { temporaryFolder } from '../oracle/temporary-lake.js';
import { testPostgres, type TestPostgres } from '../oracle/test-postgres.js';
import { writeRecords } from '../oracle/write-raw.js';
import { BothLakes } from './both-lakes.js';
import { sharedSpark } from './shared-spark.js';

const spark = sharedSpark();

let postgres: TestPostgres;
let folder: ReturnType<typeof temporaryFolder>;
let both: BothLakes;

beforeAll(async () => {
    postgres = await testPostgres();
});

afterAll(async () => {
    await postgres?.stop();
});

beforeAll(async () => {
    folder = temporaryFolder();
    both = await BothLakes.create(folder.path, postgres, spark.socket);
});

afterAll(() => {
    both?.close();
    folder?.remove();
});

const rows = async (sql: string) => await both.inSession(async (session) => await session.rows(sql));

/** A run over one change of a brand. */
async function brandBecomes(id: number, name: string, at: number): Promise<void> {
    await writeRecords(both.writer, join(both.raw, changeFile(1, 'brands', '2020/04/01/00', 1_585_699_200_000 + 100 * at)), 'brands', [change('brands', { brand_id: id, brand_name: name }, { at, number: at })]);
    expect(await both.phase('facts')).toMatchObject({ code: 0 });
}

describe('on Spark', () => {
    test('a table of another version is refused in one sentence, before any other is made', async () => {
        await both.inSession(async (session) => {
            await session.ask('create namespace clean');
            await session.ask('create table clean.quarantine (file_row string) using iceberg');
        });
        const { code, output } = await both.phase('facts');
        expect({ code, output }).toEqual({
            code: 1,
            output: 'The column file_row of clean.quarantine is string and should be bigint: this is a table of another version, which no job changes by itself. Nothing was changed.\n',
        });
        expect(await rows('show tables in clean')).toHaveLength(1);
        expect(await rows('describe clean.quarantine')).toHaveLength(1);
        await both.inSession(async (session) => await session.ask('drop table clean.quarantine'));
    });

    test('a change that comes in a later run, but was made before the one that a row has, does not overwrite it', async () => {
        await brandBecomes(1, 'newer', 9);
        await brandBecomes(1, 'older', 4);
        expect(await rows('select brand_id, brand_name, _change_number, _run_id from clean.brands')).toEqual([{ brand_id: '1', brand_name: 'newer', _change_number: '9', _run_id: '1' }]);
        expect(await rows(`select run_id, applied, superseded from model.run_accounts where table_name = 'brands' order by run_id`)).toEqual([
            { run_id: '1', applied: '1', superseded: '0' },
            { run_id: '2', applied: '0', superseded: '1' },
        ]);
    });

    test('a column, a property and an order of rows that came with this version are added, once, to the table that is there', async () => {
        const told = async () => Object.fromEntries((await rows('show tblproperties clean.sessions')).map(({ key, value }) => [String(key), value]));
        const made = await told();
        expect(made).toMatchObject({ 'sort-order': 'started_at ASC NULLS FIRST', 'write.distribution-mode': 'range', 'history.expire.min-snapshots-to-keep': '10' });
        await both.inSession(async (session) => {
            await session.ask('alter table clean.brands drop column brand_name');
            await session.ask('alter table clean.sessions write unordered');
            await session.ask(`alter table clean.sessions unset tblproperties ('history.expire.min-snapshots-to-keep', 'write.distribution-mode')`);
        });
        await brandBecomes(2, 'with it', 12);
        expect(await told()).toEqual(made);
        expect(await rows('select brand_id, brand_name from clean.brands order by brand_id')).toEqual([
            { brand_id: '1', brand_name: null },
            { brand_id: '2', brand_name: 'with it' },
        ]);
        const commits = async () => await rows('select count(*) as n from clean.sessions.metadata_log_entries');
        const before = await commits();
        expect(await both.phase('facts')).toMatchObject({ code: 0 });
        expect(await commits()).toEqual(before);
    });
});
