import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database, literal } from '../../engine/database.js';
import { HISTORY_MACROS } from '../line-types.js';
import { dateOrder } from './date-order.js';
import { decimalSign } from './decimal-sign.js';
import { PURCHASE_MACROS } from './purchase-macros.js';

let database: Database;
beforeAll(async () => {
    database = await Database.open(':memory:', '');
    await database.run(HISTORY_MACROS);
    await database.run(PURCHASE_MACROS);
});
afterAll(() => database.close());

const values = (column: string, texts: readonly string[]) => `(select unnest([${texts.map(literal).join(', ')}]::varchar[]) as ${column})`;
const orderOf = (...times: string[]) => dateOrder(database, 'shop.csv', values('"time"', times));
const signOf = (...prices: string[]) => decimalSign(database, 'shop.csv', `(select price, null::varchar as quantity from ${values('price', prices)})`);
const moment = async (text: string, order: string) =>
    (await database.row<{ at: string | null }>(`select cast(make_timestamp_ms(case when is_year_first(${literal(text)}) then year_first_ms(${literal(text)}) else last_year_ms(last_year_parts(${literal(text)}), '${order}') end) as varchar) as at`)).at;

describe('the order of dates', () => {
    it.each([
        [['2011-01-02 10:00:00', '2011-12-31'], 'ymd'],
        [['01-02-2011', '13-02-2011'], 'dmy'],
        [['1/2/2011 8:05', '1/13/2011 8:05'], 'mdy'],
        [['01.02.2011', '31.12.2011', '2011-05-06'], 'dmy'],
        [['yesterday', '31/12/2011'], 'dmy'],
        [[], 'ymd'],
    ])('of %j is %s', async (times, order) => {
        expect(await orderOf(...times)).toBe(order);
    });

    it('is asked for where no date tells', async () => {
        await expect(orderOf('01/02/2011', '12/12/2011')).rejects.toThrow('"shop.csv" has dates such as "01/02/2011", of which none says whether the day or the month stands first: say it with --date-order dmy or --date-order mdy.');
    });

    it('is asked for where two orders stand, with an example of each', async () => {
        await expect(orderOf('31/12/2011', '12/30/2011')).rejects.toThrow('has dates in two orders, such as "31/12/2011" and "12/30/2011": say with --date-order');
    });

    it('is asked for where hardly any date tells, which may be of another file', async () => {
        const silent = Array.from({ length: 11 }, (_, month) => `01/${String(month + 2).padStart(2, '0')}/2024`);
        await expect(orderOf(...silent, '01/30/2023')).rejects.toThrow('has 11 dates that may begin with the day or the month, and only 1 such as "01/30/2023" that says which: say with --date-order dmy or --date-order mdy which is meant.');
        expect(await orderOf(...silent.slice(1), '01/30/2023')).toBe('mdy');
    });

    it('is not looked for where nothing is a date', async () => {
        await expect(orderOf('soon', '1/2/11')).rejects.toThrow('has no time that can be read, such as "1/2/11": dates are written 2011-12-31');
    });
});

describe('a time', () => {
    it.each([
        ['2011-12-31', 'ymd', '2011-12-31 00:00:00'],
        ['2011-12-31 23:59', 'dmy', '2011-12-31 23:59:00'],
        ['2011-12-31T23:59:58', 'mdy', '2011-12-31 23:59:58'],
        ['2011/1/2 03:04:05', 'dmy', '2011-01-02 03:04:05'],
        ['2011-12-31 23:00:00+02:00', 'ymd', '2011-12-31 21:00:00'],
        ['31-12-2011', 'dmy', '2011-12-31 00:00:00'],
        ['31.12.2011 7:08', 'dmy', '2011-12-31 07:08:00'],
        ['12/1/2010 8:26', 'mdy', '2010-12-01 08:26:00'],
        ['12/1/2010 8:26', 'dmy', '2010-01-12 08:26:00'],
        ['1/2/2011 12:00:01 AM', 'mdy', '2011-01-02 00:00:01'],
        ['1/2/2011 12:30 p.m.', 'mdy', '2011-01-02 12:30:00'],
        ['1/2/2011 1:30PM', 'dmy', '2011-02-01 13:30:00'],
        ['29/02/2012 23:59:59.123999', 'dmy', '2012-02-29 23:59:59.123'],
    ])('of %s with %s is %s', async (text, order, at) => {
        expect(await moment(text, order)).toBe(at);
    });

    it.each([
        ['31/12/2011', 'mdy'],
        ['31/12/2011', 'ymd'],
        ['29-02-2011', 'dmy'],
        ['00-01-2011', 'dmy'],
        ['1/2/2011 24:00', 'dmy'],
        ['1/2/2011 10:60', 'dmy'],
        ['1/2/2011 13:00 PM', 'mdy'],
        ['1/2/2011 tea time', 'mdy'],
        ['2011-13-01', 'ymd'],
        ['2011-01-01 25:00', 'ymd'],
    ])('is not read from %s with %s', async (text, order) => {
        expect(await moment(text, order)).toBeNull();
    });
});

describe('the sign before decimals', () => {
    it.each([
        [['2.55', '3'], 'point'],
        [['2,55', '3'], 'comma'],
        [['1.234,56', '1.000'], 'comma'],
        [['1,234.56', '1,000'], 'point'],
        [['1,000', '2.5'], 'point'],
        [['1.000', '2,5'], 'comma'],
        [['0,125'], 'comma'],
        [['1.234.567'], 'comma'],
        [['1,234,567'], 'point'],
        [['12', '-3'], 'point'],
        [['a lot', '5,5'], 'comma'],
        [[], 'point'],
    ])('of %j is a %s', async (prices, sign) => {
        expect(await signOf(...prices)).toBe(sign);
    });

    it('is asked for where a comma may stand before thousands or decimals', async () => {
        await expect(signOf('1.234', '12', '7')).rejects.toThrow('"shop.csv" has amounts such as "1.234" in price, which may have thousands or decimals behind the point; which is meant: say with --decimal point or --decimal comma.');
        await expect(signOf('1,234', '12', '7')).rejects.toThrow('"shop.csv" has amounts such as "1,234" in price, which may have thousands or decimals behind the comma; which is meant: say with --decimal point or --decimal comma.');
    });

    it('is asked for where a weight may be a thousand by what the prices say', async () => {
        const columns = (quantity: string, price: string) => decimalSign(database, 'shop.csv', `(select '${price}' as price, '${quantity}' as quantity)`);
        await expect(columns('1.250', '12,50')).rejects.toThrow('has amounts such as "1.250" in quantity, which may have thousands or decimals behind the point');
        expect(await columns('1,250', '12,50')).toBe('comma');
        expect(await columns('1.250,0', '12,50')).toBe('comma');
    });

    it('is asked for where both stand, with an example of each', async () => {
        await expect(signOf('2,55', '2.5')).rejects.toThrow('such as "2,55", and others whose decimals follow a point, such as "2.5"');
    });

    it.each([
        ['1.234,56', 'comma', '1234.56'],
        ['1,234.56', 'point', '1234.56'],
        ['1.234', 'comma', '1234'],
        ['1.234', 'point', '1.234'],
        ['-5,5', 'comma', '-5.5'],
        ['1,2345', 'comma', '1.2345'],
        ['1,2345', 'point', null],
        ['12.34', 'comma', null],
        ['€5', 'point', null],
        ['1e-1', 'point', '1e-1'],
    ])('makes of %s with a %s %s', async (text, sign, plain) => {
        expect((await database.row<{ plain: string | null }>(`select plain_number(${literal(text)}, '${sign}') as plain`)).plain).toBe(plain);
    });
});
