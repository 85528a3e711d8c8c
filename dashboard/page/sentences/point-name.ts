import type { AnswerValue } from '../../answers/answer.js';
import { valueText } from '../../looks/value-text.js';
import type { NameAt } from '../read-answer.js';

/** The name of a thing: its key and what it is called, or its brand where it has no name. */
export function pointName(row: readonly AnswerValue[], names: readonly NameAt[]): string {
    const [key, ...described] = names.map(({ at, holds }) => (row[at] === null || row[at] === undefined ? null : valueText(row[at], holds)));
    const called = described.find((text) => text !== null);
    return called === undefined ? String(key) : `${called} ${key}`;
}
