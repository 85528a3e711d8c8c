import type { Format } from '../visual.js';
import { durationText } from './figure-text.js';

/** What stands where there is no number. */
export const NO_NUMBER = '–';

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const cents = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const oneDecimal = new Intl.NumberFormat('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const plain = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });
const twoDigits = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 2 });

/** From here on, the cents of an amount only stand in the way of reading it. */
const ROUND_FROM = 1000;

export const countText = (count: number): string => whole.format(count);

/** An amount as a sentence has it. */
export const moneyText = (amount: number): string => (amount === 0 || Math.abs(amount) >= ROUND_FROM ? whole : cents).format(amount);

/** A share in percent: `12.3 %`, small ones with two significant digits; what is not all is not told as 100 %. */
export function shareText(share: number): string {
    const percent = 100 * share;
    if (share < 1 && percent >= 99.95) return '> 99.9 %';
    if (share === 0 || share === 1) return `${percent} %`;
    const digits = Math.abs(percent) < 0.995 ? twoDigits : Math.abs(percent) < 100 ? oneDecimal : whole;
    return `${digits.format(percent)} %`;
}

/** A share as an axis has it: `5 %`. */
export const shortShareText = (share: number): string => `${(Math.abs(share) < 0.01 ? twoDigits : plain).format(100 * share)} %`;

/** A number for people; `isExact` writes amounts with their cents, as a table has them. */
export function numberText(value: number | null, format: Format, isExact = false): string {
    if (value === null || !Number.isFinite(value)) return NO_NUMBER;
    if (format === 'money') return isExact ? cents.format(value) : moneyText(value);
    if (format === 'share') return shareText(value);
    return format === 'seconds' ? durationText(Math.round(value)) : countText(value);
}
