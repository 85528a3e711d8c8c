/**
 * How long a newcomer waits: from `npm start` in an empty folder to the first chart that is drawn, with the answer in it:
 * `npx tsx bench/first-chart.ts [--runs 3]`. The baseline is the month alone, made, imported and run without a shop or a page
 * (`./lake demo --seconds 0`), in turn with it.
 */
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startBrowser } from '../test/browser/start-browser.js';
import { measure, median } from './measure.js';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '3' } } });
const lake = join(import.meta.dirname, '..', 'lake');

async function firstChart(folder: string): Promise<number> {
    const browser = await startBrowser();
    const began = performance.now();
    // As `npm start` does, but in a folder of its own.
    const child = spawn(process.execPath, [lake, 'demo', '--lake', folder], { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (text: Buffer) => (said += text.toString()));
    try {
        const addressOf = () => /http:\S+/.exec(said)?.[0];
        while (addressOf() === undefined) await sleep(20);
        const page = await browser.newPage();
        await page.goto(addressOf()!);
        await page.waitForSelector('#revenue-by-day svg path', { state: 'attached', timeout: 120_000 });
        return (performance.now() - began) / 1000;
    } finally {
        await browser.close();
        child.kill('SIGINT');
        await new Promise((resolve) => child.on('close', resolve));
    }
}

const results: { alone: number; first: number }[] = [];
for (let run = 0; run < Number(values.runs); run++) {
    const folder = mkdtempSync(join(tmpdir(), 'lake-bench-first-'));
    // Root's PostgreSQL runs as another user, who has to come through.
    chmodSync(folder, 0o755);
    const { seconds: alone } = await measure([lake, 'demo', '--seconds', '0', '--lake', join(folder, 'alone')]);
    const first = await firstChart(join(folder, 'live'));
    results.push({ alone, first });
    console.log(`month alone ${alone.toFixed(1)} s, first chart after ${first.toFixed(1)} s, ratio ${(first / alone).toFixed(2)}`);
    rmSync(folder, { recursive: true, force: true });
}
console.log(
    JSON.stringify(
        {
            machine: `${cpus().length} × ${cpus()[0]?.model}, ${(totalmem() / 1e9).toFixed(0)} GB, Node ${process.version}`,
            runs: results.length,
            monthAloneSeconds: median(results.map(({ alone }) => alone)),
            firstChartSeconds: median(results.map(({ first }) => first)),
            ratio: median(results.map(({ alone, first }) => first / alone)),
        },
        null,
        2,
    ),
);
