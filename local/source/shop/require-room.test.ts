import { describe, expect, it } from 'vitest';
import { UsageError } from '../../errors.js';
import { requireRoom } from './require-room.js';

const NOW = Date.parse('2026-03-02T12:00:00Z');
const DAY = 86_400_000;

const refusal = (options: Parameters<typeof requireRoom>[0], clock: string): string | null => {
    try {
        requireRoom(options, Date.parse(clock), NOW);
        return null;
    } catch (error) {
        expect(error).toBeInstanceOf(UsageError);
        return (error as Error).message;
    }
};

describe('a time that is to pass quickly', () => {
    it('is refused where the shop has come to now, with what to do', () => {
        expect(refusal({ rate: 2000, speed: 1440, span: DAY }, '2026-03-02T12:00:00Z')).toBe(
            'The last event of this shop is of 2026-03-02T11:59:59.999Z, and it only goes on from there: until now there are not the 1d of --for. Take --speed 1 for the present, --from 2026-03-02T11:59:59.999Z to let it run ahead of now, or a shop that is new, in another lake or database.',
        );
    });

    it('is refused where less of it is left, with how much', () => {
        expect(refusal({ rate: 2000, speed: 'max', span: DAY }, '2026-03-02T01:30:00Z')).toContain('Take --for 10h, ');
        // At twice the speed of time, 3 hours are over 1.5 hours later.
        expect(refusal({ speed: 2, span: DAY }, '2026-03-02T10:30:00Z')).toContain('Take --for 3h, ');
        expect(refusal({ speed: 2, span: 3 * 3_600_000 }, '2026-03-02T10:30:00Z')).toBeNull();
    });

    it.each([
        ['all of it is left', { rate: 2000, speed: 1440, span: DAY }, '2026-03-01T12:00:00Z'],
        ['it passes as time does', { speed: 1, span: DAY }, '2026-03-02T12:00:00Z'],
        ['it passes more slowly than time', { speed: 0.5, span: DAY }, '2026-03-02T12:00:00Z'],
        ['it has no end', { speed: 1440 }, '2026-03-02T12:00:00Z'],
        ['it may run ahead', { speed: 1440, span: DAY, from: new Date(NOW) }, '2026-03-02T12:00:00Z'],
        ['it has run ahead', { speed: 1440, span: DAY }, '2026-03-02T12:00:01Z'],
        ['nothing is waited for', { rate: 'max', speed: 1440, span: DAY }, '2026-03-02T12:00:00Z'],
    ] as const)('is taken where %s', (_, options, clock) => {
        expect(refusal(options, clock)).toBeNull();
    });
});
