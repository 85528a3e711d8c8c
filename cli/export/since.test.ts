import { expect, it } from 'vitest';
import { UsageError } from '../../local/errors.js';
import { parseSince } from './since.js';

it.each(['last', '2020-02-29', '0001-01-01'])('takes %s', (value) => {
    expect(parseSince(value)).toBe(value);
});

it.each(['2021-02-29', '2020-13-01', '2020-4-1', '2020-04-01T00:00:00', 'LAST', '12', '', "2020-04-01' or true --"])('refuses %j', (value) => {
    expect(() => parseSince(value)).toThrow(UsageError);
    expect(() => parseSince(value)).toThrow(`--since ${JSON.stringify(value)} is neither a day of the calendar`);
});
