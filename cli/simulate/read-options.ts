import { InvalidArgumentError } from 'commander';

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** A whole number from `least` to `most`. @throws InvalidArgumentError */
export const wholeNumber = (least: number, most: number) => (text: string): number => {
    const number = Number(text);
    if (!/^\d+$/.test(text) || number < least || number > most) throw new InvalidArgumentError(`a whole number from ${least} to ${most} is needed.`);
    return number;
};

/** A number above 0, or `max`. @throws InvalidArgumentError */
export function numberOrMax(text: string): number | 'max' {
    if (text === 'max') return text;
    const number = Number(text);
    if (!/^\d+(\.\d+)?$/.test(text) || number < 0.001 || number > 1e6) throw new InvalidArgumentError('a number from 0.001 to 1000000 is needed, or max.');
    return number;
}

/** `90s`, `15m`, `6h`, `1d`, `2w` in milliseconds, NaN for what is no such time. */
export function durationOf(text: string): number {
    const [, number, unit] = /^(\d+(?:\.\d+)?)([smhdw])$/.exec(text) ?? [];
    return Number(number) * UNITS[unit ?? '']!;
}

/** The same from above 0 to 3660 days. @throws InvalidArgumentError */
export function duration(text: string): number {
    const milliseconds = durationOf(text);
    if (!(milliseconds > 0 && milliseconds <= 3660 * UNITS.d!)) throw new InvalidArgumentError('a time such as 90s, 15m, 6h, 1d or 2w is needed, up to 3660d.');
    return milliseconds;
}

/** A moment in ISO 8601, UTC unless it has an offset. @throws InvalidArgumentError */
export function moment(text: string): Date {
    const match = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)?)?$/.exec(text);
    const at = new Date(match !== null && match[1] !== undefined && match[4] === undefined ? `${text}Z` : text);
    // Keys of events have 13 digits of milliseconds in front, which begin in 2001.
    if (match === null || !(at >= new Date('2002-01-01') && at < new Date('2090-01-01'))) throw new InvalidArgumentError('a time such as 2026-01-01T00:00:00Z from 2002 to 2089 is needed.');
    return at;
}
