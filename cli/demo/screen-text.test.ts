import { expect, test } from 'vitest';
import { type DemoState, newState } from '../../local/demo/demo-state.js';
import type { LakeFigures } from '../../local/demo/lake-figures.js';
import { COLOURED, PLAIN } from './paint.js';
import { screenText } from './screen-text.js';

const START = Date.parse('2026-11-22T10:00:00Z');
const FIGURES: LakeFigures = {
    days: [
        { day: '2026-11-22', sessions: 12, withView: 10, withCart: 5, withPurchase: 1, revenue: 99.5 },
        { day: '2026-11-21', sessions: 20, withView: 20, withCart: 2, withPurchase: 0, revenue: 0 },
    ],
    events: 399_886,
    sessions: 112_042,
    waiting: 709,
    runs: 3,
    accounts: { records: 3, applied: 3, superseded: 0, duplicate: 0, quarantined: 0 },
    replicated: 1_980,
};

function living(): DemoState {
    const state = newState(START);
    state.stage = 'lives';
    state.history = null;
    state.shop = { changes: 2_131, transactions: 801, since: START };
    state.pace.add(START + 40_000, 500);
    state.replicated = 2_087;
    state.lag = { bytes: 1_234, seconds: 0.44 };
    state.lastRun = { id: 7, seconds: 0.42, records: 250 };
    state.figures = FIGURES;
    state.newestCommit = START + 39_000;
    state.freshness.add(2_994, 9);
    state.freshness.add(5_994, 1);
    state.verified = { times: 1, unequal: 0, at: START + 30_000, isEqual: true, rows: 5_012, differences: 0, since: START, seconds: 1 };
    return state;
}

const shown = (state: DemoState, columns: number, rows: number) => screenText(state, { columns, rows, now: START + 42_000, paint: PLAIN, lakeOption: '' });

test('a picture of the way, figures and the funnel fit 80 columns and 24 lines', () => {
    expect(shown(living(), 80, 24)).toEqual([
        'A shop and its lake, live                                 42 s · Ctrl-C ends it',
        '',
        '      2,131              2,087       1,980        399,886       112,042',
        'shop ──────▶ PostgreSQL ──────▶ raw ──────▶ clean ──────▶ model ──────▶ funnel',
        '     changes            changes     changes       events       sessions',
        '',
        'shop        50 changes a second, 801 transactions',
        'replication 1.2 KB of log and 0.4 s behind the shop',
        'run         7: 250 records in 0.42 s',
        'freshness   newest change 3.0 s old; from commit to here p50 3.0 s, p95 6.0 s',
        'quarantine  709 records wait (./lake quarantine)',
        'verified    equal in what changed since 10:00:00 UTC, 5,012 rows, 12.0 s ago',
        '',
        'funnel      ░ viewed ▒ cart █ bought      viewed     cart   bought      revenue',
        'today       █▒▒▒▒▒▒░░░░░░░                    10        5        1          100',
        '2026-11-21  ▒▒▒░░░░░░░░░░░░░░░░░░░░░░░░       20        2        0            0',
    ]);
});

test('a lake without anything says what it waits for', () => {
    expect(shown(newState(START), 60, 24).slice(2)).toEqual([
        'shop ▶ PostgreSQL ▶ raw ▶ clean ▶ model ▶ funnel',
        '',
        'shop        opens when replication follows it',
        'replication begins',
        'run         –',
        'freshness   –',
        'quarantine  –',
        'verified    –',
        '',
        'funnel      looking whether it is there',
    ]);
});

test('numbers of any length keep their columns', () => {
    const state = living();
    state.shop = { changes: 999_999, transactions: 1, since: START };
    state.replicated = 999_999_999;
    state.figures = { ...FIGURES, events: 1_239_999, sessions: 12_345_678_901, days: [{ ...FIGURES.days[0]!, withView: 1_000_000, revenue: 123_456_789_012 }] };
    const lines = shown(state, 80, 24);
    expect(lines[2]).toBe('     999,999             999 M       1,980        1.23 M        12.3 G');
    expect(lines.at(-1)).toBe('today       █░░░░░░░░░░░░░░░░░░░░░░░░░░   1.00 M        5        1        123 G');
});

test.each([
    [30, 24],
    [80, 10],
    [20, 3],
    [200, 60],
])('%i columns and %i lines are never exceeded, and one line is left for the cursor', (columns, rows) => {
    const state = living();
    state.notice = { at: START + 41_000, text: `A notice that is long and has an \x1b[2J escape ${'and goes on '.repeat(20)}` };
    for (const paint of [PLAIN, COLOURED]) {
        const lines = screenText(state, { columns, rows, now: START + 42_000, paint, lakeOption: '' });
        expect(lines.length).toBeLessThan(rows);
        for (const line of lines) {
            expect([...line.replace(/\x1b\[\d+m/g, '')].length).toBeLessThan(columns);
            expect(line).not.toContain('\x1b[2J');
        }
    }
});

test('a command that is proposed is about the lake that is shown', () => {
    const state = living();
    state.verified = { ...state.verified!, isEqual: false, differences: 2 };
    const lines = screenText(state, { columns: 100, rows: 24, now: START + 42_000, paint: PLAIN, lakeOption: ' --lake "shop"' });
    expect(lines).toContain('quarantine  709 records wait (./lake quarantine --lake "shop")');
    expect(lines).toContain('verified    2 rows differ: call ./lake verify --lake "shop", 5,012 rows, 12.0 s ago');
});

test('a comparison of everything is told from one of what is new', () => {
    const state = living();
    state.verified = { ...state.verified!, since: null };
    expect(shown(state, 80, 24)).toContain('verified    equal in every layer, 5,012 rows, 12.0 s ago');
});

test('a notice stands below the funnel for half a minute', () => {
    const state = living();
    state.notice = { at: START + 12_001, text: 'PostgreSQL has ended.' };
    expect(shown(state, 80, 24).at(-1)).toBe('! PostgreSQL has ended.');
    state.notice = { at: START + 11_999, text: 'PostgreSQL has ended.' };
    expect(shown(state, 80, 24).at(-1)).toContain('2026-11-21');
});
