import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { BacktestResult } from '../local/backtest/backtest-result.js';
import { MEASURES } from '../local/backtest/measures.js';
import { builtProgram } from './oracle/built-program.js';
import { inFolder } from './oracle/temporary-lake.js';

const file = join(import.meta.dirname, '..', '..', 'shared', 'data', 'online-retail-2010-12-to-2011-08.csv.gz');
const isThere = existsSync(file);
if (!isThere) console.warn(`Skipped: the real file ${file} is not there.`);

it.skipIf(!isThere)('on the receipts of a real shop the prediction is better than every simpler forecast, and its intervals hold', async () => {
    await inFolder(async (folder) => {
        const call = (...args: string[]) => {
            const { status, stdout, stderr } = spawnSync(process.execPath, [builtProgram('call-main'), ...args, '--lake', folder], { encoding: 'utf8', maxBuffer: 1e8 });
            expect(status, stderr).toBe(0);
            return stdout;
        };
        call('import', '--format', 'purchases', file);
        call('run');
        const { origins, measures, coverage, returns } = JSON.parse(call('backtest', '--format', 'json')) as BacktestResult;
        expect(origins.map(({ date }) => date)).toEqual(['2011-04-01', '2011-05-01', '2011-06-01', '2011-07-01']);
        const scoresOf = (name: string) => measures.find(({ measure }) => measure.name === name)!.scores;
        for (const { name, isLessBetter } of Object.values(MEASURES)) {
            const [own, ...others] = scoresOf(name);
            expect(own!.forecast).toBe('prediction');
            expect(others.length).toBeGreaterThan(1);
            // The whole interval lies on the better side of 0.
            for (const { forecast, comparison } of others) expect(isLessBetter ? comparison!.high : -comparison!.low, `${name}, ${forecast}`).toBeLessThan(0);
        }
        const [own, best] = scoresOf('Order of days, 30 days');
        expect(own!.value).toBeGreaterThan(best!.value);
        for (const { claimed, observed } of coverage) expect(Math.abs(claimed - observed)).toBeLessThan(0.04);
        for (const { predicted, observed } of returns) expect(Math.abs(predicted - observed)).toBeLessThan(0.12);
    });
});
