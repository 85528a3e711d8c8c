import { Type } from 'apache-arrow/enum';
import type { DataType, Decimal } from 'apache-arrow/type';

const DAY = 86_400_000;

/**
 * A value in the one text form in which values are compared: whole numbers without leading zeros, amounts with all
 * decimals of their type, times as `YYYY-MM-DD HH:MM:SS` with as much of the fraction as is not zero, without zone (UTC),
 * texts as they are, and lists of them as JSON.
 *
 * @throws Error if the text is no value of the type
 */
export function canonicalText(type: DataType, text: string | null): string | null {
    if (text === null) return null;
    switch (type.typeId) {
        case Type.Int:
            return BigInt(text).toString();
        case Type.Decimal:
            return decimalText(unscaled(text, (type as Decimal).scale), (type as Decimal).scale);
        case Type.Timestamp:
            return canonicalTime(text);
        case Type.List:
            return JSON.stringify(JSON.parse(text));
        default:
            return text;
    }
}

/** A decimal number in units of its last place: 1.5 with four places is 15000. */
export function unscaled(text: string, scale: number): bigint {
    const [, sign, whole, fraction = ''] = /^(-?)(\d+)(?:\.(\d*))?$/.exec(text) ?? [];
    if (whole === undefined || /[^0]/.test(fraction.slice(scale))) throw new Error(`${JSON.stringify(text)} is no number with at most ${scale} decimals.`);
    const units = BigInt(whole + fraction.slice(0, scale).padEnd(scale, '0'));
    return sign === '-' ? -units : units;
}

/** The number of so many units of its last place. */
export function decimalText(units: bigint, scale: number): string {
    const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0');
    const sign = units < 0n ? '-' : '';
    return scale === 0 ? sign + digits : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

function canonicalTime(text: string): string {
    const [, seconds, fraction = ''] = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(?:\.(\d+))?(?:\+00)?$/.exec(text) ?? [];
    if (seconds === undefined) throw new Error(`${JSON.stringify(text)} is no time in UTC.`);
    const places = fraction.replace(/0+$/, '');
    return places === '' ? seconds : `${seconds}.${places}`;
}

/** A time as epoch milliseconds, without what is less than one. */
export function millisecondsOf(time: string): number {
    const milliseconds = Date.parse(`${time.slice(0, 19).replace(' ', 'T')}.${time.slice(20, 23).padEnd(3, '0')}Z`);
    if (Number.isNaN(milliseconds)) throw new Error(`${JSON.stringify(time)} is no time in UTC.`);
    return milliseconds;
}

/** Epoch milliseconds as a time. */
export const timeText = (milliseconds: number): string => canonicalTime(new Date(milliseconds).toISOString().replace('T', ' ').replace('Z', ''));

/** Days since 1970-01-01 of the day in UTC. */
export const dayNumber = (milliseconds: number): number => Math.floor(milliseconds / DAY);

/** The day as `YYYY-MM-DD`. */
export const dateText = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);

/** Monday 1 to Sunday 7; 1970-01-01 was a Thursday. */
export const dayOfWeek = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1;
