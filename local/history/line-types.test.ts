import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database, literal } from '../engine/database.js';
import { HISTORY_MACROS, typedLines } from './line-types.js';

let database: Database;
beforeAll(async () => {
    database = await Database.open(':memory:', '');
    await database.run(HISTORY_MACROS);
});
afterAll(() => database.close());

const wholeNumber = async (text: string) => (await database.row<{ value: bigint | null }>(`select whole_number(${literal(text)}, try_cast(${literal(text)} as bigint)) as value`)).value;

describe('a whole number', () => {
    it.each([
        ['5802432', 5802432n],
        ['5802432.0', 5802432n],
        ['5802432.000', 5802432n],
        ['-3', -3n],
        ['-3.0', -3n],
        ['007', 7n],
        ['0', 0n],
        ['9223372036854775807', 9223372036854775807n],
        ['9223372036854775807.0', 9223372036854775807n],
        ['1515915625519429853', 1515915625519429853n],
    ])('is read from %s', async (text, value) => {
        expect(await wholeNumber(text)).toBe(value);
    });

    it.each(['1.48758E+18', '1e3', '1.5', '0.5', '.0', '9223372036854775808', '9223372036854775808.0', 'twelve', '1,5', '--1', 'NaN'])('is not read from %s', async (text) => {
        expect(await wholeNumber(text)).toBeNull();
    });

    it.each(['0x10', '0b11', '1_000'])('is not read from %s, which only a program would write', async (text) => {
        expect(await wholeNumber(text)).toBeNull();
    });
});

const USUAL = {
    event_time: '2019-10-01 00:00:00 UTC' as string | null,
    event_type: 'view' as string | null,
    product_id: '1' as string | null,
    category_id: '2' as string | null,
    category_code: 'a.b' as string | null,
    brand: 'apple' as string | null,
    price: '1.5' as string | null,
    user_id: '3' as string | null,
    user_session: 's' as string | null,
};

interface TypedLine {
    readonly event_id: string;
    readonly session_id: string | null;
    readonly time: string | null;
    readonly price: string | null;
    readonly reason: string | null;
}

function typed(values: Partial<typeof USUAL>): Promise<TypedLine> {
    const columns = Object.entries({ ...USUAL, ...values }).map(([name, value]) => `cast(${value === null ? 'null' : literal(value)} as varchar) as ${name}`);
    return database.row<TypedLine>(`
        select cast(event_id as varchar) as event_id, cast(session_id as varchar) as session_id, cast(event_time as varchar) as time,
            cast(price as varchar) as price, line_rejected_because as reason
        from (${typedLines(`(select ${columns.join(', ')})`)})`);
}

describe('a time', () => {
    it.each([
        ['2019-10-01 00:00:00 UTC', '2019-10-01 00:00:00'],
        ['2019-10-01 00:00:00', '2019-10-01 00:00:00'],
        ['2019-10-01T00:00:00Z', '2019-10-01 00:00:00'],
        ['2019-10-01 00:00:00+00:00', '2019-10-01 00:00:00'],
        ['2019-10-01 00:00:00+02:00', '2019-09-30 22:00:00'],
        ['2019-10-01T00:00:00-05:30', '2019-10-01 05:30:00'],
        ['2019-1-1 0:00:00+02', '2018-12-31 22:00:00'],
        ['2019-1-1 0:00:00-02', '2019-01-01 02:00:00'],
        ['2019-10-01 00:00:00+02:00 ', '2019-09-30 22:00:00'],
        ['2019-10-01 00:00:00+02:00:30', '2019-09-30 21:59:30'],
        ['2019-10-01', '2019-10-01 00:00:00'],
        ['2020-02-29 23:59:59 UTC', '2020-02-29 23:59:59'],
        ['2019-10-01 00:00:00.123999', '2019-10-01 00:00:00.123'],
    ])('of %s is %s', async (text, time) => {
        expect(await typed({ event_time: text })).toMatchObject({ time, reason: null });
    });

    it.each(['2019-02-29 00:00:00 UTC', '2019-13-01 00:00:00 UTC', '2019-10-01 25:61:00 UTC', 'infinity', '-infinity', '1569888000', 'yesterday'])(
        'is not read from %s, and the line is set aside',
        async (text) => {
            expect(await typed({ event_time: text })).toMatchObject({ time: null, reason: `event_time is no time: ${text}` });
        },
    );

    it('that is missing sets the line aside', async () => {
        expect(await typed({ event_time: null })).toMatchObject({ reason: 'event_time is no time: empty' });
    });

    it('of the epoch is one, which a row rule judges later', async () => {
        expect(await typed({ event_time: 'epoch' })).toMatchObject({ time: '1970-01-01 00:00:00', reason: null });
    });
});

describe('a price', () => {
    it.each([
        ['1.5', '1.5000'],
        ['0', '0.0000'],
        ['-3.25', '-3.2500'],
        ['99999999999999.9999', '99999999999999.9999'],
    ])('of %s is %s', async (text, price) => {
        expect(await typed({ price: text })).toMatchObject({ price, reason: null });
    });

    it.each(['a lot', '1,5', '$5', 'NaN', '100000000000000'])('is not read from %s, and the line is set aside', async (text) => {
        expect(await typed({ price: text })).toMatchObject({ price: null, reason: `price is no amount: ${text}` });
    });

    it('that is missing is null, which a row rule judges later', async () => {
        expect(await typed({ price: null })).toMatchObject({ price: null, reason: null });
    });
});

describe('a line', () => {
    it.each([
        ['product_id', '1.5'],
        ['category_id', '1.48758E+18'],
        ['user_id', '9223372036854775808'],
    ] as const)('whose %s is %s is set aside by name', async (column, text) => {
        expect(await typed({ [column]: text })).toMatchObject({ reason: `${column} is no whole number of 64 bits: ${text}` });
    });

    it('has a key that begins with its time', async () => {
        const { event_id } = await typed({ event_time: '2019-10-01 00:00:00.123 UTC' });
        expect(event_id).toMatch(/^1569888000123\d{17}$/);
    });

    it('has another key for another value in any column, and the same for another spelling', async () => {
        const lines = [{}, ...Object.keys(USUAL).flatMap((column) => [{ [column]: column === 'event_time' ? '2019-10-02' : '7' }, ...(column === 'event_time' ? [] : [{ [column]: null }])])];
        const keys = await Promise.all(lines.map((line) => typed(line).then(({ event_id }) => event_id)));
        expect(new Set(keys).size).toBe(lines.length);
        expect((await typed({ price: '1.50', product_id: '1.0', event_time: '2019-10-01' })).event_id).toBe(keys[0]);
    });

    it('does not mistake a value for that of the next column', async () => {
        const one = await typed({ category_code: 'x', brand: null });
        const other = await typed({ category_code: null, brand: 'x' });
        expect(one.event_id).not.toBe(other.event_id);
    });

    it('has a session that derives from id and user, and none without an id', async () => {
        const [one, again, otherUser, noUser, noSession] = await Promise.all(
            [{}, { product_id: '9' }, { user_id: '4' }, { user_id: null }, { user_session: null }].map((line) => typed(line).then(({ session_id }) => session_id)),
        );
        expect(again).toBe(one);
        expect(new Set([one, otherUser, noUser]).size).toBe(3);
        expect(noSession).toBeNull();
    });
});
