import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Page as ServedPage, showPage } from '../../cli/dashboard/run-dashboard.js';
import { visuals } from '../../dashboard/visuals/index.js';
import { Database, literal } from '../../local/engine/database.js';
import { writeShopMonth } from '../../local/source/shop-month.js';
import { HEADER, line } from './event-lines.js';
import { answerOf, openPage, tableOf, untilRead } from './read-page.js';
import { startBrowser } from './start-browser.js';
import { builtProgram } from '../oracle/built-program.js';
import { importAll, withLake } from '../oracle/temporary-lake.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const HOSTILE = ['<img src=x onerror="window.pwned=1">', '"><script>window.pwned=1</script>', '{a|b}{b}{c}', '=1+1', "O'Brien & <Söhne>", '🦄 unicorn', 'עברית עם אנגלית abc', 'a\u202egnp.exe', 'x'.repeat(255)];

let folder: string;
let browser: Browser;
beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lake-browser-'));
    browser = await startBrowser();
});
afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
});

/** A lake of these files and its page, for the work. */
async function withPage(name: string, files: readonly string[], work: (served: ServedPage, lake: string) => Promise<void>): Promise<void> {
    const lake = join(folder, name);
    if (files.length > 0 && !existsSync(lake)) await withLake(lake, importAll(files), async () => {});
    const said: string[] = [];
    const served = await showPage({ lake, port: 0, say: (line) => said.push(line) });
    try {
        await work(served, lake);
    } finally {
        await served.end();
    }
    expect(said).toEqual([]);
}

/** In processes of their own, as one process may have a lake open only once. */
async function fill(lake: string, file: string): Promise<void> {
    for (const command of [['import', file], ['run']]) await promisify(execFile)(process.execPath, [builtProgram('call-main'), ...command, '--lake', lake]);
}

function csvFile(name: string, lines: readonly string[]): string {
    const file = join(folder, name);
    writeFileSync(file, gzipSync([HEADER, ...lines, ''].join('\n')));
    return file;
}

const whole = (number: number) => Math.round(number).toLocaleString('en-US');
const cents = (number: number) => number.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** The lines of files that count, by what a person would write: each once, with a price and a session, of a known type. */
async function plainLines(files: readonly string[]): Promise<Database> {
    const database = await Database.open(':memory:', folder);
    await database.run(`create table lines as
        select distinct moment, event_type, category_code, brand, price, product_id, user_id, user_session
        from (
            select try_cast(replace(event_time, ' UTC', '') as timestamp) as moment, event_type, try_cast(product_id as bigint) as product_id,
                coalesce(category_code, max(category_code) over (partition by category_id), 'unknown') as category_code, coalesce(brand, 'unknown') as brand, try_cast(price as decimal(18, 4)) as price, user_id, user_session
            from read_csv([${files.map(literal).join(', ')}], all_varchar = true, header = true, ignore_errors = true, null_padding = false)
        )
        where moment is not null and price > 0 and product_id is not null and user_session is not null and event_type in ('view', 'cart', 'remove_from_cart', 'purchase')`);
    return database;
}

describe('a month of a shop', () => {
    const month = () => join(folder, 'month.csv.gz');
    let plain: Database;
    beforeAll(async () => {
        await writeShopMonth(month(), { rows: 30_000, faults: true });
        plain = await plainLines([month()]);
    });
    afterAll(() => plain.close());

    const sum = async (what: string, from: string, to: string, where = 'true') =>
        (await plain.row<{ n: number }>(`select coalesce(${what}, 0)::double as n from lines where cast(moment as date) between date '${from}' and date '${to}' and ${where}`)).n;
    const sessions = async (from: string, to: string, having = 'true') =>
        (await plain.row<{ n: number }>(`select count(*)::double as n from (select 1 from lines group by user_id, user_session having cast(min(moment) as date) between date '${from}' and date '${to}' and ${having})`)).n;

    it('is shown with the numbers that plain SQL finds in its file, also when it is filtered, and as csv', async () => {
        await withPage('month', [month()], async ({ address }) => {
            const { page, faults } = await openPage(browser, address);
            await untilRead(page);
            // The last seven days; the last may not be over, so that six are compared with six.
            const [revenue, now, before] = [await sum("sum(price) filter (event_type = 'purchase')", '2020-04-24', '2020-04-30'), await sum("sum(price) filter (event_type = 'purchase')", '2020-04-24', '2020-04-29'), await sum("sum(price) filter (event_type = 'purchase')", '2020-04-17', '2020-04-22')];
            expect(await page.textContent('#revenue .answer b')).toBe(whole(revenue));
            expect(await tableOf(page, 'revenue')).toEqual([[cents(revenue), cents(now), cents(before)]]);
            const percent = (100 * (now - before)) / before;
            expect(await answerOf(page, 'revenue')).toContain(`${Math.abs(percent).toFixed(1).replace(/\.0$/, '')} % ${percent < 0 ? 'less' : 'more'}`);
            expect(await page.textContent('#purchases .answer b')).toBe(whole(await sum("count(*) filter (event_type = 'purchase')", '2020-04-24', '2020-04-30')));
            expect(await page.textContent('#sessions .answer b')).toBe(whole(await sessions('2020-04-24', '2020-04-30')));
            const [visits, buying] = [await sessions('2020-04-24', '2020-04-30'), await sessions('2020-04-24', '2020-04-30', "count(*) filter (event_type = 'purchase') > 0")];
            expect(await page.textContent('#conversion .answer b')).toBe(`${((100 * buying) / visits).toFixed(1).replace(/\.0$/, '')} %`);
            const [carted, left] = [await sessions('2020-04-24', '2020-04-30', "count(*) filter (event_type = 'cart') > 0"), await sessions('2020-04-24', '2020-04-30', "count(*) filter (event_type = 'cart') > 0 and count(*) filter (event_type = 'purchase') = 0")];
            expect((await tableOf(page, 'abandonment'))[0]![0]).toBe(`${((100 * left) / carted).toFixed(1).replace(/\.0$/, '')} %`);

            const days = await plain.rows<{ day: string; now: number; before: number }>(`
                select strftime(day, '%a %Y-%m-%d') as day,
                    coalesce((select sum(price) from lines where event_type = 'purchase' and cast(moment as date) = day), 0)::double as now,
                    coalesce((select sum(price) from lines where event_type = 'purchase' and cast(moment as date) = day - 7), 0)::double as before
                from (select cast(unnest(range(timestamp '2020-04-24', timestamp '2020-05-01', interval 1 day)) as date) as day) order by 2, 1`);
            expect((await tableOf(page, 'revenue-by-day')).toSorted()).toEqual(days.map((one) => [one.day, cents(one.now), cents(one.before)]).toSorted());

            const categories = await plain.rows<{ name: string; revenue: number }>(`
                select category_code as name, sum(price)::double as revenue from lines
                where event_type = 'purchase' and cast(moment as date) between date '2020-04-24' and date '2020-04-30'
                group by all order by 2 desc, 1 limit 10`);
            expect((await tableOf(page, 'categories')).map(([name, value]) => [name, value])).toEqual(categories.map((one) => [one.name, cents(one.revenue)]));

            const hours = await plain.rows<{ hour: number; day: number; n: number }>(`
                select hour(moment)::double as hour, isodow(moment)::double as day, count(*)::double as n from lines
                where event_type = 'purchase' and cast(moment as date) between date '2020-04-24' and date '2020-04-30' group by all`);
            const shown = await tableOf(page, 'hours-of-the-week');
            expect(hours.length).toBeGreaterThan(20);
            for (const { hour, day, n } of hours) expect(shown.find(([head]) => Number(head) === hour)![day], `${hour} h, day ${day}`).toBe(String(n));

            // By hand: a category with all below it, and days.
            const [top] = categories[0]!.name.split('.');
            await page.fill('#filter-category', top!);
            await page.press('#filter-category', 'Enter');
            await page.fill('#filter-from', '2020-04-08');
            await page.fill('#filter-to', '2020-04-12');
            await page.waitForFunction(() => location.search.includes('to=2020-04-12') && location.search.includes('category='));
            await untilRead(page);
            const filtered = await sum("sum(price) filter (event_type = 'purchase')", '2020-04-08', '2020-04-12', `(category_code = '${top}' or starts_with(category_code, '${top}.'))`);
            expect((await tableOf(page, 'revenue'))[0]![0]).toBe(cents(filtered));
            expect(filtered).not.toBe(await sum("sum(price) filter (event_type = 'purchase')", '2020-04-08', '2020-04-12'));
            expect((await tableOf(page, 'sessions'))[0]![0]).toBe(whole(await sessions('2020-04-08', '2020-04-12')));
            expect(await page.textContent('#sessions .unreached')).toMatch(/categor/i);
            expect(await page.isHidden('#revenue .unreached')).toBe(true);

            // The link keeps the filters, and the csv is what is shown.
            const again = await openPage(browser, page.url());
            await untilRead(again.page);
            expect(await tableOf(again.page, 'brands')).toEqual(await tableOf(page, 'brands'));
            const csv = await (await fetch(new URL((await page.getAttribute('#brands .foot a[download]', 'href'))!, address))).text();
            const [head, ...rows] = csv.trimEnd().split('\n').map((row) => row.split(','));
            expect(head![0]).toBe('Brand');
            expect(rows.map(([name, value]) => [name, cents(Number(value))])).toEqual((await tableOf(page, 'brands')).map(([name, value]) => [name, value]));
            expect([...faults, ...again.faults]).toEqual([]);
            await again.page.close();

            // Days without data, a value that nobody has.
            await page.goto(`${address}?from=2021-01-01&to=2021-01-31&brand=nobody`);
            await untilRead(page);
            expect(await page.textContent('#filters')).toContain('No event has this brand');
            expect(await page.innerText('main')).not.toMatch(/NaN|undefined|null|Infinity/);
            expect(await page.isVisible('#revenue-by-day .drawing')).toBe(false);
            await page.goto(`${address}?from=2021-13-01`);
            await page.waitForFunction(() => document.querySelector('#filters .wrong')?.textContent?.includes('no day of the calendar'));
            expect(faults).toEqual([]);
            await page.close();
        });
    });

    it.each([1280, 360])('has nothing that axe finds on %d pixels, light and dark, with every table open', async (width) => {
        await withPage('month', [month()], async ({ address }) => {
            const { page, faults } = await openPage(browser, address, { width });
            await untilRead(page);
            await page.evaluate(() => document.querySelectorAll('details').forEach((one) => void (one.open = true)));
            await page.evaluate(AXE);
            for (const colorScheme of ['light', 'dark'] as const) {
                await page.emulateMedia({ colorScheme });
                const violations = await page.evaluate(async () => {
                    const { violations: found } = await (globalThis as unknown as { axe: { run: (options: object) => Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }> } }).axe.run({ resultTypes: ['violations'] });
                    return found.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ html, failureSummary }) => `${html} ${failureSummary}`).join('; ')}`);
                });
                expect(violations, colorScheme).toEqual([]);
            }
            expect(faults).toEqual([]);
            await page.close();
        });
    });

    it('fits a screen of 320 pixels, and is reached by the keyboard', async () => {
        await withPage('month', [month()], async ({ address }) => {
            const narrow = await openPage(browser, address, { width: 320 });
            await untilRead(narrow.page);
            expect(await narrow.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
            await narrow.page.close();
            const { page } = await openPage(browser, address);
            await untilRead(page);
            const reached = new Set<string>();
            for (let count = 0; count < 300; count++) {
                await page.keyboard.press('Tab');
                const at = await page.evaluate(() => {
                    const one = document.activeElement as HTMLElement;
                    if (one === document.body) return { name: '', isSeen: false };
                    const { outlineStyle, boxShadow } = getComputedStyle(one);
                    const card = one.closest('article')?.id;
                    return { name: card === undefined ? one.id || one.textContent!.trim() : `${card} ${one.tagName}`, isSeen: outlineStyle !== 'none' || boxShadow !== 'none' };
                });
                // Behind the last the focus goes to the browser's own bar.
                if (at.name === '') break;
                if (!at.isSeen) throw new Error(`The focus is not seen on ${at.name}.`);
                reached.add(at.name);
            }
            for (const name of ['filter-from', 'filter-to', 'filter-category', 'filter-brand', 'filter-device', 'filter-channel', '7 days', 'All days', 'revenue-by-day SUMMARY', 'categories A', 'quality A']) expect(reached, [...reached].join(', ')).toContain(name);
            await page.close();
        });
    });

    it('proposes values while one is written', async () => {
        await withPage('month', [month()], async ({ address }) => {
            const { page } = await openPage(browser, address);
            await untilRead(page);
            const [{ brand }] = await plain.rows<{ brand: string }>("select brand from lines where brand <> 'unknown' group by brand order by count(*) desc, brand limit 1") as [{ brand: string }];
            await page.locator('#filter-brand').pressSequentially(brand.slice(0, -1));
            await page.waitForFunction((value) => [...document.querySelectorAll('#values-brand option')].some((one) => (one as HTMLOptionElement).value === value), brand);
            await page.close();
        });
    });
});

describe('names that are not made for a page', () => {
    it('are shown as text, in tables, charts, filters and proposals, and run nothing', async () => {
        const lines = HOSTILE.flatMap((name, at) => {
            const many = Array.from({ length: 25 }, (_, n) => line({ time: `2020-04-0${1 + (n % 9)} 10:00:${String(n).padStart(2, '0')}`, product: at + 1, category: name, brand: name, user: 1 + (n % 9) }));
            return [...many, line({ time: '2020-04-09 11:00:00', type: 'purchase', product: at + 1, category: name, brand: name, price: `${100 - at}.00` })];
        });
        await withPage('hostile', [csvFile('hostile.csv.gz', lines)], async ({ address }) => {
            const { page, faults } = await openPage(browser, `${address}?last=all&brand=${encodeURIComponent(HOSTILE[0]!)}`);
            await untilRead(page);
            expect(await page.inputValue('#filter-brand')).toBe(HOSTILE[0]);
            await page.goto(`${address}?last=all`);
            await untilRead(page);
            await page.evaluate(() => document.querySelectorAll('details').forEach((one) => void (one.open = true)));
            const shown = (await tableOf(page, 'brands')).map(([name]) => name);
            for (const name of HOSTILE) {
                const visible = name === 'a\u202egnp.exe' ? 'a\\u202egnp.exe' : name;
                expect(shown.some((text) => text === visible || (text!.endsWith('…') && visible.startsWith(text!.slice(0, -1)))), name).toBe(true);
            }
            for (const box of await page.locator('#products svg').all()) await box.hover();
            expect(await page.evaluate(() => (globalThis as { pwned?: number }).pwned)).toBeUndefined();
            expect(await page.locator('main img, main script').count()).toBe(0);
            expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(1280);
            const csv = await (await fetch(`${address}csv/brands?last=all`)).text();
            expect(csv).toContain("\n'=1+1,");
            expect(faults).toEqual([]);
            await page.close();
        });
    });
});

describe('a lake that fills while its page is open', () => {
    it('is empty first and says how it is filled; what comes is shown, and what is open stays open', async () => {
        await withPage('filling', [], async ({ address }, lake) => {
            const { page, faults } = await openPage(browser, address);
            await page.waitForSelector('#fill:not([hidden])');
            expect(await page.textContent('#commands')).toContain('./lake import FILE');
            expect(await page.isVisible('article.card')).toBe(false);

            // One event only, and nothing bought.
            await fill(lake, csvFile('one.csv.gz', [line({ time: '2020-04-01 10:00:00' })]));
            await page.waitForSelector('#fill', { state: 'hidden' });
            await untilRead(page);
            expect(await tableOf(page, 'sessions')).toEqual([['1']]);
            expect(await page.textContent('#state')).toContain('2020-04-01 10:00:00 UTC');
            expect(await page.innerText('main')).not.toMatch(/NaN|undefined|null|Infinity/);

            await page.locator('#sessions details summary').click();
            await page.focus('#filter-brand');
            await fill(lake, csvFile('two.csv.gz', [line({ time: '2020-04-01 11:00:00', user: 2 }), line({ time: '2020-04-01 12:00:00', user: 3, type: 'purchase' })]));
            await page.waitForFunction(() => document.querySelector('#sessions .answer b')?.textContent === '3');
            expect(await page.evaluate(() => [document.querySelector<HTMLDetailsElement>('#sessions details')!.open, document.activeElement!.id])).toEqual([true, 'filter-brand']);
            expect(faults).toEqual([]);
            await page.close();
        });
    });

    it('is shown on while another process writes to it, says so, and when its server has gone', async () => {
        const lake = join(folder, 'gone');
        await withLake(lake, importAll([csvFile('gone.csv.gz', [line({ time: '2020-04-01 10:00:00' })])]), async () => {});
        const first = await showPage({ lake, port: 0, say: () => {} });
        const port = Number(new URL(first.address).port);
        const { page } = await openPage(browser, first.address);
        await untilRead(page);
        await first.end();
        await page.waitForFunction(() => document.querySelector('#state')?.textContent?.includes('./lake dashboard'));
        expect(await page.textContent('#sessions .answer b')).toBe('1');
        const again = await showPage({ lake, port, say: () => {} });
        try {
            await page.waitForFunction(() => !document.querySelector('#state')?.textContent?.includes('./lake dashboard'), undefined, { timeout: 20_000 });
        } finally {
            await again.end();
            await page.close();
        }
    });
});

it('shows every visual that is defined, each with its question', async () => {
    await withPage('all', [csvFile('all.csv.gz', [line({ time: '2020-04-01 10:00:00' })])], async ({ address }) => {
        const { page } = await openPage(browser, address);
        await untilRead(page);
        const shown = await page.evaluate(() => [...document.querySelectorAll('article.card')].map((card) => [card.id, card.querySelector('h3')?.textContent]));
        expect(shown.toSorted()).toEqual(visuals.map(({ name, question }) => [name, question]).toSorted());
        await page.close();
    });
});
