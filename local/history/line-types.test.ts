import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database, literal } from '../engine/database.js';
import { AMOUNTS, NO_AMOUNTS, NO_TIMES, NO_WHOLE_NUMBERS, NUMBERS_OF_PROGRAMS, TIMES, WHOLE_NUMBERS } from './line-cases.js';
import { HISTORY_MACROS, typedLines } from './line-types.js';

let database: Database;
beforeAll(async () => {
    database = await Database.open(':memory:', '');
    await database.run(HISTORY_MACROS);
});
afterAll(() => database.close());

const wholeNumber = async (text: string) => (await database.row<{ value: bigint | null }>(`select whole_number(${literal(text)}, try_cast(${literal(text)} as bigint)) as value`)).value;

describe('a whole number', () => {
    it.each(WHOLE_NUMBERS)('is read from %s', async (text, value) => {
        expect(await wholeNumber(text)).toBe(value);
    });

    it.each(NO_WHOLE_NUMBERS)('is not read from %s', async (text) => {
        expect(await wholeNumber(text)).toBeNull();
    });

    it.each(NUMBERS_OF_PROGRAMS)('is not read from %s, which only a program would write', async (text) => {
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
    it.each(TIMES)('of %s is %s', async (text, time) => {
        expect(await typed({ event_time: text })).toMatchObject({ time, reason: null });
    });

    it.each(NO_TIMES)(
        'is not read from %s, and the line is set aside',
        async (text) => {
            expect(await typed({ event_time: text })).toMatchObject({ time: null, reason: `event_time is no time: ${text}` });
        },
    );

    it('that is missing sets the line aside', async () => {
        expect(await typed({ event_time: null })).toMatchObject({ reason: 'event_time is no time: empty' });
    });
});

describe('a price', () => {
    it.each(AMOUNTS)('of %s is %s', async (text, price) => {
        expect(await typed({ price: text })).toMatchObject({ price, reason: null });
    });

    it.each(NO_AMOUNTS)('is not read from %s, and the line is set aside', async (text) => {
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
