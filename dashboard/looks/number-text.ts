import type { Format } from '../visual.js';
import { durationText } from './figure-text.js';

/** What stands where there is no number. */
export const NO_NUMBER = '–';

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const cents = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const oneDecimal = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });
const twoDigits = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 2 });

/** From here on, the cents of an amount only stand in the way of reading it. */
const ROUND_FROM = 1000;

export const countText = (count: number): string => whole.format(count);

/** An amount as a sentence has it. */
export const moneyText = (amount: number): string => (Math.abs(amount) >= ROUND_FROM ? whole : cents).format(amount);

/** A share in percent: `12.3 %`, small ones with two significant digits; what is not all is not told as 100 %. */
export function shareText(share: number): string {
    const percent = 100 * share;
    if (share < 1 && percent >= 99.95) return '> 99.9 %';
    return `${(Math.abs(percent) < 1 ? twoDigits : oneDecimal).format(percent)} %`;
}

/** A number for people; `isExact` writes amounts with their cents, as a table has them. */
export function numberText(value: number | null, format: Format, isExact = false): string {
    if (value === null || !Number.isFinite(value)) return NO_NUMBER;
    if (format === 'money') return isExact ? cents.format(value) : moneyText(value);
    if (format === 'share') return shareText(value);
    return format === 'seconds' ? durationText(Math.round(value)) : countText(value);
}
