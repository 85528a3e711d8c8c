import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readChoice } from '../../dashboard/answers/choice.js';
import type { Bars, Dimension, Measure, Visual } from '../../dashboard/visual.js';
import { KeptLake } from './kept-lake.js';

const HOSTILE = `=1'; drop table t; --`;
// Ten days, Wednesday 1 to Friday 10 April 2020; `b` of the cats is what is divided by.
const ROWS: readonly [day: string, path: string, brand: string, sold: number, seen: number][] = [
    ['2020-04-01', 'pets.cats', 'acme', 1, 10],
    ['2020-04-05', 'pets.cats', 'acme', 2, 10],
    ['2020-04-05', 'pets.dogs', HOSTILE, 3, 0],
    ['2020-04-06', 'petshop', 'acme', 4, 40],
    ['2020-04-07', 'pets.cats', 'other', 5, 20],
    ['2020-04-09', 'pets', 'acme', 6, 30],
    ['2020-04-10', 'pets.cats', 'acme', 7, 7],
];

const sold: Measure = { title: 'Sold', sum: 'sold', format: 'count', wish: 'more' };
const share: Measure = { title: 'Share', sum: 'sold', per: 'seen', format: 'share' };
const brand: Dimension = { title: 'Brand', column: 'brand', holds: 'name' };
const day: Dimension = { title: 'Day', column: 'day', holds: 'day' };
const all = { name: 'v', title: 'V', question: 'V?', view: 't', filters: { date: 'day', category: 'path', brand: 'brand' } } as const;
const bars: Bars = { ...all, kind: 'bars', by: brand, measures: [sold, share], isWhole: true, most: 2 };

let folder: string;
let kept: KeptLake;
beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lake-kept-'));
    const file = join(folder, 'kept.duckdb');
    const made = await DuckDBInstance.create(file);
    const connection = await made.connect();
    const text = (value: string) => `'${value.replaceAll("'", "''")}'`;
    await connection.run(`create table t as select * from (values ${ROWS.map(([at, path, name, one, other]) => `(date '${at}', ${text(path)}, ${text(name)}, ${one}::bigint, ${other}::bigint, true, 1::bigint)`).join(', ')}) as r (day, path, brand, sold, seen, is_known, rows)`);
    await connection.run(`create table about as select 3::bigint as run_id, timestamp '2020-04-10 09:30:00' as newest_change_at, timestamp '2020-04-10 09:00:00' as newest_event_at, date '2020-04-01' as first_day, date '2020-04-10' as last_day, 7::bigint as events, 0::bigint as events_after_today`);
    for (const name of ['category', 'brand', 'device', 'channel']) await connection.run(`create table values_of_${name} as select ${name === 'category' ? 'path' : 'brand'} as value, sum(rows)::bigint as events from t group by value`);
    connection.closeSync();
    made.closeSync();
    kept = await KeptLake.open(file, 5);
});
afterAll(() => {
    kept.retire();
    rmSync(folder, { recursive: true, force: true });
});

const asked = (visual: Visual, link: string) => kept.answer(visual, readChoice(new URLSearchParams(link)));

describe('a visual', () => {
    it('of one number compares the days that are over', async () => {
        // The last five days are 6 to 10 April. The 10th may not be over: 6 to 9 (4 + 5 + 6) against 1 to 4 (1).
        expect(await asked({ ...all, kind: 'figure', measure: sold }, 'last=5')).toMatchObject({ state: 5, rows: [[22, 15, 1]], period: { from: '2020-04-06', to: '2020-04-10' }, unreached: [] });
        expect(await asked({ ...all, kind: 'figure', measure: share }, 'last=5&brand=other')).toMatchObject({ rows: [[0.25, 0.25, null]] });
        expect(await asked({ ...all, kind: 'figure', measure: sold }, 'last=5&brand=nobody')).toMatchObject({ rows: [[0, 0, 0]] });
    });

    it('ranks, says how many there are and what they come to', async () => {
        const answer = await asked(bars, 'from=2020-04-04&to=2020-04-07');
        // acme 2 + 4 of 50, other 5 of 20, the third 3 of 0; nothing before, as the lake begins on the 1st.
        expect(answer).toMatchObject({ rows: [['acme', 6, 0.12], ['other', 5, 0.25]], total: 3, totals: [14, 14 / 70] });
        expect(answer.period?.whyNot).toContain('begins on 2020-04-01');
    });

    it('ranks with the days before beside it, and leaves out what only they have', async () => {
        const answer = await asked({ ...bars, most: 9 }, 'last=4');
        // 7 to 10 April: acme 6 + 7, other 5; of 7 to 9 against 3 to 5, where acme has 2 and the third 3.
        expect(answer.rows).toEqual([
            ['acme', 13, 6, 2, 13 / 37, 0.2, 0.2],
            ['other', 5, 5, 0, 0.25, 0.25, null],
        ]);
        expect(answer.columns.map(({ title }) => title)).toEqual(['Brand', 'Sold', 'Sold, 2020-04-07 to 2020-04-09', 'Sold, 2020-04-03 to 2020-04-05', 'Share', 'Share, 2020-04-07 to 2020-04-09', 'Share, 2020-04-03 to 2020-04-05']);
        expect([answer.total, answer.totals]).toEqual([2, [18, 18 / 57]]);
    });

    it('day by day has each day, also one without events, and the day before it by as many days', async () => {
        const answer = await asked({ ...all, kind: 'trend', by: day, measure: sold }, 'last=4');
        expect(answer.rows).toEqual([['2020-04-07', 5, 0], ['2020-04-08', 0, 0], ['2020-04-09', 6, 5], ['2020-04-10', 7, 4]]);
        expect(answer.totals).toEqual([18]);
        const quotient = await asked({ ...all, kind: 'trend', by: day, measure: share }, 'last=4');
        expect(quotient.rows).toEqual([['2020-04-07', 0.25, null], ['2020-04-08', null, null], ['2020-04-09', 0.2, 0.5], ['2020-04-10', 1, 0.1]]);
        expect((await asked({ ...all, kind: 'trend', by: day, measure: sold }, 'from=2020-04-01&to=2020-04-02')).rows).toEqual([['2020-04-01', 1], ['2020-04-02', 0]]);
    });

    it('takes a path with what is below it, and not what only begins alike', async () => {
        expect((await asked({ ...bars, by: { title: 'Category', column: 'path', holds: 'path' }, most: 9 }, 'last=all&category=pets')).rows.map(([path]) => path)).toEqual(['pets.cats', 'pets', 'pets.dogs']);
    });

    it('of stages has one row for each', async () => {
        const answer = await asked({ ...all, kind: 'funnel', stages: [{ ...sold, title: 'Seen', sum: 'seen' }, sold] }, 'from=2020-04-06&to=2020-04-07');
        expect(answer.rows).toEqual([['Seen', 60, 60, 10], ['Sold', 9, 9, 5]]);
    });

    it('of two dimensions, of two numbers, and of rows as they are', async () => {
        expect((await asked({ ...all, kind: 'heat map', across: brand, down: day, measure: sold }, 'from=2020-04-05&to=2020-04-06')).rows).toEqual([['2020-04-05', HOSTILE, 3], ['2020-04-05', 'acme', 2], ['2020-04-06', 'acme', 4]]);
        expect(await asked({ ...all, kind: 'scatter', of: [brand], across: sold, up: share, size: sold, most: 2 }, 'last=all')).toMatchObject({ rows: [['acme', 7, 1, 7], ['acme', 6, 0.2, 6]], total: 7, totals: [28, 28 / 117, 28] });
        expect(await asked({ ...all, kind: 'list', columns: [day, brand], order: [{ column: 'day', descending: true }], most: 1 }, 'last=all')).toMatchObject({ rows: [['2020-04-10', 'acme']], total: 7, totals: [] });
    });

    it('says which filters cannot reach it', async () => {
        const answer = await asked({ ...bars, filters: { brand: 'brand' } }, 'last=2&brand=other&device=phone&category=pets');
        expect([answer.period, answer.unreached, answer.rows]).toEqual([null, ['date', 'category', 'device'], [['other', 5, 0.25]]]);
        expect((await asked({ ...bars, filters: { brand: 'brand' } }, 'last=all')).unreached).toEqual([]);
    });
});

it('takes a value that looks like SQL for a value', async () => {
    expect((await asked(bars, `last=all&brand=${encodeURIComponent(HOSTILE)}`)).rows).toEqual([[HOSTILE, 3, null]]);
    expect((await kept.valuesLike('brand', `'; DROP`)).values).toEqual([{ value: HOSTILE, events: 1 }]);
});

it('goes on after a query that failed, on every connection', async () => {
    const broken: Visual = { ...bars, view: 'nothing' };
    for (let time = 0; time < 9; time++) await expect(asked(broken, 'last=all')).rejects.toThrow('nothing');
    expect(await Promise.all(Array.from({ length: 20 }, () => asked(bars, 'last=all').then(({ total }) => total)))).toEqual(new Array(20).fill(3));
});

it('proposes values by how many events they have, and tells those that nobody has', async () => {
    expect(await kept.valuesLike('category', 'PETS.')).toEqual({ values: [{ value: 'pets.cats', events: 4 }, { value: 'pets.dogs', events: 1 }], total: 2 });
    expect((await kept.readChoice(readChoice(new URLSearchParams('brand=acme&category=fish')))).unknown).toEqual(['category']);
});

it('writes csv that a spreadsheet runs nothing of', async () => {
    let text = '';
    await kept.csv({ ...bars, most: 9 }, readChoice(new URLSearchParams('from=2020-04-04&to=2020-04-07')), { write: async (data) => void (text += String(data)) });
    expect(text).toBe(`Brand,Sold,Share\nacme,6,0.12\nother,5,0.25\n'=1'; drop table t; --,3,\n`);
});

it('lets the queries that run come to their end when it is retired', async () => {
    const file = join(folder, 'other.duckdb');
    const made = await DuckDBInstance.create(file);
    const connection = await made.connect();
    await connection.run('create table about as select null::bigint as run_id, null::timestamp as newest_change_at, null::timestamp as newest_event_at, null::date as first_day, null::date as last_day, 0::bigint as events, 0::bigint as events_after_today');
    for (const name of ['category', 'brand', 'device', 'channel']) await connection.run(`create table values_of_${name} as select range::varchar as value, range as events from range(200000)`);
    connection.closeSync();
    made.closeSync();
    const short = await KeptLake.open(file, 1);
    expect([short.about.span, short.values.device]).toEqual([null, undefined]);
    const answers = Array.from({ length: 30 }, () => short.valuesLike('brand', '7'));
    short.retire();
    expect(existsSync(file)).toBe(true);
    expect((await Promise.all(answers)).map(({ values }) => values[0])).toEqual(new Array(30).fill({ value: '199997', events: 199_997 }));
    expect(existsSync(file)).toBe(false);
});
