import chromium from '@sparticuz/chromium';
import { type Browser, chromium as playwright } from 'playwright-core';

/** A real browser, which comes with the packages; who starts it closes it. Its pages are the tests' own, so that it needs no sandbox, which root cannot have. */
export async function startBrowser(): Promise<Browser> {
    return playwright.launch({ executablePath: await chromium.executablePath(), args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'], headless: true });
}
