import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BadChoice, type Choice, linkOf, readChoice } from './choice.js';

const day = fc.integer({ min: 0, max: 40_000 }).map((count) => new Date(count * 86_400_000).toISOString().slice(0, 10));
const value = fc.option(fc.string({ minLength: 1, maxLength: 60, unit: 'binary' }), { nil: undefined });
const values = fc.record({ category: value, brand: value, device: value, channel: value }).map((record) => Object.fromEntries(Object.entries(record).filter(([, text]) => text !== undefined)));
const days: fc.Arbitrary<Omit<Choice, 'values'>> = fc.oneof(
    fc.record({ last: fc.oneof(fc.constant('all' as const), fc.integer({ min: 1, max: 36_500 })), from: fc.constant(null), to: fc.constant(null) }),
    fc.tuple(day, day).map((two) => two.toSorted()).map(([from, to]) => ({ last: null, from: from!, to: to! })),
    day.map((from) => ({ last: null, from, to: null })),
    day.map((to) => ({ last: null, from: null, to })),
);

it('reads from a link what was put in it', () => {
    fc.assert(
        fc.property(days, values, (chosen, texts) => {
            const choice: Choice = { ...chosen, values: texts };
            expect(readChoice(new URLSearchParams(linkOf(choice).toString()))).toEqual(choice);
        }),
    );
});

it.each([
    ['last=0', 'last=0 is no number of days'],
    ['last=-1', 'last=-1 is no number'],
    ['last=7d', 'last=7d is no number'],
    ['last=36501', 'last=36501 is no number'],
    ['from=2020-02-30', 'from=2020-02-30 is no day of the calendar'],
    ['to=01.02.2020', 'to=01.02.2020 is no day'],
    ['from=1899-12-31', 'from=1899-12-31 is no day from 1900 to 2199'],
    ['from=0002-01-01&to=9999-12-31', 'from=0002-01-01 is no day from 1900 to 2199'],
    ['to=2200-01-01', 'to=2200-01-01 is no day from 1900 to 2199'],
    ['from=2020-05-02&to=2020-05-01', 'The first day, 2020-05-02, is after the last, 2020-05-01'],
    [`brand=${'x'.repeat(2001)}`, 'Brand has 2001 characters'],
])('refuses %s with a sentence', (link, sentence) => {
    expect(() => readChoice(new URLSearchParams(link))).toThrow(BadChoice);
    expect(() => readChoice(new URLSearchParams(link))).toThrow(sentence);
});

it('takes a week where nothing is said', () => {
    expect(readChoice(new URLSearchParams('brand='))).toEqual({ last: 7, from: null, to: null, values: {} });
});
