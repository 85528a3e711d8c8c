import { describe, expect, it } from 'vitest';
import type { LakeState } from '../answers/answer.js';
import { readChoice } from '../answers/choice.js';
import { periodOf } from '../answers/period.js';
import { visuals } from '../visuals/index.js';
import { chosenWords, obeyedWords, unreachedWords } from './filter-words.js';
import { isWholeOf } from './layout.js';
import { periodWords } from './period-words.js';
import { stateWords } from './state-words.js';

const choice = (link: string) => readChoice(new URLSearchParams(link));
const LAKE: LakeState = {
    state: 3,
    trouble: null,
    howToFill: [],
    folder: 'shop',
    readAt: '2026-11-28T09:00:05.123Z',
    run: 12,
    newestEventAt: '2026-11-28T08:59:59.900Z',
    newestChangeAt: '2026-11-28T08:59:59.950Z',
    events: 1234,
    eventsAfterToday: 0,
    span: { from: '2026-10-30', to: '2026-11-28' },
    values: {},
};

describe('the line of the state', () => {
    it('says how far the data go, when that was read and by which run it is', () => {
        expect(stateWords(LAKE, false)).toEqual({ trouble: null, state: 'Events up to 2026-11-28 08:59:59 UTC; read 2026-11-28 09:00:05 UTC, by run 12. 1,234 events in shop.' });
        expect(stateWords({ ...LAKE, newestChangeAt: '2026-11-28T09:00:01.000Z', eventsAfterToday: 1 }, false).state).toBe(
            'Events up to 2026-11-28 08:59:59 UTC, changes up to 2026-11-28 09:00:01 UTC; read 2026-11-28 09:00:05 UTC, by run 12. 1,234 events in shop. 1 event has a day after today, by clocks that are wrong, and is left out.',
        );
    });

    it('says what is wrong, and of a server that is gone how it comes back', () => {
        expect(stateWords({ ...LAKE, trouble: 'The disk is full.' }, false).trouble).toBe('The disk is full.');
        expect(stateWords(LAKE, true).trouble).toBe("The page's server is gone; what you see is as of 2026-11-28 09:00:05 UTC. Start it again with ./lake dashboard, and this page goes on by itself.");
        expect(stateWords(null, true).trouble).not.toContain('as of');
    });

    it('tells an empty lake from one that is not read yet', () => {
        const unread = { ...LAKE, state: 0, readAt: null };
        expect(stateWords(unread, false).state).toBe('Reading the lake …');
        expect(stateWords({ ...unread, howToFill: [{ command: 'npm start', does: 'a shop' }] }, false).state).toBe('Nothing is in shop yet.');
    });
});

it('says which days are shown and compared, and that the last may not be over', () => {
    const words = (link: string) => periodWords({ period: periodOf(choice(link), LAKE.span!), unknown: [] }, LAKE);
    expect(words('')).toBe('Sun 2026-11-22 to Sat 2026-11-28, 7 days; days and hours are UTC. Sat 2026-11-28 may not be over, and is left out where days are compared. Compared with Sun 2026-11-15 to Fri 2026-11-20.');
    expect(words('from=2026-11-10&to=2026-11-10')).toBe('Tue 2026-11-10; days and hours are UTC. Compared with Mon 2026-11-09.');
    expect(words('last=all')).toContain('Sat 2026-11-28 may not be over. There is nothing to compare with: the lake begins on 2026-10-30.');
    expect(periodWords({ period: null, unknown: [] }, LAKE)).toBe('');
});

it('names the filters that are set, and those that cannot reach a visual', () => {
    expect(chosenWords(choice(''))).toBe('last 7 days');
    expect(chosenWords(choice('last=1&brand=a.b&channel=mail'))).toBe('last day · brand a.b · channel mail');
    expect(chosenWords(choice('to=2026-11-10'))).toBe('up to 2026-11-10');
    const named = (name: string) => obeyedWords(visuals.find((visual) => visual.name === name)!);
    expect([named('revenue'), named('abandonment'), named('segments')]).toEqual(['Filters: days, category, brand, device, channel', 'Filters: days', 'Filters: none']);
    expect(unreachedWords([], choice(''))).toBeNull();
    expect(unreachedWords(['date'], choice(''))).toBe('All days: the filter of days cannot be applied here.');
    expect(unreachedWords(['category', 'brand'], choice('category=a.b&brand=<b>'))).toBe('All categories and brands: “a.b” and “<b>” cannot be applied here.');
});

it('leaves no visual alone in half a row', () => {
    const [half, wide] = [visuals.find(({ kind }) => kind === 'trend')!, visuals.find(({ kind }) => kind === 'list')!];
    expect(isWholeOf([half, half, half])).toEqual([false, false, true]);
    expect(isWholeOf([half, wide, half, half])).toEqual([true, true, false, false]);
    expect(isWholeOf([])).toEqual([]);
});
