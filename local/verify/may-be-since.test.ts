import { expect, it } from 'vitest';
import { mayBeSince } from './may-be-since.js';

const at = (name: string) => mayBeSince(`v1/public/events/2026/11/27/00/${name}.parquet`, '2026112700003050');

it('a file of changes has none from a time on if it was written two minutes before, over midnight too', () => {
    expect(at('20261126-235829999')).toBe(false);
    expect(at('20261126-235830000')).toBe(true);
    expect(at('20261127-0000300000')).toBe(true);
});

it('a file of a load or of imported history is looked into', () => {
    expect(mayBeSince('v1/public/events/LOAD0000000A.parquet', '2026112700003050')).toBe(true);
    expect(mayBeSince('history/public/events/0123abcd.parquet', '2026112700003050')).toBe(true);
});
