import type { Browser, Page } from 'playwright-core';

/** A page in a window of its own. */
export interface Opened {
    readonly page: Page;
    /** What the browser complained of, and requests that left the page's own address. */
    readonly faults: readonly string[];
}

/** Opens an address. */
export async function openPage(browser: Browser, address: string, { width = 1280 }: { width?: number } = {}): Promise<Opened> {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    const faults: string[] = [];
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('request', (request) => new URL(request.url()).origin === new URL(address).origin || faults.push(`asked for ${request.url()}`));
    await page.goto(address);
    return { page, faults };
}

/** Waits until every card shows the answer to what is chosen. */
export async function untilRead(page: Page): Promise<void> {
    await page.waitForFunction(() => {
        const cards = [...document.querySelectorAll('article.card')];
        return cards.length > 0 && cards.every((card) => card.getAttribute('aria-busy') === null && !(card.querySelector('.answer')?.textContent ?? '').startsWith('Reading'));
    });
}

/** The text of the rows of a visual's table, whether it is in front or behind. */
export const tableOf = (page: Page, name: string): Promise<string[][]> =>
    page.evaluate((id) => [...document.querySelectorAll(`#${id} table tbody tr`)].map((row) => [...row.children].map((cell) => (cell.textContent ?? '').trim())), name);

/** The sentence of a visual. */
export const answerOf = async (page: Page, name: string): Promise<string> => (await page.textContent(`#${name} .answer`))!.replace(/\s+/g, ' ').trim();
