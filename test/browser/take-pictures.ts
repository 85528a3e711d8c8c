/**
 * Takes the pictures of the page in docs/pictures: `npm run pictures`. They show the shop that `npm start` invents, after half a
 * minute of its life; that of the backtest shows the lake of receipts that `--backtest-lake DIR` names, and is kept where none is named.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { spawnSync } from 'node:child_process';
import { showPage } from '../../cli/dashboard/run-dashboard.js';
import type { Browser } from 'playwright-core';
import { startBrowser } from './start-browser.js';

const root = join(import.meta.dirname, '..', '..');
/** What is seen of the page: how wide the window is, and from which heading on. */
const PICTURES = [
    { name: 'page', width: 1280, height: 1240, isDark: false, from: 0 },
    { name: 'page-dark', width: 1280, height: 1000, isDark: true, from: 3 },
    { name: 'page-phone', width: 390, height: 844, isDark: false, from: 0 },
] as const;

const receipts = process.argv.indexOf('--backtest-lake') < 0 ? undefined : resolve(process.argv[process.argv.indexOf('--backtest-lake') + 1] ?? '');
const folder = mkdtempSync(join(tmpdir(), 'lake-pictures-'));
try {
    // Root's PostgreSQL runs as another user, who has to come through.
    chmodSync(folder, 0o755);
    // So that the page names the lake's folder without where it lies.
    process.chdir(folder);
    const lake = join(folder, 'shop');
    const { status } = spawnSync(process.execPath, [join(root, 'lake'), 'demo', '--seconds', '30', '--rate', '100', '--no-page', '--lake', lake], { stdio: 'inherit' });
    if (status !== 0) throw new Error(`The demo ended with ${status}.`);
    const served = await showPage({ lake, port: 0, say: console.error });
    const browser = await startBrowser();
    try {
        for (const { name, width, height, isDark, from } of PICTURES) {
            const page = await browser.newPage({ viewport: { width, height }, colorScheme: isDark ? 'dark' : 'light' });
            await page.goto(served.address);
            await page.waitForFunction(() => {
                const cards = [...document.querySelectorAll('article.card')];
                return cards.length > 0 && cards.every((card) => !(card.querySelector('.answer')?.textContent ?? '').startsWith('Reading'));
            });
            await page.evaluate((place) => {
                if (place > 0) document.querySelectorAll('main h2:not(#fill-title)')[place]!.scrollIntoView();
            }, from);
            await page.waitForTimeout(300);
            await page.screenshot({ path: join(root, 'docs', 'pictures', `${name}.png`) });
            await page.close();
        }
        if (receipts !== undefined) await takeBacktest(browser, receipts);
    } finally {
        await browser.close();
        await served.end();
    }
} finally {
    rmSync(folder, { recursive: true, force: true });
}

/** The page of a backtest from its head to the first measures. */
async function takeBacktest(browser: Browser, lake: string): Promise<void> {
    const file = join(folder, 'backtest.html');
    const { status } = spawnSync(process.execPath, [join(root, 'lake'), 'backtest', '--html', file, '--lake', lake], { stdio: ['ignore', 'ignore', 'inherit'] });
    if (status !== 0) throw new Error(`The backtest ended with ${status}.`);
    const page = await browser.newPage({ viewport: { width: 1280, height: 1180 } });
    await page.goto(pathToFileURL(file).href);
    await page.screenshot({ path: join(root, 'docs', 'pictures', 'backtest.png') });
    await page.close();
}
