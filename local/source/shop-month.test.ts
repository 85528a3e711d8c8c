import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ShopMonth, writeShopMonth } from './shop-month.js';

let folder: string;
beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'shop-month-test-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function written(name: string, month: ShopMonth): Promise<{ digest: string; lines: string[] }> {
    const file = join(folder, name);
    await writeShopMonth(file, month);
    const bytes = readFileSync(file);
    return { digest: createHash('sha256').update(bytes).digest('hex'), lines: gunzipSync(bytes).toString('utf8').trimEnd().split('\n') };
}

const ROW = /^2020-04-\d\d \d\d:\d\d:\d\d UTC,(view|cart|purchase),\d+,\d+,[a-z0-9.]*,(brand\d+)?,\d+\.\d\d,\d+,[0-9a-f-]{36}$/;

describe('a generated month', () => {
    it('is the same bytes for the same seed and other rows for another', async () => {
        const month = await written('a.csv.gz', { rows: 1500 });
        expect((await written('b.csv.gz', { rows: 1500, seed: 1 })).digest).toBe(month.digest);
        const other = await written('c.csv.gz', { rows: 1500, seed: 2 });
        const rows = new Set(month.lines.slice(1));
        expect(other.lines.slice(1).filter((row) => rows.has(row))).toEqual([]);
    });

    it.each([1, 29, 30, 31, 1000, 1237])('has exactly %i rows and a header', async (rows) => {
        expect((await written(`rows-${rows}.csv.gz`, { rows })).lines).toHaveLength(rows + 1);
    });

    it('is in the order of time, within its 30 days, each row in the Kaggle format', async () => {
        const { lines } = await written('order.csv.gz', { rows: 3000 });
        const [header, ...rows] = lines;
        expect(header).toBe('event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session');
        expect(rows.filter((row) => !ROW.test(row))).toEqual([]);
        const times = rows.map((row) => row.slice(0, 19));
        expect(times).toEqual([...times].sort());
        expect([times[0]!.slice(0, 10), times.at(-1)!.slice(0, 10)]).toEqual(['2020-04-01', '2020-04-30']);
    });

    it('repeats as many rows as it is told', async () => {
        const { lines } = await written('repeated.csv.gz', { rows: 3000, duplicates: 0.1 });
        expect(lines.length - new Set(lines).size).toBe(300);
    });

    it('has the faults of real files when asked, four lines that are no rows among them', async () => {
        const { lines } = await written('faults.csv.gz', { rows: 20_000, faults: true });
        expect(lines).toHaveLength(20_001);
        const rows = lines.map((line) => line.split(','));
        expect(rows.filter((row) => row.length !== 9)).toHaveLength(1);
        for (const isFaulty of [(row: string[]) => row[8] === '', (row: string[]) => Number(row[6]) === 0, (row: string[]) => row[1] === 'wishlist', (row: string[]) => row[1] === 'remove_from_cart']) {
            expect(rows.some(isFaulty)).toBe(true);
        }
    });

    it('tells after each day how many rows are written, and leaves no other file', async () => {
        const told: number[] = [];
        await writeShopMonth(join(folder, 'days', 'told.csv.gz'), { rows: 60 }, (rows) => told.push(rows));
        expect(told).toEqual(Array.from({ length: 30 }, (_, day) => 2 * (day + 1)));
        expect(readdirSync(join(folder, 'days'))).toEqual(['told.csv.gz']);
    });
});
