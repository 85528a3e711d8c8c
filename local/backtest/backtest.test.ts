import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtProgram } from '../../test/oracle/built-program.js';
import { expectedBacktest, type ExpectedScores, type Predicted } from '../../test/oracle/expected-backtest.js';
import { dateOf, dayOf, inventedPurchases, purchaseLake } from '../../test/oracle/purchase-lake.js';
import { inFolder, temporaryFolder, withLake } from '../../test/oracle/temporary-lake.js';
import { Database, literal } from '../engine/database.js';
import { lakePaths } from '../engine/lake-paths.js';
import { sqlFile } from '../engine/sql-files.js';
import { ExpectedError, UsageError } from '../errors.js';
import { Steps } from '../steps.js';
import { type BacktestResult, BANDS } from './backtest-result.js';
import { backtest } from './backtest.js';
import { MEASURES } from './measures.js';

const LINES = inventedPurchases();
const { path: folder, remove } = temporaryFolder();
const written = join(folder, 'written');
const program = builtProgram('call-main');
let result: BacktestResult;
let expected: ExpectedScores;
const others: number[] = [];

/** What was written of the predictions, read from the files. */
async function readPredictions(): Promise<Map<number, Predicted>> {
    const database = await Database.open(':memory:', folder);
    try {
        const predictions = new Map<number, Predicted>();
        for (const { date } of result.origins) {
            const read = <T>(name: string, columns: string, rest = '') => database.rows<T>(`select cast(user_id as integer) as user, ${columns} from ${literal(join(written, `${name}.parquet`))} where origin = date '${date}' ${rest}`);
            const waits = await read<{ user: number; given: number; any: number; chance: number }>('waits', 'median_given_return::double as given, restricted_median::double as "any", return_probability::double as chance');
            const days = await read<{ user: number; chances: string }>('days', "string_agg(probability::double::varchar, ' ' order by d) as chances", 'and d <= 30 group by user_id');
            const products = await read<{ user: number; list: string }>('products', "array_to_string(products, ' ') as list");
            const numbers = (text: string) => text.split(' ').map(Number);
            predictions.set(dayOf(date), {
                waits: new Map(waits.map(({ user, given, any, chance }) => [user, { givenReturn: given, inAnyCase: any, returnProbability: chance }])),
                days: new Map(days.map(({ user, chances }) => [user, numbers(chances)])),
                products: new Map(products.map(({ user, list }) => [user, numbers(list)])),
            });
        }
        return predictions;
    } finally {
        database.close();
    }
}

beforeAll(async () => {
    await purchaseLake(folder, LINES);
    const paths = lakePaths(folder);
    mkdirSync(written);
    const steps = new Steps({
        begun: (step) => {
            // Others write and read the lake while predictions are made.
            if (step === 'score 2021-05-01') for (const call of [['run'], ['query', 'select count(*) from model.fact_user_events']]) others.push(spawnSync(process.execPath, [program, ...call, '--lake', folder]).status ?? -1);
        },
    });
    result = await backtest({ paths, writeTo: written, steps });
    expected = expectedBacktest(LINES, await readPredictions());
});
afterAll(remove);

describe('a backtest', () => {
    it('asks about those who had bought on two days, on each first of a month that has enough before and after it', () => {
        expect(result.first).toBe('2021-01-01');
        expect(result.last).toBe('2021-07-31');
        const days = (user: number, from: string, to: string) => new Set(LINES.filter((line) => line.user === user && dateOf(line.day) >= from && dateOf(line.day) < to).map(({ day }) => day)).size;
        const users = [...new Set(LINES.map(({ user }) => user))];
        const count = (from: string, to: string) => {
            const asked = users.filter((user) => days(user, '2021-01-01', from) >= 2);
            return { date: from, customers: asked.length, returned: asked.filter((user) => days(user, from, to) > 0).length };
        };
        expect(result.origins).toEqual([count('2021-05-01', '2021-06-30'), count('2021-06-01', '2021-07-31')]);
    });

    it.each(Object.entries(MEASURES))('scores %s of every forecast as worked out row by row', (name, measure) => {
        const { scores } = result.measures.find((one) => one.measure === measure)!;
        const cases = expected.scores.get(name)!;
        expect(scores.map(({ forecast }) => forecast).sort()).toEqual([...cases.keys()].sort());
        const mean = (rows: readonly { score: number }[]) => rows.reduce((sum, { score }) => sum + score, 0) / rows.length;
        for (const { forecast, value, count, byBand, comparison } of scores) {
            const rows = cases.get(forecast)!;
            expect(value, forecast).toBeCloseTo(mean(rows), 9);
            expect(count, forecast).toBe(rows.length);
            for (const [place, [band]] of BANDS.entries()) {
                const inBand = rows.filter((row) => row.band === band);
                if (inBand.length === 0) expect(byBand[place], forecast).toBeNull();
                else expect(byBand[place], `${forecast}, band ${band}`).toBeCloseTo(mean(inBand), 9);
            }
            if (forecast === 'prediction') continue;
            const own = mean(cases.get('prediction')!);
            expect(comparison!.difference, forecast).toBeCloseTo(measure.comparedIn === 'percent' ? 100 * (own / mean(rows) - 1) : 100 * (own - mean(rows)), 7);
            expect(comparison!.low).toBeLessThanOrEqual(comparison!.difference);
            expect(comparison!.high).toBeGreaterThanOrEqual(comparison!.difference);
        }
        expect(scores[0]!.forecast).toBe('prediction');
        expect(scores[0]!.comparison).toBeNull();
    });

    it('orders days as all pairs of one with and one without a purchase say', () => {
        const { scores } = result.measures.find(({ measure }) => measure.unit === 'AUC')!;
        expect(scores).toHaveLength(3);
        for (const { forecast, value, count } of scores) {
            const days = expected.customerDays.get(forecast)!;
            const came = days.filter((day) => day.came);
            const not = days.filter((day) => !day.came);
            // Chances that differ by rounding alone are one.
            const points = came.flatMap((one) => not.map((other): number => (Math.abs(one.chance - other.chance) < 1e-12 ? 0.5 : one.chance > other.chance ? 1 : 0)));
            expect(value, forecast).toBeCloseTo(points.reduce((sum, one) => sum + one, 0) / points.length, 6);
            expect(count).toBe(days.length);
        }
    });

    it('counts in the points of chances all that was predicted and all that came', () => {
        const total = (points: BacktestResult['days']) => points.reduce((sum, { predicted, observed, count }) => [sum[0]! + predicted * count, sum[1]! + observed * count, sum[2]! + count], [0, 0, 0]);
        const days = expected.customerDays.get('prediction')!;
        const [predicted, observed, count] = total(result.days);
        expect(predicted).toBeCloseTo(days.reduce((sum, { chance }) => sum + chance, 0), 6);
        expect(observed).toBeCloseTo(days.filter(({ came }) => came).length, 6);
        expect(count).toBe(days.length);
        expect(total(result.returns)[1]).toBeCloseTo(result.origins.reduce((sum, { returned }) => sum + returned, 0), 6);
    });

    it('only reads the lake, keeps nobody from it, and leaves nothing in its scratch', () => {
        expect(others).toEqual([0, 0]);
        expect(readdirSync(lakePaths(folder).scratch).filter((name) => name.startsWith('backtest'))).toEqual([]);
    });

    it('leaves every byte of the lake as it was, and comes to the same again', async () => {
        const paths = lakePaths(folder);
        const before = readFileSync(paths.database);
        expect(await backtest({ paths })).toEqual(result);
        expect(readFileSync(paths.database).equals(before)).toBe(true);
    });
});

describe('a step that looks into the future', () => {
    it.each([
        ['purchase_days', 'days that come', (text: string) => text.replace('events.event_date <= prediction_day.as_of_date', 'true')],
        ['popular_products', 'what will be popular', (text: string) => text.replace('sum(is_of_60_days) as of_60_days\n    from bought_products', "count(*) as of_60_days\n    from (select product_id, 1 as is_of_30_days from model.fact_user_events where event_type = 'purchase')")],
        ['return_curves', 'who comes back', (text: string) => text.replace('\nselect * from final', "\nselect * from final where (select count(*) from model.fact_user_events where event_date > (select as_of_date from prediction_day) and user_id = 3) = 0")],
    ])('is caught where %s reads %s', async (leaky, _, change) => {
        expect(change(sqlFile(`model/${leaky}.sql`))).not.toBe(sqlFile(`model/${leaky}.sql`));
        const attempt = backtest({ paths: lakePaths(folder), textOf: (step) => (step === leaky ? change(sqlFile(`model/${step}.sql`)) : sqlFile(`model/${step}.sql`)) });
        await expect(attempt).rejects.toThrow(/^Predictions as of the day before 2021-05-01 look into the future: (\d+ rows of model\.\w+ differ|they cannot be made) when the purchases from 2021-05-01 on are there/);
        await expect(attempt).rejects.toBeInstanceOf(ExpectedError);
    });
});

describe('a lake that says too little', () => {
    const day = dayOf('2021-01-01');
    const line = (user: number, after: number, product = 1) => ({ user, day: day + after, product });
    it.each([
        ['has one day', [line(1, 0), line(2, 0)], 'go from 2021-01-01 to 2021-01-01. Import more history.'],
        ['is too short by a day', [line(1, 0), line(1, 60), line(1, 119), line(1, 178)], 'go from 2021-01-01 to 2021-06-28. Import more history.'],
        ['has nobody who bought on two days', Array.from({ length: 211 }, (_, after) => line(after + 1, after)), 'None of the customers had bought on two days before 2021-06-01'],
    ])('and %s is refused in one sentence', async (_, lines, sentence) => {
        await inFolder(async (own) => {
            await purchaseLake(own, lines);
            const attempt = backtest({ paths: lakePaths(own) });
            await expect(attempt).rejects.toThrow(sentence);
            await expect(attempt).rejects.toBeInstanceOf(UsageError);
        });
    });

    it('without a purchase of a known customer is refused in one sentence', async () => {
        await inFolder(async (own) => {
            const file = join(own, 'views.csv');
            writeFileSync(file, 'event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session\n2021-01-01 10:00:00 UTC,view,1,1,a.b,acme,1.00,7,s\n');
            for (const steps of [[], [{ import: file }]]) {
                await withLake(own, steps, async () => {});
                const attempt = backtest({ paths: lakePaths(own) });
                await expect(attempt).rejects.toThrow('The lake has no purchases of known customers');
                await expect(attempt).rejects.toBeInstanceOf(UsageError);
            }
        });
    });

    it('and in which one purchase lies in the far future is tried on the months of the shop alone', async () => {
        await inFolder(async (own) => {
            await purchaseLake(own, [...LINES.filter(({ user }) => user < 4 || user > 90), { user: 2, day: dayOf('2099-12-20'), product: 3 }]);
            const { last, origins } = await backtest({ paths: lakePaths(own) });
            expect(last).toBe('2021-07-31');
            expect(origins.map(({ date }) => date)).toEqual(['2021-05-01', '2021-06-01']);
        });
    });

    it('of earlier cases lets the other forecasts say what knows nothing, and none of them has no error', async () => {
        await inFolder(async (own) => {
            // Both buy twice within the sixty days before the only origin, 2021-05-01: nobody could be asked before.
            await purchaseLake(own, [line(9, 0), line(8, 50), line(1, 100), line(1, 110), line(2, 105), line(2, 115), line(1, 129), line(9, 179)]);
            const { origins, measures } = await backtest({ paths: lakePaths(own) });
            expect(origins).toEqual([{ date: '2021-05-01', customers: 2, returned: 1 }]);
            const value = (measure: { name: string }, forecast: string) => measures.find((one) => one.measure.name === measure.name)!.scores.find((score) => score.forecast === forecast)!.value;
            for (const forecast of ['base rate', 'recency only', 'recency and purchases']) expect(value(MEASURES.returns, forecast)).toBe(0.25);
            // The first one returns on the tenth day, 2021-05-10; the middle of sixty days is 30. The other does not: 61.
            for (const forecast of ['constant', 'recency only', 'recency and purchases']) {
                expect(value(MEASURES.waits, forecast)).toBe(20);
                expect(value(MEASURES.waits_of_all, forecast)).toBe((20 + 31) / 2);
            }
            // Nothing is expected of any of sixty customer-days, and one has a purchase.
            expect(value(MEASURES.days, 'base rate × weekday')).toBeCloseTo(1 / 60, 12);
        });
    });
});
