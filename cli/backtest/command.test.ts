import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtProgram } from '../../test/oracle/built-program.js';
import { inventedPurchases, purchaseLake } from '../../test/oracle/purchase-lake.js';
import { temporaryFolder } from '../../test/oracle/temporary-lake.js';
import type { BacktestResult } from '../../local/backtest/backtest-result.js';

const program = builtProgram('call-main');
const { path: folder, remove } = temporaryFolder();
const lake = join(folder, 'shop');
const call = (...args: string[]) => spawnSync(process.execPath, [program, 'backtest', ...args], { encoding: 'utf8', cwd: folder });
const leftOvers = () => readdirSync(join(lake, 'scratch')).filter((name) => name.startsWith('backtest'));

beforeAll(async () => {
    mkdirSync(lake);
    await purchaseLake(lake, inventedPurchases());
});
afterAll(remove);

describe('lake backtest', () => {
    it('tells scores and differences on standard output alone, in less than a hundred columns', () => {
        const { status, stdout, stderr } = call('--lake', lake);
        expect(stderr).toBe('');
        expect(status).toBe(0);
        expect(stdout).toContain('Purchases from 2021-01-01 to 2021-07-31.');
        expect(stdout).toMatch(/^constant +\d+\.\d\d +\d+ {2}[+-]?\d+\.\d % \([+-]?\d+\.\d to [+-]?\d+\.\d\)$/m);
        expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThan(100);
        expect(leftOvers()).toEqual([]);
    });

    it('writes JSON, a page and the predictions', () => {
        const { status, stdout, stderr } = call('--lake', lake, '--format', 'json', '--html', 'page.html', '--write', 'made/here');
        expect(stderr).toBe('Wrote page.html.\nWrote the predictions to made/here.\n');
        expect(status).toBe(0);
        const { origins, measures } = JSON.parse(stdout) as BacktestResult;
        expect(origins.map(({ date }) => date)).toEqual(['2021-05-01', '2021-06-01']);
        expect(measures).toHaveLength(7);
        expect(readFileSync(join(folder, 'page.html'), 'utf8')).toMatch(/^<!doctype html>[^]*<\/html>\n$/);
        expect(readdirSync(join(folder, 'made', 'here')).sort()).toEqual(['days.parquet', 'products.parquet', 'purchases.parquet', 'waits.parquet']);
    });

    it('ends quietly when nobody reads its words', () => {
        const { stderr } = spawnSync('sh', ['-c', `"${process.execPath}" "${program}" backtest --lake "${lake}" | true`], { encoding: 'utf8', cwd: folder });
        expect(stderr).toBe('');
        expect(leftOvers()).toEqual([]);
    });

    it.each([
        [['--lake', 'absent'], 'There is no lake in '],
        [['--format', 'csv', '--lake', 'shop'], '--format "csv" is unknown: use one of table, json.'],
        [['--html', 'absent/page.html', '--lake', 'shop'], 'for --html: make it first.'],
        [['--html', 'shop', '--lake', 'shop'], '--html "shop" is not a file: name one.'],
        [['--html', 'shop/lake.duckdb', '--lake', 'shop'], 'would overwrite the file that is read'],
        [['--write', 'a-file', '--lake', 'shop'], '--write "a-file" cannot be made a folder (EEXIST): name one that is there or can be made.'],
        [['--write', 'a-file/below', '--lake', 'shop'], '--write "a-file/below" cannot be made a folder (ENOTDIR): name one'],
        [['--write', '', '--lake', 'shop'], '--write is empty: name a folder for the predictions.'],
        [['unexpected', '--lake', 'shop'], 'too many arguments'],
    ])('%j is wrong use: one sentence, exit code 2, the lake as it was', (args, sentence) => {
        writeFileSync(join(folder, 'a-file'), '');
        const before = readFileSync(join(lake, 'lake.duckdb'));
        const { status, stdout, stderr } = call(...args);
        expect(stderr).toContain(sentence);
        expect(stderr).not.toContain('    at ');
        expect(status).toBe(2);
        expect(stdout).toBe('');
        expect(readFileSync(join(lake, 'lake.duckdb')).equals(before)).toBe(true);
    });

    it.each([
        ['SIGINT', 0],
        ['SIGTERM', 0],
        ['SIGKILL', 1],
    ] as const)('ended by %s leaves no page, and %i folder that the next call removes', async (signal, left) => {
        const child = spawn(process.execPath, [program, 'backtest', '--lake', lake, '--html', 'never.html'], { cwd: folder, stdio: 'ignore' });
        const ended = new Promise((resolve) => child.once('exit', (_code, by) => resolve(by)));
        while (!leftOvers().some((name) => existsSync(join(lake, 'scratch', name, 'rebuilt.duckdb')))) {
            expect(child.exitCode).toBeNull();
            await new Promise((resolve) => setTimeout(resolve, 10));
        }
        child.kill(signal);
        expect(await ended).toBe(signal);
        expect(leftOvers()).toHaveLength(left);
        expect(readdirSync(folder).filter((name) => name.startsWith('never'))).toEqual([]);
        expect(call('--lake', lake).status).toBe(0);
        expect(leftOvers()).toEqual([]);
    });
});
