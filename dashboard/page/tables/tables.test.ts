import { describe, expect, it } from 'vitest';
import type { Bars, Funnel, HeatMap, Visual } from '../../visual.js';
import { visuals } from '../../visuals/index.js';
import { inventedAnswer, measured, OPEN_WEEK } from '../sentences/invented-answer.js';
import { answerTable } from './answer-table.js';
import { barsTable } from './bars-table.js';
import { funnelTable } from './funnel-table.js';
import { matrixTable } from './matrix-table.js';

const visual = <V extends Visual>(name: string): V => visuals.find((one) => one.name === name) as V;
/** The text of the cells, row by row. */
const cellsOf = (text: string): string[][] => [...text.matchAll(/<tr>([^]*?)<\/tr>/g)].map(([, row]) => [...row!.matchAll(/<t[hd][^>]*>([^]*?)<\/t[hd]>/g)].map(([, cell]) => cell!.replace(/<[^>]*>/g, '').replace(/\s+/g, ' ').trim()));
const rectsOf = (text: string, kind: string): number[] => [...text.matchAll(new RegExp(`class="${kind}" (?:x|width)="([\\d.]+)"`, 'g'))].map(([, length]) => Number(length));

describe('a ranking', () => {
    const columns = [{ title: 'Brand', role: 'name', holds: 'name' } as const, ...measured({ title: 'Revenue' }), ...measured({ title: 'Units', format: 'count' })];
    const answer = inventedAnswer({ columns, rows: [['<b>&', 80, 60, 100, 31, 29, 30], ['{a|b}', 20, 20, 0, 1, 1, 0], ['new', 10, 0, 0, 1, 0, 0]], total: 12, totals: [200, 9], period: OPEN_WEEK });
    const { text } = barsTable(visual<Bars>('brands'), answer);

    it('has the change of the days that are compared beside the number of all, judged where it is of thirty things or more', () => {
        expect(cellsOf(text)).toEqual([
            ['Brand', 'Revenue', 'Change', 'Units'],
            ['&lt;b&gt;&amp;', '80.00', '▼down 40.0 % (worse) 100.00 → 60.00', '31'],
            ['{a|b}', '20.00', '▲up from none 0 → 20.00', '1'],
            ['new', '10.00', '–', '1'],
        ]);
        expect(text).toContain('<caption>The first 3 of 12. Bars show revenue. Marks and change are of the days up to Thu 2026-11-26, against 7 days earlier. The faint end of a bar is Fri 2026-11-27, which may not be over.</caption>');
    });

    it('draws a bar up to the days that are compared, fainter on, and a mark where it was', () => {
        // all by the largest of the numbers, 100
        expect(rectsOf(text, 'fill')).toEqual([60, 20, 0]);
        expect(rectsOf(text, 'faint')).toEqual([80, 10]);
        expect(rectsOf(text, 'mark')).toEqual([99.4]);
    });
});

it('shows of a funnel what is left of the first stage and of the one before, and compares the share', () => {
    const columns = [{ title: 'Stage', role: 'name', holds: 'name' } as const, ...measured({ title: 'Sessions', format: 'count' })];
    const { text } = funnelTable(visual<Funnel>('funnel'), inventedAnswer({ columns, rows: [['Sessions', 200, 100, 100], ['Viewed', 100, 40, 50], ['Bought', 0, 0, 0]], period: OPEN_WEEK }));
    expect(cellsOf(text).slice(1)).toEqual([
        ['Sessions', '200', '100 %', '–', '–'],
        ['Viewed', '100', '50.0 %', '50.0 %', '▼down 10 points (worse)'],
        ['Bought', '0', '0 %', '0 %', 'as high'],
    ]);
    expect(rectsOf(text, 'fill')).toEqual([100, 50, 0]);
});

it('puts the hours of a week upright, and fills what has no event with 0', () => {
    const columns = [{ title: 'Weekday', role: 'name', holds: 'weekday' }, { title: 'Hour', role: 'name', holds: 'hour' }, { title: 'Purchases', role: 'value', format: 'count', wish: 'more' }] as const;
    const { text } = matrixTable(visual<HeatMap>('hours-of-the-week'), inventedAnswer({ columns, rows: [[1, 9, 5], [7, 10, 1234]] }));
    expect(cellsOf(text)).toEqual([['Hour', 'Mon', 'Sun'], ['09', '5', '0'], ['10', '0', '1,234']]);
});

it('parts the digits of what counts something, and never those of a key', () => {
    const columns = [{ title: 'Product', role: 'name', holds: 'number' }, { title: 'Records', role: 'name', holds: 'number' }] as const;
    expect(cellsOf(answerTable(inventedAnswer({ columns, rows: [[1000001, 401871]] }), 'x', new Set([1])).text)[1]).toEqual(['1000001', '401,871']);
});

it('shows names as text, whatever is in them, and no number as a dash', () => {
    const columns = [{ title: 'Name', role: 'name', holds: 'name' } as const, ...measured({ title: 'Share', format: 'share' }, false)];
    const { text } = answerTable(inventedAnswer({ columns, rows: [['<script>alert(1)</script>\u202e', null], [null, 0.5]] }), '"caption"');
    expect(cellsOf(text).slice(1)).toEqual([['&lt;script&gt;alert(1)&lt;/script&gt;\\u202e', '–'], ['–', '50.0 %']]);
    expect(text).toContain('<caption>&quot;caption&quot;</caption>');
    expect(text.match(/<script/g)).toBeNull();
});
