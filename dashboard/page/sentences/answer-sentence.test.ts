import { expect, it } from 'vitest';
import type { Answer } from '../../answers/answer.js';
import type { Visual } from '../../visual.js';
import { visuals } from '../../visuals/index.js';
import { phraseText } from '../phrase.js';
import { answerSentence } from './answer-sentence.js';
import { inventedAnswer, measured, OPEN_WEEK, WHOLE_WEEK } from './invented-answer.js';

const visual = (name: string): Visual => visuals.find((one) => one.name === name)!;
const say = (name: string, answer: Answer): string => phraseText(answerSentence(visual(name), answer));
const name = (title: string, holds: 'name' | 'path' | 'day' | 'number' | 'weekday' | 'hour' | 'time' | 'seconds' | 'share' | 'money' | 'yes or no' = 'name') => ({ title, role: 'name', holds }) as const;

it('tells a figure with how it moved, and up to when where the last day may not be over', () => {
    const columns = measured({ title: 'Revenue' });
    expect(say('revenue', inventedAnswer({ columns, rows: [[352_114.2, 352_114.2, 338_224.9]], period: WHOLE_WEEK }))).toBe('352,114, 4.1 % more (better) than in the 7 days before (338,225).');
    expect(say('revenue', inventedAnswer({ columns, rows: [[400_000, 309_921.86, 331_555.07]], period: OPEN_WEEK }))).toBe('400,000. Up to Thu 2026-11-26: 309,922, 6.5 % less (worse) than 7 days earlier (331,555).');
    expect(say('revenue', inventedAnswer({ columns: measured({ title: 'Revenue' }, false), rows: [[5.5]], period: { ...OPEN_WEEK, compared: null, whyNot: 'The lake is young.' } }))).toBe('5.50.');
});

it('tells a share in percentage points, of which less may be better', () => {
    const columns = measured({ title: 'Abandoned carts', format: 'share', wish: 'less' });
    expect(say('abandonment', inventedAnswer({ columns, rows: [[0.64, 0.64, 0.66]], period: WHOLE_WEEK }))).toBe('64.0 %, 2 percentage points lower (better) than in the 7 days before (66.0 %).');
    expect(say('abandonment', inventedAnswer({ columns, rows: [[0.64, 0.64, null]], period: WHOLE_WEEK }))).toBe('64.0 %; nothing to compare with in the 7 days before.');
    expect(say('abandonment', inventedAnswer({ columns, rows: [[null, null, 0.5]], period: WHOLE_WEEK }))).toBe('Nothing in these days of which this could be a share.');
});

it('says of many times as much that it is that, and of nothing before that there was none', () => {
    const columns = measured({ title: 'Purchases', format: 'count' });
    const of = (now: number, before: number) => say('purchases', inventedAnswer({ columns, rows: [[now, now, before]], period: WHOLE_WEEK }));
    expect(of(2500, 100)).toBe('2,500, 25 times as many (better) as in the 7 days before (100).');
    expect(of(3, 0)).toBe('3, more (better) than in the 7 days before (none).');
    expect(of(0, 0)).toBe('0, as in the 7 days before.');
    expect(of(7, 7)).toBe('7, as many as in the 7 days before (7).');
});

it('tells where in a funnel most are lost, and how many come to its end', () => {
    const columns = [name('Stage'), ...measured({ title: 'Sessions', format: 'count' })];
    // 3 of 100 against 4 of 80, which is 5 %; 88 of 100 are lost between the second and the third stage
    const rows = [['Sessions', 100, 100, 80], ['Viewed', 98, 98, 80], ['Cart', 10, 10, 20], ['Bought', 3, 3, 4]] as const;
    expect(say('funnel', inventedAnswer({ columns, rows, period: WHOLE_WEEK }))).toBe('3.0 % of the sessions come to “Bought”, 2 percentage points lower (worse) than in the 7 days before (5.0 %). Most are lost between “Viewed” and “Cart”: 88.0 % of the sessions.');
    expect(say('funnel', inventedAnswer({ columns, rows: rows.map(([stage]) => [stage, 0, 0, 0]), period: WHOLE_WEEK }))).toBe('No sessions in these days.');
});

it('sums a trend over the days that are compared, and names the day with most', () => {
    const columns = [name('Day', 'day'), { title: 'Revenue', role: 'value', format: 'money', wish: 'more' }, { title: 'Revenue, 7 days before', role: 'before', format: 'money' }] as const;
    // up to the 26th: 6 × 1,000 + 500 = 6,500 against 6 × 1,250 = 7,500; the 27th is left out on both sides
    const rows = ['21', '22', '23', '24', '25', '26'].map((day) => [`2026-11-${day}`, day === '23' ? 1500 : 1000, 1250]);
    const answer = inventedAnswer({ columns, rows: [...rows, ['2026-11-27', 20, 9000]], totals: [6520], period: OPEN_WEEK });
    expect(say('revenue-by-day', answer)).toBe('6,520 in 7 days. Up to Thu 2026-11-26: 6,500, 13.3 % less (worse) than 7 days earlier (7,500). The most was on Mon 2026-11-23 with 1,500.');
    expect(say('revenue-by-day', inventedAnswer({ columns, rows: [['2026-11-27', 0, 0]], totals: [0], period: OPEN_WEEK }))).toBe('No revenue in these days.');
});

it('counts the days on which a share was higher, as shares of days cannot be summed', () => {
    const columns = [name('Day', 'day'), { title: 'Conversion', role: 'value', format: 'share', wish: 'more' }, { title: 'before', role: 'before', format: 'share' }] as const;
    const rows = [['2026-11-21', 0.05, 0.04], ['2026-11-22', 0.03, 0.04], ['2026-11-23', null, 0.04], ['2026-11-27', 0.01, 0.9]];
    expect(say('conversion-by-day', inventedAnswer({ columns, rows, totals: [0.041], period: OPEN_WEEK }))).toBe('4.1 % in 4 days; on 1 of 2 days higher than 7 days earlier. The highest was on Sat 2026-11-21 with 5.0 %.');
});

it('tells the hour of the week with most, over midnight too, and how many have as many', () => {
    const columns = [name('Weekday', 'weekday'), name('Hour', 'hour'), { title: 'Purchases', role: 'value', format: 'count', wish: 'more' }] as const;
    expect(say('hours-of-the-week', inventedAnswer({ columns, rows: [[4, 14, 23], [7, 23, 5]], totals: [28] }))).toBe('Most purchases on Thursdays from 14:00 to 15:00 UTC: 23 of 28.');
    expect(say('hours-of-the-week', inventedAnswer({ columns, rows: [[1, 0, 1], [7, 23, 5], [7, 22, 5]], totals: [11] }))).toBe('Most purchases on Sundays from 23:00 to 00:00 UTC: 5 of 11, and as many in another hour.');
    expect(say('hours-of-the-week', inventedAnswer({ columns, rows: [], totals: [0] }))).toBe('No purchases in these days.');
});

it('tells how many of the newest cohort came again, against the one before', () => {
    const columns = [name('First visit in the week from', 'day'), name('Weeks later', 'number'), { title: 'Came again', role: 'value', format: 'share', wish: 'more' }] as const;
    const rows = [['2026-11-02', 0, 1], ['2026-11-02', 1, 0.475], ['2026-11-09', 0, 1], ['2026-11-09', 1, 0.454], ['2026-11-16', 0, 1]];
    expect(say('cohorts', inventedAnswer({ columns, rows }))).toBe('Of those who came first in the week from 2026-11-09, 45.4 % came again one week later, 2.1 percentage points lower (worse) than of those who came first the week before (47.5 %).');
    expect(say('cohorts', inventedAnswer({ columns, rows: [['2026-11-16', 0, 1]] }))).toBe('No week after a first visit is over yet.');
});

it('tells who leads with which part of all, and the highest and lowest share', () => {
    const sales = [name('Brand'), ...measured({ title: 'Revenue' }), ...measured({ title: 'Units', format: 'count' })];
    expect(say('brands', inventedAnswer({ columns: sales, rows: [['acme', 450, 450, 500, 9, 9, 9], ['ünder', 100, 0, 0, 2, 0, 0]], total: 40, totals: [1000, 60], period: WHOLE_WEEK }))).toBe('acme leads with 45.0 % of the revenue: 450.00, 10.0 % less (worse) than in the 7 days before (500.00).');
    expect(say('brands', inventedAnswer({ columns: sales, rows: [], totals: [0, 0], period: WHOLE_WEEK }))).toBe('No revenue in these days.');
    expect(say('brands', inventedAnswer({ columns: sales, rows: [['acme', 0, 0, 0, 0, 0, 0]], totals: [0, 0], period: WHOLE_WEEK }))).toBe('No revenue in these days.');
    const visits = [name('Channel'), ...measured({ title: 'Sessions', format: 'count' }, false), ...measured({ title: 'Conversion', format: 'share' }, false)];
    expect(say('channels', inventedAnswer({ columns: visits, rows: [['organic', 60, 0.01], ['email', 30, 0.05], ['paid', 10, null]], totals: [100, 0.02] }))).toBe('organic leads with 60.0 % of the sessions: 60, then email with 30.0 %. The highest conversion has email with 5.0 %, the lowest organic with 1.0 %.');
    expect(say('channels', inventedAnswer({ columns: visits, rows: [['unknown', 60, 0.01]], totals: [60, 0.01] }))).toBe('All 60 sessions are of unknown.');
});

it('does not divide by all rows what counts customers once for each row', () => {
    const columns = [name('Policy'), ...measured({ title: 'Recurrent customers', format: 'count' }, false), ...measured({ title: 'Customers', format: 'count' }, false), ...measured({ title: 'Share', format: 'share' }, false)];
    expect(say('recurrence', inventedAnswer({ columns, rows: [['twice in 30 days', 12, 100, 0.12], ['every 30 days', 5, 100, 0.05]], totals: [17, 200, 0.085] }))).toBe('By twice in 30 days: 12 of 100 customers, 12.0 %, the most of 2.');
    expect(say('recurrence', inventedAnswer({ columns, rows: [['twice in 30 days', 0, 100, 0]], totals: [0, 100, 0] }))).toBe('None of 100 customers, by whichever policy.');
});

it('tells which of the products that are seen most are bought least and most', () => {
    const columns = [name('Product', 'number'), name('Name'), name('Brand'), name('Category', 'path'), ...measured({ title: 'Sessions that saw it', format: 'count' }, false), ...measured({ title: 'Conversion', format: 'share' }, false), ...measured({ title: 'Revenue' }, false)];
    // the median of 20, 30, 200, 300 is 200 by rank: the two that fewest saw are left out, though one converts best
    const rows = [[1, 'Lamp', 'a', 'x', 300, 0.01, 5], [2, null, 'b', 'x', 200, 0.04, 5], [3, null, null, 'x', 30, 0.5, 5], [4, null, null, 'x', 20, 0, 5]];
    expect(say('products', inventedAnswer({ columns, rows, total: 9, totals: [700, 0.02, 20] }))).toBe('Conversion is 2.0 % over all 9 products. Of the 2 with most sessions that saw it, the lowest has Lamp 1 (1.0 % of the 300), the highest b 2 (4.0 % of the 200).');
    expect(say('products', inventedAnswer({ columns, rows: [] }))).toBe('No products of which enough is known.');
});

it('tells what a list comes to', () => {
    const list = (of: string, rows: Answer['rows'], part: Partial<Answer> = {}) => {
        const listing = visual(of);
        if (listing.kind !== 'list') throw new Error(`${of} is no list`);
        return say(of, inventedAnswer({ columns: listing.columns.map(({ title, holds }) => name(title, holds as 'name')), rows, ...part }));
    };
    expect(list('freshness', [['events', '2026-11-27T10:00:00.500Z', 0, 4], ['users', '2026-11-27T09:00:00.000Z', 3600.5, 4]])).toBe('The newest change is from 2026-11-27 10:00:00 UTC. The longest without a change is users: 1 h, which is no fault where nothing changed in the shop.');
    expect(list('account', [['events', 100, 90, 5, 0, 5, 0.05, true], ['users', 100, 100, 0, 0, 0, 0, true]])).toBe('Yes, in all 2 tables; 5 of 200 records wait in quarantine (2.5 %).');
    expect(list('account', [['events', 100, 90, 5, 0, 5, 0.05, true], ['users', 100, 99, 0, 0, 0, 0, false]])).toContain('No: it does not close in users.');
    const clean = ['fact', 'complete funnels', 0.9, 0.5, 50];
    expect(list('quality', [clean, ['fact', 'missing: brand', 0.2, 0.13, 5], ['fact', 'missing: device', 0.1, 0.2, 5]])).toBe('The largest is “missing: device” in fact with 20.0 %. Larger in the last run than over all runs is most “missing: brand” in fact: 20.0 % against 13.0 %.');
    expect(list('quality', [clean, ['fact', 'missing: brand', 0.2, 0.2, 5]])).toBe('The largest is “missing: brand” in fact with 20.0 %. None was larger in the last run than over all runs.');
    expect(list('quality', [clean])).toBe('Nothing that was counted is a fault.');
    expect(list('price-anomalies', [['2026-11-21', 7, null, 'a', 'x', 1, 10, -9, 1], ['2026-11-20', 8, null, 'a', 'x', 12, 10, 2, 1]], { total: 2, period: WHOLE_WEEK })).toBe('2 prices are far from what the product usually costs; the largest difference has product 7: 1.00 instead of 10.00.');
    expect(list('price-anomalies', [], { period: WHOLE_WEEK })).toBe('None in these days.');
    const due = (customer: string, chance: number) => [1, customer, chance, '2026-11-28', '2026-11-27', '2026-11-30', 'Lamp', 0.4, null, null, null, null];
    expect(list('customers-due', [due('C-7', 0.9), due('C-8', 0.5), due('C-9', 0.49)])).toBe('2 customers have a chance of half or more to buy within seven days. The likeliest is C-7 with 90.0 %, and the product “Lamp” with 40.0 %.');
    expect(list('customers-due', [due('C-9', 0.3)])).toBe('No customer has a chance of half or more to buy within seven days. The likeliest is C-9 with 30.0 %, and the product “Lamp” with 40.0 %.');
    expect(list('customers-due', Array.from({ length: 20 }, () => due('C-7', 0.6)), { total: 100 })).toContain('20 or more customers have');
});
