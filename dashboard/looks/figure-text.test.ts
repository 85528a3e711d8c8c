import { expect, it } from 'vitest';
import { durationText, priceText, timeText } from './figure-text.js';

it.each([
    [0.25, '0.25 s'],
    [59, '59 s'],
    [60, '1 min'],
    [200, '3 min 20 s'],
    [7_199.5, '1 h 59 min'],
    [86_400, '1 d'],
    [30 * 86_400 + 15 * 3_600 + 1, '30 d 15 h'],
])('names a time of %d seconds in its two largest units', (seconds, text) => {
    expect(durationText(seconds)).toBe(text);
});

it('writes a price with two to four decimals and what is missing as a dash', () => {
    expect([1234.5, 0.12345, -3, null].map(priceText)).toEqual(['1,234.50', '0.1235', '-3.00', '–']);
});

it('writes milliseconds of a time only where there are some', () => {
    expect([timeText('2020-04-01T00:00:00.000Z'), timeText('2020-04-01T00:00:00.500Z'), timeText(null)]).toEqual(['2020-04-01T00:00:00Z', '2020-04-01T00:00:00.500Z', '–']);
});
