import { expect, it } from 'vitest';
import { readChoice } from './choice.js';
import { periodOf } from './period.js';

const APRIL = { from: '2020-04-01', to: '2020-04-30' };
const of = (link: string, span = APRIL) => periodOf(readChoice(new URLSearchParams(link)), span);

it('compares the days that are over with the same a period earlier', () => {
    // Friday 24 to Thursday 30 April; the 30th is left out, and the 23rd with it.
    expect(of('')).toEqual({
        from: '2020-04-24',
        to: '2020-04-30',
        days: 7,
        compared: { now: { from: '2020-04-24', to: '2020-04-29' }, before: { from: '2020-04-17', to: '2020-04-22' } },
        whyNot: null,
    });
    expect(of('from=2020-04-06&to=2020-04-10').compared).toEqual({ now: { from: '2020-04-06', to: '2020-04-10' }, before: { from: '2020-04-01', to: '2020-04-05' } });
});

it.each([
    ['last=all', { from: '2020-04-01', to: '2020-04-30', days: 30 }, 'the lake begins on 2020-04-01'],
    ['last=16', { from: '2020-04-15', to: '2020-04-30', days: 16 }, 'the lake begins on 2020-04-01'],
    ['last=1', { from: '2020-04-30', to: '2020-04-30', days: 1 }, 'The day may not be over'],
    ['from=2020-04-06&to=2020-04-11', { from: '2020-04-06', to: '2020-04-11', days: 6 }, 'the lake begins on 2020-04-01'],
    ['from=2021-01-01', { from: '2021-01-01', to: '2021-01-01', days: 1 }, 'after the last day of the lake'],
    ['from=2021-01-01&to=2021-01-31', { from: '2021-01-01', to: '2021-01-31', days: 31 }, 'after the last day of the lake'],
    ['to=2019-01-31', { from: '2019-01-31', to: '2019-01-31', days: 1 }, 'the lake begins on 2020-04-01'],
])('says for %s why nothing is compared', (link, days, why) => {
    expect(of(link)).toEqual({ ...days, compared: null, whyNot: expect.stringContaining(why) });
});

it('goes over the ends of months and years', () => {
    expect(of('last=3', { from: '2019-01-01', to: '2020-01-02' })).toMatchObject({ from: '2019-12-31', compared: { now: { from: '2019-12-31', to: '2020-01-01' }, before: { from: '2019-12-28', to: '2019-12-29' } } });
    expect(of('last=2', { from: '2020-01-01', to: '2020-03-01' })).toMatchObject({ from: '2020-02-29', compared: { before: { from: '2020-02-27', to: '2020-02-27' } } });
});
