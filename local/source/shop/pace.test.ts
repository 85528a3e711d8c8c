import { describe, expect, it } from 'vitest';
import { dueAt } from './pace.js';

describe('the pace', () => {
    const from = Date.UTC(2026, 0, 1);

    it.each([
        // A simulated hour later, with the real clock at a million milliseconds when it began.
        [1, 4_600_000],
        [60, 1_060_000],
        [0.5, 8_200_000],
        ['max', 1_000_000],
    ] as const)('of speed %s makes a step of an hour later due at %i', (speed, due) => {
        expect(dueAt(from + 3_600_000, { startedAt: 1_000_000, simulatedFrom: from, speed, staysBehindNow: false })).toBe(due);
    });

    it('stays behind the real clock if it is to', () => {
        const pace = { startedAt: from, simulatedFrom: from - 60_000, speed: 60, staysBehindNow: true };
        expect(dueAt(from - 30_000, pace)).toBe(from + 500);
        expect(dueAt(from + 30_000, pace)).toBe(from + 30_000);
        expect(dueAt(from + 30_000, { ...pace, speed: 'max' })).toBe(from + 30_000);
    });
});
