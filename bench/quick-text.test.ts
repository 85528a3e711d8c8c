import { expect, it } from 'vitest';
import { resultOf } from './figures.js';
import { quickText } from './quick-text.js';
import type { RecordedQuick } from './recorded.js';

const machine = { cpu: 'Some Processor', cores: 2, gigabytes: 25, node: '20.1.0', duckdb: '1.5.5' };
const quick = (date: string, seconds: number, baselineSeconds: number, rows = 1_000_000): RecordedQuick => ({
    date,
    machine,
    load: 0.25,
    results: { month: [resultOf({ name: 'import and run', rows, baseline: 'one statement', turns: [{ seconds, baselineSeconds, megabytes: 512.4, figures: {} }] })] },
});

it("shows today's ratios beside the recorded ones, with the date of those", () => {
    expect(quickText(quick('2026-12-02', 9, 2), quick('2026-11-28', 6, 2))).toBe(
        [
            'today     2026-12-02, load 0.3, 2 × Some Processor, 25 GB, Node 20.1.0, DuckDB 1.5.5',
            'recorded  2026-11-28, load 0.3, 2 × Some Processor, 25 GB, Node 20.1.0, DuckDB 1.5.5',
            '                            rows  turns  ratio  recorded  change  seconds  recorded  peak MB  recorded',
            '─────────────────────  ─────────  ─────  ─────  ────────  ──────  ───────  ────────  ───────  ────────',
            'month: import and run  1,000,000      1   4.50      3.00  +50 %      9.00      6.00      512       512',
            'Ratios are to, of import and run: one statement.',
        ].join('\n'),
    );
});

it('shows them alone where nothing was recorded, or something else', () => {
    const now = quick('2026-12-02', 9, 2);
    expect(quickText(now, null)).toContain('recorded  nothing yet: --quick --record');
    for (const before of [null, quick('2026-11-28', 6, 2, 500_000)]) expect(quickText(now, before)).toMatch(/^month: import and run +1,000,000 +1 +4\.50 +9\.00 +512$/m);
});

it('says what became better, and what stayed', () => {
    expect(quickText(quick('2026-12-02', 3, 2), quick('2026-11-28', 6, 2))).toContain('-50 %');
    expect(quickText(quick('2026-12-02', 5.99, 2), quick('2026-11-28', 6, 2))).toContain(' 0 %');
});
