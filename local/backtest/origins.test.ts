import { describe, expect, it } from 'vitest';
import { originsBetween } from './origins.js';

/** Every day from one to another, both included. */
function daily(first: string, last: string): string[] {
    const days: string[] = [];
    for (let day = Date.parse(first); day <= Date.parse(last); day += 86_400_000) days.push(new Date(day).toISOString().slice(0, 10));
    return days;
}

describe('the days on which predictions are tried', () => {
    // 2021-01-01 and 120 days are 2021-05-01; from 2021-05-01 on, the sixtieth day is 2021-06-29.
    it.each([
        ['2021-01-01', '2021-06-29', ['2021-05-01']],
        ['2021-01-01', '2021-07-29', ['2021-05-01']],
        ['2021-01-01', '2021-07-30', ['2021-05-01', '2021-06-01']],
        ['2021-01-02', '2021-07-30', ['2021-06-01']],
        ['2020-08-15', '2021-03-01', ['2021-01-01']],
    ])('of purchases from %s to %s are %j', (first, last, origins) => {
        expect(originsBetween(daily(first, last))).toEqual({ first, last, daysAlone: 0, origins });
    });

    it.each([
        ['2021-01-01', '2021-06-28'],
        ['2021-01-02', '2021-06-29'],
        ['2021-01-01', '2021-01-01'],
    ])('of purchases from %s to %s are none, in one sentence', (first, last) => {
        expect(() => originsBetween(daily(first, last))).toThrow(`those of known customers go from ${first} to ${last}. Import more history.`);
    });

    it('do not follow from purchases that stand alone, before or after all others', () => {
        const [first, last] = ['2021-01-01', '2021-06-29'];
        expect(originsBetween(['2000-01-01', ...daily(first, last), '2099-12-30'])).toEqual({ first, last, daysAlone: 2, origins: ['2021-05-01'] });
        // sixty days apart they do not stand alone: 2020-11-02, and 2021-08-28
        expect(originsBetween(['2020-11-02', ...daily(first, last), '2021-08-28'])).toMatchObject({ first: '2020-11-02', last: '2021-08-28' });
        expect(originsBetween(['2020-11-01', ...daily(first, last), '2021-08-29'])).toMatchObject({ first, last });
    });

    it.each([
        [['2021-02-14'], 'not counting 1 day that stands alone, more than 60 days from any other'],
        [['2018-01-01', '2020-09-05', '2021-02-14'], 'not counting 3 days that stand alone, more than 60 days from any other'],
    ])('are none where most stand alone, and %j are told apart from those that are counted', (alone, text) => {
        expect(() => originsBetween([...alone, ...daily('2019-10-01', '2019-10-31')])).toThrow(`those of known customers go from 2019-10-01 to 2019-10-31, ${text}. Import more history.`);
    });

    it('leave out the months in whose sixty days nobody bought', () => {
        // those of 2020-11-01 end with 2020-12-30, those of 2020-12-01 with 2021-01-29
        const { origins } = originsBetween([...daily('2020-01-01', '2020-06-30'), ...daily('2021-01-01', '2021-07-31')]);
        expect(origins).toEqual(['2020-05-01', '2020-06-01', '2020-12-01', ...['01', '02', '03', '04', '05', '06'].map((month) => `2021-${month}-01`)]);
    });
});
