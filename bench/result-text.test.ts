import { expect, it } from 'vitest';
import { resultOf } from './figures.js';
import { figuresText, resultText, short } from './result-text.js';

it('writes numbers with the digits that are worth reading', () => {
    expect([12345.6, 99.94, 9.994, 0.5, 0.0123, 0, null].map(short)).toEqual(['12,346', '99.9', '9.99', '0.50', '0.012', '0', '']);
});

it('puts the unit behind the number', () => {
    expect(figuresText({ 'database MB': 17.31, 'p50 ms': 7, runs: 1090, 'changes a second': 4999.7 })).toBe('database 17.3 MB, p50 7.00 ms, runs 1,090, changes a second 5,000');
});

it('shows results with their further figures, and where the seconds go', () => {
    const turn = { seconds: 10, baselineSeconds: 4, megabytes: 300, figures: { 'database MB': 20 }, steps: { 'clean.users': 0.1, 'clean.events': 6, accounts: 0.1, checks: 3 } };
    expect(resultText([resultOf({ name: 'run', rows: 5, baseline: 'one statement', turns: [turn] })]).split('\n')).toEqual([
        '     seconds  baseline s  ratio  peak MB  baseline',
        '───  ───────  ──────────  ─────  ───────  ─────────────',
        'run     10.0        4.00   2.50      300  one statement',
        'run: database 20.0 MB',
        'run, its steps: clean.events 6.00 s, checks 3.00 s, 2 others 0.20 s, outside of them 0.80 s',
    ]);
});
