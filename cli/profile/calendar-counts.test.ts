import { describe, expect, it } from 'vitest';
import { calendarCounts } from './calendar-counts.js';

describe('counts over a calendar', () => {
    it('name days without events too', () => {
        expect(calendarCounts([{ day: '2020-02-28', rows: 2 }, { day: '2020-03-01', rows: 5 }])).toEqual({
            unit: 'day',
            counts: [{ name: '2020-02-28', rows: 2 }, { name: '2020-02-29', rows: 0 }, { name: '2020-03-01', rows: 5 }],
        });
    });

    it('are of days up to 92 of them, and of weeks from Monday beyond', () => {
        // 2020-04-01 is a Wednesday; 92 days end on 2020-07-01
        const days = calendarCounts([{ day: '2020-04-01', rows: 1 }, { day: '2020-07-01', rows: 1 }]);
        expect([days.unit, days.counts.length]).toEqual(['day', 92]);
        const weeks = calendarCounts([{ day: '2020-04-01', rows: 1 }, { day: '2020-04-05', rows: 2 }, { day: '2020-04-06', rows: 4 }, { day: '2020-07-02', rows: 8 }]);
        expect(weeks.unit).toBe('week');
        expect(weeks.counts.slice(0, 2)).toEqual([{ name: '2020-03-30', rows: 3 }, { name: '2020-04-06', rows: 4 }]);
        expect(weeks.counts.at(-1)).toEqual({ name: '2020-06-29', rows: 8 });
    });

    it('are of months and years over longer times, and lose no row', () => {
        const over = (last: string) => calendarCounts([{ day: '2010-01-31', rows: 3 }, { day: '2010-02-01', rows: 4 }, { day: last, rows: 5 }]);
        expect(over('2012-01-01')).toMatchObject({ unit: 'month', counts: { length: 25 } });
        expect(over('2019-12-31').counts).toHaveLength(10);
        expect(over('2019-12-31').counts[0]).toEqual({ name: '2010', rows: 7 });
        for (const last of ['2010-03-01', '2011-01-01', '2012-01-01', '2019-12-31']) expect(over(last).counts.reduce((sum, { rows }) => sum + rows, 0)).toBe(12);
    });

    it('of nothing are none', () => {
        expect(calendarCounts([])).toEqual({ unit: 'day', counts: [] });
    });
});
