import { expect, it } from 'vitest';
import { clockText, valueText } from './value-text.js';

it('writes days with their weekday, hours of two digits, and times in UTC', () => {
    // 2026-11-21 is a Saturday
    expect(valueText('2026-11-21', 'day')).toBe('Sat 2026-11-21');
    expect([valueText(1, 'weekday'), valueText(7, 'weekday'), valueText(0, 'hour'), valueText(23, 'hour')]).toEqual(['Monday', 'Sunday', '00', '23']);
    expect(clockText('2026-11-21T09:30:00.123Z')).toBe('2026-11-21 09:30:00 UTC');
});

it('leaves keys and names as they are', () => {
    expect([valueText(1000001295, 'number'), valueText('{a|b}', 'name'), valueText(null, 'name'), valueText(false, 'yes or no')]).toEqual(['1000001295', '{a|b}', '–', 'no']);
});
