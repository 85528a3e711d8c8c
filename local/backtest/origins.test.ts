import { describe, expect, it } from 'vitest';
import { originsBetween } from './origins.js';

/** Every day of two years has a purchase. */
const ALL_DAYS = Array.from({ length: 730 }, (_, day) => new Date(Date.UTC(2021, 0, 1 + day)).toISOString().slice(0, 10));

describe('the days on which predictions are tried', () => {
    // 2021-01-01 and 120 days are 2021-05-01; from 2021-05-01 on, the sixtieth day is 2021-06-29.
    it.each([
        ['2021-01-01', '2021-06-29', ['2021-05-01']],
        ['2021-01-01', '2021-07-29', ['2021-05-01']],
        ['2021-01-01', '2021-07-30', ['2021-05-01', '2021-06-01']],
        ['2021-01-02', '2021-07-30', ['2021-06-01']],
        ['2020-08-15', '2021-03-01', ['2021-01-01']],
    ])('of purchases from %s and events to %s are %j', (first, last, origins) => {
        expect(originsBetween(first, last, ALL_DAYS)).toEqual(origins);
    });

    it.each([
        ['2021-01-01', '2021-06-28'],
        ['2021-01-02', '2021-06-29'],
        ['2021-01-01', '2021-01-01'],
    ])('of purchases from %s and events to %s are none, in one sentence', (first, last) => {
        expect(() => originsBetween(first, last, ALL_DAYS)).toThrow(`begin on ${first} and the lake ends on ${last}. Import more history.`);
    });

    it('leave out the months in whose sixty days nobody bought', () => {
        expect(originsBetween('2021-01-01', '2099-12-31', ['2021-01-01', '2021-05-30', '2099-12-30'])).toEqual(['2021-05-01', '2099-11-01']);
        // the sixty days of 2021-03-01 end with 2021-04-29
        expect(originsBetween('2020-01-01', '2021-05-31', ['2020-01-01', '2021-04-30'])).toEqual(['2021-04-01']);
        expect(originsBetween('2020-01-01', '2021-05-31', ['2020-01-01', '2021-04-29'])).toEqual(['2021-03-01', '2021-04-01']);
    });
});
