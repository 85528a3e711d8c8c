import { expect, it } from 'vitest';
import { moneyText, numberText, shareText } from './number-text.js';

it.each([
    [0, '0 %'],
    [0.0000123, '0.0012 %'],
    [0.00456, '0.46 %'],
    [0.0307, '3.1 %'],
    [0.12345, '12.3 %'],
    [0.99949, '99.9 %'],
    [0.99951, '> 99.9 %'],
    [1, '100 %'],
    [-0.004, '-0.4 %'],
    [0.03, '3.0 %'],
    [12.5, '1,250 %'],
])('writes the share %d as %s', (share, text) => {
    expect(shareText(share)).toBe(text);
});

it('writes amounts with cents where these say something, and always where they are exact', () => {
    expect([0, 9.5, 999.99, 1000.4, 99_999_999_999_999].map(moneyText)).toEqual(['0', '9.50', '999.99', '1,000', '99,999,999,999,999']);
    expect(numberText(1000.4, 'money', true)).toBe('1,000.40');
});

it('writes a dash for what is not known', () => {
    expect([numberText(null, 'count'), numberText(NaN, 'share'), numberText(Infinity, 'share')]).toEqual(['–', '–', '–']);
    expect([numberText(1234567, 'count'), numberText(200, 'seconds')]).toEqual(['1,234,567', '3 min 20 s']);
});
