import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lines } from '../../test/oracle/arbitrary-lines.js';
import { expectedProfile } from '../../test/oracle/expected-profile.js';
import { writeCsv, writeCsvGz, writeParquet } from '../../test/oracle/kaggle-file.js';
import type { Line } from '../../test/oracle/line.js';
import { inFolder } from '../../test/oracle/temporary-lake.js';
import { profileFile } from './profile-file.js';
import type { Profile } from './profile.js';

const HEADER = 'event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session';

/** Wednesday 2020-04-01 and Saturday 2020-04-04. */
const FILE = [
    HEADER,
    '2020-04-01 10:00:00 UTC,view,1,100,a.b,acme,10,7,s1',
    '2020-04-01 10:00:05 UTC,cart,1,100,a.b,acme,10.00,7,s1',
    '2020-04-01 10:00:05 UTC,purchase,1,100,a.b,acme,10.00,7,s1',
    '2020-04-01 10:00:05 UTC,purchase,1,100,a.b,acme,10.0,7,s1', // again, spelled otherwise
    '2020-04-01T23:00:10Z,purchase,2,200,,bolt,30,8,s2',
    '2020-04-01 23:00:20 UTC,view,2,200,,bolt,20,8,s2',
    '2020-04-01 23:00:30 UTC,cart,2,201,,acme,20,9,s2', // another user, category and brand
    '2020-04-04 00:30:00 UTC,view,3,100,a.b,,0,9,',
    '2020-04-04 00:30:00 UTC,wishlist,3,100,a.b,,-10,9,s3',
    '1970-01-01 00:00:00 UTC,view,3,100,a.b,,,9,s3',
    'no line at all',
    '2020-04-04 00:30:00 UTC,view,three,100,a.b,,5,9,s3',
    '2020-04-04 00:30:00 UTC,view,four,100,a.b,,5,9,s3',
];

async function profileOf(text: string, sample?: number): Promise<Profile> {
    return inFolder(async (folder) => {
        const file = join(folder, 'events.csv');
        writeFileSync(file, text);
        return profileFile({ file, sample });
    });
}

describe('a profile', () => {
    it('has the numbers of a small file that were worked out by hand', async () => {
        const noHours = () => new Array<number>(24).fill(0);
        const at = (hours: Record<number, number>) => noHours().map((_, hour) => hours[hour] ?? 0);
        expect(await profileOf(`${FILE.join('\n')}\n`)).toEqual({
            file: 'events.csv',
            lines: 13,
            unreadable: {
                lines: 3,
                reasons: [
                    { reason: 'product_id is no whole number of 64 bits', lines: 2, example: '2020-04-04 00:30:00 UTC,view,four,100,a.b,,5,9,s3' },
                    { reason: 'values: 9 are expected, 1 are there', lines: 1, example: 'no line at all' },
                ],
            },
            ignoredColumns: [],
            readable: 10,
            rows: 10,
            isSample: false,
            columns: [
                { column: 'event_time', nulls: 0, nullShare: 0, distinct: 7 },
                { column: 'event_type', nulls: 0, nullShare: 0, distinct: 4 },
                { column: 'product_id', nulls: 0, nullShare: 0, distinct: 3 },
                { column: 'category_id', nulls: 0, nullShare: 0, distinct: 3 },
                { column: 'category_code', nulls: 3, nullShare: 0.3, distinct: 1 },
                { column: 'brand', nulls: 3, nullShare: 0.3, distinct: 2 },
                { column: 'price', nulls: 1, nullShare: 0.1, distinct: 5 },
                { column: 'user_id', nulls: 0, nullShare: 0, distinct: 3 },
                { column: 'user_session', nulls: 1, nullShare: 0.1, distinct: 3 },
            ],
            duplicates: { extraCopies: 1 },
            eventTypes: [
                { eventType: 'view', rows: 4 },
                { eventType: 'purchase', rows: 3 },
                { eventType: 'cart', rows: 2 },
                { eventType: 'wishlist', rows: 1 },
            ],
            // -10, 0, 10, 10, 10, 10, 20, 20, 30: sum 100, sum of squares 2200, about the mean 2200 - 100² / 9
            prices: {
                count: 9,
                mean: 11.111111,
                standardDeviation: expect.closeTo(Math.sqrt((2200 - 10000 / 9) / 8), 5) as number,
                min: -10,
                max: 30,
                quantiles: [
                    { share: 0.05, price: -6 },
                    { share: 0.25, price: 10 },
                    { share: 0.5, price: 10 },
                    { share: 0.75, price: 20 },
                    { share: 0.95, price: 26 },
                    { share: 0.99, price: 29.2 },
                ],
                zero: 1,
                negative: 1,
            },
            times: {
                implausible: 1,
                first: '2020-04-01T10:00:00.000Z',
                last: '2020-04-04T00:30:00.000Z',
                longestGaps: [
                    { from: '2020-04-01T23:00:30.000Z', to: '2020-04-04T00:30:00.000Z', seconds: 2 * 86_400 + 5_370 },
                    { from: '2020-04-01T10:00:05.000Z', to: '2020-04-01T23:00:10.000Z', seconds: 13 * 3_600 + 5 },
                    { from: '2020-04-01T23:00:10.000Z', to: '2020-04-01T23:00:20.000Z', seconds: 10 },
                    { from: '2020-04-01T23:00:20.000Z', to: '2020-04-01T23:00:30.000Z', seconds: 10 },
                    { from: '2020-04-01T10:00:00.000Z', to: '2020-04-01T10:00:05.000Z', seconds: 5 },
                ],
                days: 4,
                daysWithoutEvents: 2,
                emptyDays: ['2020-04-02', '2020-04-03'],
                perDay: [
                    { day: '2020-04-01', rows: 7 },
                    { day: '2020-04-04', rows: 2 },
                ],
                perHour: at({ 0: 2, 10: 4, 23: 3 }),
                perWeekdayAndHour: [noHours(), noHours(), at({ 10: 4, 23: 3 }), noHours(), noHours(), at({ 0: 2 }), noHours()],
            },
            // s1 is complete in one second; s2 has all three, the purchase first; s3 has a view and a wish
            sessions: { sessions: 3, withSeveralUsers: 1, mostRows: 4, withView: 3, withCart: 2, withPurchase: 2, complete: 1 },
            products: { products: 3, withSeveralBrands: 1, withSeveralCategories: 1 },
            topBrands: [
                { value: 'acme', rows: 5, purchases: 2, revenue: 20 },
                { value: 'bolt', rows: 2, purchases: 1, revenue: 30 },
            ],
            topCategories: [{ value: 'a.b', rows: 7, purchases: 2, revenue: 20 }],
        } satisfies Profile);
    });

    it('is that of plain loops over the lines, whatever they are', async () => {
        await fc.assert(
            fc.asyncProperty(lines, async (all) => {
                await inFolder(async (folder) => {
                    const file = join(folder, 'events.csv');
                    writeCsv(file, all);
                    expect(await profileFile({ file })).toEqual(expectedProfile('events.csv', all));
                });
            }),
            { numRuns: 30 },
        );
    });

    it('is the same of csv, csv.gz and Parquet', async () => {
        const line = (second: number, values: Partial<Line> = {}): Line => ({
            time: Date.UTC(2020, 3, 1, 0, 0, second), type: 'view', product: 1, category: '5', code: null, brand: 'acme', price: 12_300, user: 7, session: 's', ...values,
        });
        const all = [line(0), line(0), line(1, { type: 'cart', brand: null }), line(2, { type: 'purchase', price: 0, session: null })];
        await inFolder(async (folder) => {
            const file = join(folder, 'events');
            writeCsv(file, all);
            const plain = await profileFile({ file });
            expect(plain).toEqual(expectedProfile('events', all));
            writeCsvGz(file, all);
            expect(await profileFile({ file })).toEqual(plain);
            await writeParquet(file, all, { timeType: 'timestamp' });
            expect(await profileFile({ file })).toEqual(plain);
        });
    });

    it('of a file with a header alone has no rows and no shares', async () => {
        const profile = await profileOf(`${HEADER}\n`);
        expect(profile).toMatchObject({ lines: 0, rows: 0, duplicates: { extraCopies: 0 }, eventTypes: [] });
        expect(profile.columns.map(({ nulls, nullShare, distinct }) => [nulls, nullShare, distinct])).toEqual(new Array(9).fill([0, null, 0]));
        expect(profile.prices).toEqual({ count: 0, mean: null, standardDeviation: null, min: null, max: null, quantiles: [], zero: 0, negative: 0 });
        expect(profile.times).toMatchObject({ first: null, last: null, longestGaps: [], days: 0, perDay: [] });
    });

    it('keeps times apart that a calendar cannot name', async () => {
        const profile = await profileOf(`${HEADER}\n290000-01-01 00:00:00,view,1,1,,,1,1,s\n0001-01-01 00:00:00,view,1,1,,,1,1,s\n`);
        expect(profile.times).toMatchObject({ implausible: 2, first: null, days: 0 });
        expect(profile.rows).toBe(2);
    });
});

describe('a sample', () => {
    const many = Array.from({ length: 500 }, (_, n) => `2020-04-01 00:${String(n % 60).padStart(2, '0')}:00 UTC,view,${n},5,,brand${n},${n}.00,${n % 50},s${n % 80}`);

    it('has the rows asked for, the same in another order of lines', async () => {
        const one = await profileOf(`${[HEADER, ...many].join('\n')}\n`, 60);
        const other = await profileOf(`${[HEADER, ...[...many].reverse()].join('\n')}\n`, 60);
        expect(one).toMatchObject({ lines: 500, readable: 500, rows: 60, isSample: true, duplicates: { extraCopies: 0 } });
        expect(one.columns.find(({ column }) => column === 'product_id')!.distinct).toBe(60);
        expect(other).toEqual(one);
    });

    it('draws copies together', async () => {
        const twice = await profileOf(`${[HEADER, ...many, ...many].join('\n')}\n`, 60);
        expect(twice).toMatchObject({ readable: 1000, rows: 60, duplicates: { extraCopies: 30 } });
    });

    it('of at least all rows is the whole file', async () => {
        const text = `${[HEADER, ...many].join('\n')}\n`;
        expect(await profileOf(text, 500)).toEqual(await profileOf(text));
        expect((await profileOf(text, 501)).isSample).toBe(false);
    });
});
