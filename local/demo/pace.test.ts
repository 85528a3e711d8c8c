import { expect, it } from 'vitest';
import { Pace } from './pace.js';

it('tells the mean of the last ten whole seconds, or of as many as there were', () => {
    const pace = new Pace();
    expect(pace.perSecond(5_900, 5_500)).toBe(0);
    pace.add(5_600, 7);
    pace.add(6_100, 30);
    pace.add(6_900, 10);
    pace.add(7_000, 500);
    // The second 6 is whole, 5 was not from its begin, 7 is not over.
    expect(pace.perSecond(7_999, 5_500)).toBe(40);
    expect(pace.perSecond(17_000, 5_500)).toBe(50);
    expect(pace.perSecond(18_000, 5_500)).toBe(0);
});
