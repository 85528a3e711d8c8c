import { describe, expect, it } from 'vitest';
import { UsageError } from '../errors.js';
import { KAGGLE_COLUMNS } from './kaggle-format.js';
import { matchColumns } from './match-columns.js';

const ROW = ['2019-10-01 00:00:00 UTC', 'view', '1', '2', 'a.b', 'apple', '1.5', '3', 's'];

describe('the columns of a file', () => {
    it('are told by name, in any order, case and with spaces about them', () => {
        const names = ['user_session', ' Price ', 'EVENT_TYPE', 'event_time', 'product_id', 'user_id'];
        expect(matchColumns('f', names)).toEqual({
            columns: ['user_session', 'price', 'event_type', 'event_time', 'product_id', 'user_id'],
            hasHeader: true,
            ignored: [],
        });
    });

    it('are told behind a byte order mark', () => {
        expect(matchColumns('f', [`\uFEFF${KAGGLE_COLUMNS[0]}`, ...KAGGLE_COLUMNS.slice(1)]).columns).toEqual(KAGGLE_COLUMNS);
    });

    it('that are not known are ignored by name, an unnamed index in silence', () => {
        const { columns, ignored } = matchColumns('f', ['', 'Unnamed: 0', ...KAGGLE_COLUMNS, 'Colour']);
        expect(columns).toEqual([null, null, ...KAGGLE_COLUMNS, null]);
        expect(ignored).toEqual(['colour']);
    });

    it('are told by place where the first line is a row', () => {
        expect(matchColumns('f', ROW)).toEqual({ columns: KAGGLE_COLUMNS, hasHeader: false, ignored: [] });
        expect(matchColumns('f', ['0', ...ROW])).toEqual({ columns: [null, ...KAGGLE_COLUMNS], hasHeader: false, ignored: [] });
    });

    it.each(['2019-10-01T00:00:00Z', '2019-10-01 00:00:00+02:00'])('are told by place where the first row begins with %s', (time) => {
        expect(matchColumns('f', [time, ...ROW.slice(1)]).hasHeader).toBe(false);
    });
});

describe('a file is refused', () => {
    it.each(['event_time', 'event_type', 'product_id', 'price', 'user_id', 'user_session'])('by name when it lacks %s', (missing) => {
        const names = KAGGLE_COLUMNS.filter((name) => name !== missing);
        expect(() => matchColumns('shop.csv', names)).toThrow(UsageError);
        expect(() => matchColumns('shop.csv', names)).toThrow(`"shop.csv" lacks the column ${missing}: `);
    });

    it('when a column that is read stands twice', () => {
        expect(() => matchColumns('shop.csv', [...KAGGLE_COLUMNS, 'Brand'])).toThrow('"shop.csv" has the column brand twice');
    });

    it('when its first line is neither names nor a row of nine values that begins with a time', () => {
        for (const line of [['a', 'b'], ROW.slice(1), ROW.slice(0, 8), ['x', 'y', ...ROW], ['yesterday', ...ROW.slice(1)]]) {
            expect(() => matchColumns('shop.csv', line)).toThrow('"shop.csv" is not in the Kaggle format');
        }
    });

    it('with its first line shortened and its control characters written out', () => {
        expect(() => matchColumns('shop.csv', ['\u001b[31mred'])).toThrow('"\\u001b[31mred"');
        expect(() => matchColumns('shop.csv', ['x'.repeat(5000)])).toThrow(/^.{0,450}$/s);
    });
});
