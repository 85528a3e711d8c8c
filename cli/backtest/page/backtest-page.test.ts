import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { BANDS, type BacktestResult, type Score } from '../../../local/backtest/backtest-result.js';
import { MEASURES } from '../../../local/backtest/measures.js';
import { backtestPage } from './backtest-page.js';

const byBand: Score['byBand'] = BANDS.map((_, place) => (place === 3 ? null : 4 + place));
const score = (forecast: string, value: number, comparison: Score['comparison']): Score => ({ forecast, value, count: 1234, comparison, byBand });

const RESULT: BacktestResult = {
    first: '2021-01-01',
    last: '2021-08-31',
    daysAlone: 0,
    origins: [
        { date: '2021-05-01', customers: 1000, returned: 600 },
        { date: '2021-06-01', customers: 1234, returned: 634 },
    ],
    measures: [
        { measure: MEASURES.waits, scores: [score('prediction', 12.34, null), score('constant', 13.5, { difference: -8.6, low: -10.2, high: -6.5 }), score('personal mean', 17.3, { difference: -28.7, low: -31, high: -26 })] },
        { measure: MEASURES.returns, scores: [score('prediction', 0.2045, null), score('base rate', 0.21, { difference: -2.6, low: -6.1, high: 1.2 })] },
        { measure: MEASURES.hits, scores: [score('prediction', 0.672, null), score('personal top 3', 0.652, { difference: 2, low: 0.6, high: 3.4 })] },
        { measure: { name: 'Order of days, 30 days', unit: 'AUC', isLessBetter: false, comparedIn: 'points', meaning: 'Which is higher.' }, scores: [score('prediction', 0.756, null), score('base rate × weekday', 0.633, null)] },
    ],
    coverage: [
        { level: 50, claimed: 0.53, observed: 0.548, count: 1234 },
        { level: 90, claimed: 0.924, observed: 0.931, count: 1234 },
    ],
    returns: [
        { predicted: 0.3, observed: 0.25, count: 1000 },
        { predicted: 0.8, observed: 0.81, count: 1234 },
    ],
    days: [{ predicted: 0.021, observed: 0.019, count: 67020 }],
    products: [{ predicted: 0.4, observed: 0.44, count: 3702 }],
};

const page = backtestPage(RESULT);
const tagsOf = (text: string): string[] => text.match(/<[^>]*>/g)!;
const sectionOf = (title: string): string => page.slice(page.indexOf(`<h2>${title}</h2>`)).split('</section>')[0]!;
const cellsOf = (section: string): string[][] => [...section.matchAll(/<tr>([^]*?)<\/tr>/g)].map(([, row]) => [...row!.matchAll(/<t[hd][^>]*>([^<]*)/g)].map(([, text]) => text!));

describe('the page of a backtest', () => {
    it('has the numbers of the result, in a sentence and in a table', () => {
        const dates = sectionOf('Date, of those who return');
        expect(dates).toContain('<p>12.34 days off, -8.6 % (-10.2 to -6.5) against the best of the other forecasts, constant (13.50).</p>');
        expect(cellsOf(dates)).toEqual([
            ['forecast', 'value', 'prediction against it', 'of'],
            ['prediction', '12.34', '', '1,234'],
            ['constant', '13.50', '-8.6 % (-10.2 to -6.5)', '1,234'],
            ['personal mean', '17.30', '-28.7 % (-31.0 to -26.0)', '1,234'],
        ]);
        expect(cellsOf(sectionOf('Intervals of the date'))).toEqual([
            ['interval', 'claimed', 'observed', 'of'],
            ['50 %', '53.0 %', '54.8 %', '1,234'],
            ['90 %', '92.4 %', '93.1 %', '1,234'],
        ]);
        expect(cellsOf(sectionOf('Do chances come true?'))).toContainEqual(['2.1 %', '1.9 %', '67,020']);
        expect(cellsOf(sectionOf('Date, of those who return, by purchases before'))).toContainEqual(['constant', '4.00', '5.00', '6.00', '–', '8.00', '9.00']);
        expect(cellsOf(sectionOf('The days of prediction'))).toContainEqual(['2021-06-01', '1,234', '634', '51.4 %']);
        expect(page).toContain('Purchases from 2021-01-01 to 2021-08-31. On 2 days, ');
        expect(backtestPage({ ...RESULT, daysAlone: 1 })).toContain('Purchases from 2021-01-01 to 2021-08-31, not counting 1 day that stands alone. On 2 days, ');
        expect(page).toContain('<b>2,234</b><span>customers × days of prediction; 1,234 came back');
    });

    it('says where a difference may be chance, and which direction is better', () => {
        expect(sectionOf('Return within 60 days')).toContain('the interval has 0 in it, so that chance may explain the difference');
        expect(sectionOf('Date, of those who return')).not.toContain('chance may explain');
        expect(sectionOf('Date, of those who return')).toContain('Left of 0 the prediction is better');
        expect(sectionOf('A hit among three products')).toContain('Right of 0 the prediction is better');
    });

    it('draws dots between the ends of their intervals, on one scale', () => {
        const rows = [...sectionOf('Date, of those who return').matchAll(/class="whisker" x1="([\d.]+)%" x2="([\d.]+)%"[^]*?cx="([\d.]+)%"/g)].map((found) => found.slice(1).map(Number));
        const zero = Number(/class="zero" x1="([\d.]+)%"/.exec(sectionOf('Date, of those who return'))![1]);
        expect(rows).toHaveLength(2);
        // From 0 the distances are as the differences.
        const scale = (zero - rows[0]![2]!) / 8.6;
        for (const [place, [low, high, dot]] of [[10.2, 6.5, 8.6], [31, 26, 28.7]].entries()) {
            expect((zero - rows[place]![0]!) / scale).toBeCloseTo(low!, 1);
            expect((zero - rows[place]![1]!) / scale).toBeCloseTo(high!, 1);
            expect((zero - rows[place]![2]!) / scale).toBeCloseTo(dot!, 1);
        }
    });

    it('runs and fetches nothing: its policy allows its one style alone', () => {
        const style = /<style>([^]*?)<\/style>/.exec(page)![1]!;
        expect(page).toContain(`content="default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'"`);
        expect(style).not.toMatch(/url\(|@import|@font-face/);
        for (const tag of tagsOf(page)) expect(tag).not.toMatch(/^<script|https?:|\/\/|url\(| (on\w+|src|href|style)=/);
    });

    it('takes its colours from the scheme of the reader', () => {
        const colors = new Set(tagsOf(page).flatMap((tag) => [...tag.matchAll(/ (?:fill|stroke)="([^"]*)"/g)].map(([, color]) => color!)));
        expect([...colors].filter((color) => !/^(none|transparent|var\(--[\w-]+\))$/.test(color))).toEqual([]);
        for (const name of new Set(page.match(/var\(--[\w-]+\)/g))) expect(page.split(`${name.slice(4, -1)}:`).length - 1, name).toBe(2);
    });

    it('has for every chart a sentence, and a table behind it', () => {
        const charts = tagsOf(page).filter((tag) => tag.includes('role="img"'));
        // three plots of differences, three of chances, three by purchases for wide and for narrow screens
        expect(charts).toHaveLength(12);
        for (const chart of charts) expect(chart).toMatch(/aria-label="[^"]+\. The same numbers are in the table below\."/);
        expect(page.match(/<details>/g)).toHaveLength(10);
    });

    it('of a backtest in which nobody came back has no broken numbers', () => {
        const none = backtestPage({ ...RESULT, origins: [{ date: '2021-05-01', customers: 3, returned: 0 }], measures: [{ measure: MEASURES.returns, scores: [score('prediction', 0.01, null), score('base rate', 0, null)] }], coverage: [], products: [], returns: [{ predicted: 0, observed: 0, count: 3 }] });
        expect(none).not.toMatch(/NaN|Infinity|undefined|null/);
        expect(none).toContain('0.01000 (Brier score), against 0.00000 of the best of the other forecasts, base rate.');
    });
});
