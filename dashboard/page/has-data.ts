import type { Answer } from '../answers/answer.js';
import type { Visual } from '../visual.js';
import { measuresIn, numberAt } from './read-answer.js';

/** Is there anything to draw? Of nothing but zeros there is only a sentence to say. */
export function hasData({ kind }: Visual, answer: Answer): boolean {
    if (kind === 'list') return answer.rows.length > 0;
    const measures = measuresIn(answer);
    return answer.rows.some((row) => measures.some(({ value }) => (numberAt(row, value) ?? 0) !== 0));
}
