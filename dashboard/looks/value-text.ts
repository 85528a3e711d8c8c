import type { AnswerValue } from '../answers/answer.js';
import type { Dimension } from '../visual.js';
import { HOURS, WEEKDAYS } from './calendar-names.js';
import { durationText, priceText, timeText } from './figure-text.js';
import { NO_NUMBER, shareText } from './number-text.js';

/** A value that a row is about, as people read it. */
export function valueText(value: AnswerValue, holds: Dimension['holds']): string {
    if (value === null) return NO_NUMBER;
    if (typeof value === 'boolean') return value ? 'yes' : 'no';
    if (holds === 'day') return dayText(String(value));
    if (holds === 'time') return clockText(String(value));
    if (typeof value === 'string') return value;
    if (holds === 'weekday') return WEEKDAYS[value - 1] ?? String(value);
    if (holds === 'hour') return HOURS[value] ?? String(value);
    if (holds === 'money') return priceText(value);
    if (holds === 'share') return shareText(value);
    return holds === 'seconds' ? durationText(value) : String(value);
}

/** `Sat 2026-11-21`. */
export function dayText(day: string): string {
    const weekday = WEEKDAYS[(new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7];
    return weekday === undefined ? day : `${weekday.slice(0, 3)} ${day}`;
}

/** `2026-11-21 09:30:00 UTC`, from ISO 8601; parts of a second are left out. */
export const clockText = (time: string): string => `${timeText(time).replace(/(\.\d+)?Z$/, '').replace('T', ' ')} UTC`;
