/**
 * How long a newcomer waits: from the start of the demo in an empty folder to the first chart that is drawn, with the answer in
 * it. The baseline is the month alone, made, imported and run without a shop or a page (`./lake demo --seconds 0`).
 */
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ExpectedError } from '../local/errors.js';
import { startBrowser } from '../test/browser/start-browser.js';
import { resultOf, type Turn } from './figures.js';
import { inWorkFolder, LAKE } from './kept.js';
import { endWithUs, measure, peakMegabytes } from './measure.js';
import type { Measure } from './question.js';

export const measureFirstChart: Measure = ({ rows, runs, folder, say }) =>
    inWorkFolder(folder, async (work) => {
        const turns: Turn[] = [];
        for (let run = 0; run < runs; run++) {
            const alone = await measure([LAKE, 'demo', '--rows', String(rows), '--seconds', '0', '--lake', join(work, 'alone')]);
            const first = await firstChart(join(work, 'live'), rows);
            turns.push({ ...first, baselineSeconds: alone.seconds, figures: {} });
            say(`month alone ${alone.seconds.toFixed(1)} s, first chart after ${first.seconds.toFixed(1)} s`);
            for (const lake of ['alone', 'live']) rmSync(join(work, lake), { recursive: true, force: true });
        }
        return [resultOf({ name: 'from the start to the first chart', rows, baseline: 'the month alone', turns })];
    });

async function firstChart(lake: string, rows: number): Promise<Pick<Turn, 'seconds' | 'megabytes'>> {
    const browser = await startBrowser();
    const began = performance.now();
    // As `npm start` does, but in a folder of its own.
    const child = spawn(process.execPath, [LAKE, 'demo', '--rows', String(rows), '--lake', lake], { stdio: ['ignore', 'ignore', 'pipe'] });
    endWithUs(child);
    let said = '';
    child.stderr.on('data', (text: Buffer) => (said += text.toString()));
    const closed = new Promise<void>((resolve) => child.on('close', () => resolve()));
    try {
        const addressOf = () => /http:\S+/.exec(said)?.[0];
        while (addressOf() === undefined) {
            if (child.exitCode !== null) throw new ExpectedError(`The demo ended before it said where its page is: ${said.trim()}`);
            await sleep(20);
        }
        const page = await browser.newPage();
        await page.goto(addressOf()!);
        await page.waitForSelector('#revenue-by-day svg path', { state: 'attached', timeout: 120_000 });
        return { seconds: (performance.now() - began) / 1000, megabytes: peakMegabytes(child.pid) };
    } finally {
        await browser.close();
        child.kill('SIGINT');
        await closed;
    }
}
