import { describe, expect, it } from 'vitest';
import { UsageError } from '../../local/errors.js';
import { type AsOf, asOfText, predictionDay } from './prediction-day.js';

const AS_OF: AsOf = { day: '2019-11-07', isWeekAfter: true, later: 2, isBehind: false };

describe('the day that predictions are as of', () => {
    it.each([
        [{}, '2019-11-07, a week after the last purchase that is counted; 2 purchases of known customers after it stand alone, with none in the 60 days before, and are not counted'],
        [{ later: 1 }, '2019-11-07, a week after the last purchase that is counted; 1 purchase of known customers after it stands alone, with none in the 60 days before, and is not counted'],
        [{ later: 0 }, '2019-11-07, a week after the last purchase that is counted'],
        [{ later: 0, isWeekAfter: false }, '2019-11-07, the last day with an event'],
        [{ later: 1200, isBehind: true }, '2019-11-07; 1,200 purchases of known customers after it are not counted'],
        [{ later: 0, isBehind: true }, '2019-11-07'],
    ] satisfies [Partial<AsOf>, string][])('with %j is told with its reason', (other, text) => {
        expect(asOfText({ ...AS_OF, ...other })).toBe(text);
    });
});

describe('the day that is asked for', () => {
    it.each(['2019-11-08', '2020-01-06'])('may be %s, of the sixty after it', (day) => {
        expect(predictionDay(day, AS_OF)).toBe(day);
    });

    it.each(['2019-11-07', '2020-01-07', '2021-03-01'])('is not %s, and why', (day) => {
        expect(() => predictionDay(day, AS_OF)).toThrow(new UsageError(`--on ${day} is not predicted: predictions are as of ${asOfText(AS_OF)}. Name a day from 2019-11-08 to 2020-01-06.`));
    });

    it('is one of the calendar', () => {
        expect(() => predictionDay('2019-11-31', AS_OF)).toThrow('--on "2019-11-31" is no day of the calendar: write it as 2026-11-28.');
    });
});
