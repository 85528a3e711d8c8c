import {
    DuckDBInstance,
    DuckDBTimestampMillisecondsValue,
    DuckDBTimestampNanosecondsValue,
    DuckDBTimestampSecondsValue,
    DuckDBTimestampTZValue,
    DuckDBTimestampValue,
} from '@duckdb/node-api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isoTimestamp } from './iso-timestamp.js';

// 2020-04-01 10:00:00 UTC, by `date -u -d '2020-04-01 10:00' +%s`.
const seconds = 1_585_735_200n;

describe('isoTimestamp', () => {
    it.each([
        ['whole seconds', new DuckDBTimestampSecondsValue(seconds), '2020-04-01T10:00:00.000Z'],
        ['milliseconds', new DuckDBTimestampMillisecondsValue(seconds * 1000n + 120n), '2020-04-01T10:00:00.120Z'],
        ['microseconds that are zero', new DuckDBTimestampValue(seconds * 1_000_000n + 5_000n), '2020-04-01T10:00:00.005Z'],
        ['microseconds', new DuckDBTimestampValue(seconds * 1_000_000n + 5_010n), '2020-04-01T10:00:00.005010Z'],
        ['nanoseconds', new DuckDBTimestampNanosecondsValue(seconds * 1_000_000_000n + 7n), '2020-04-01T10:00:00.000000007Z'],
        ['a time with zone', new DuckDBTimestampTZValue(seconds * 1_000_000n), '2020-04-01T10:00:00.000Z'],
        ['a time before 1970', new DuckDBTimestampValue(-1n), '1969-12-31T23:59:59.999999Z'],
        ['infinity', DuckDBTimestampValue.PosInf, 'infinity'],
        ['infinity in nanoseconds', DuckDBTimestampNanosecondsValue.NegInf, '-infinity'],
        ['a year of five digits', new DuckDBTimestampValue(253_402_300_800_000_000n), '10000-01-01 00:00:00'],
    ])('writes %s', (_, value, expected) => {
        expect(isoTimestamp(value)).toBe(expected);
    });

    it('agrees with DuckDB on any time from year 1 to 9999', async () => {
        const connection = await (await DuckDBInstance.create()).connect();
        const prepared = await connection.prepare("select strftime(make_timestamp($1::bigint), '%Y-%m-%dT%H:%M:%S.%f')");
        await fc.assert(
            fc.asyncProperty(fc.bigInt({ min: -62_135_596_800_000_000n, max: 253_402_300_799_999_999n }), async (micros) => {
                prepared.bindBigInt(1, micros);
                const sixDigits = String((await prepared.runAndReadAll()).value(0, 0)).padStart(26, '0');
                expect(isoTimestamp(new DuckDBTimestampValue(micros))).toBe(`${sixDigits.replace(/000$/, '')}Z`);
            }),
        );
    });
});
