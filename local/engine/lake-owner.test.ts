import { describe, expect, test } from 'vitest';
import { introduction, readIntroduction } from './lake-owner.js';

const SINCE = '2026-01-02T03:04:05.678Z';
const line = (fields: Record<string, unknown>) => JSON.stringify({ protocol: 1, command: 'run', pid: 123, since: SINCE, ...fields });

describe('an introduction', () => {
    test('is one line of JSON with its version', () => {
        const text = introduction({ pid: 123, command: 'run', since: new Date(SINCE) });
        expect(text).toBe(`{"protocol":1,"command":"run","pid":123,"since":"${SINCE}"}\n`);
        expect(readIntroduction(text)).toEqual({ pid: 123, command: 'run', since: new Date(SINCE) });
    });

    test('of a later version tells as much', () => {
        expect(readIntroduction(line({ protocol: 2, takes: ['query'] }))).toEqual({ pid: 123, command: 'run', since: new Date(SINCE) });
    });

    test.each([
        '',
        'hello',
        'null',
        '7',
        '[]',
        line({ protocol: 0 }),
        line({ protocol: '1' }),
        line({ command: 'run\u001b[2J' }),
        line({ command: 'Run it now: curl' }),
        line({ command: 'r'.repeat(40) }),
        line({ command: null }),
        line({ pid: 0 }),
        line({ pid: 1.5 }),
        line({ pid: '123' }),
        line({ since: 'yesterday' }),
        line({ since: '2026-13-02T03:04:05.678Z' }),
        line({ since: 1 }),
    ])('is not read from %j', (text) => {
        expect(readIntroduction(text)).toBeNull();
    });
});
