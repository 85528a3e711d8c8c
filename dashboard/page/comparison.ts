import type { Answer } from '../answers/answer.js';
import { numberText } from '../looks/number-text.js';
import { changeOf } from './change-of.js';
import { earlierWords } from './earlier-words.js';
import type { Phrase } from './phrase.js';
import type { MeasureAt } from './read-answer.js';

export interface ComparisonProps {
    readonly answer: Answer;
    readonly measure: Pick<MeasureAt, 'format' | 'wish'>;
    readonly now: number | null;
    readonly before: number | null;
}

/**
 * What follows a number: how it moved against the days before. Where the last day may not be over, the number of the days
 * that are is said as well. Empty where nothing is compared.
 */
export function comparison({ answer, measure: { format, wish }, now, before }: ComparisonProps): Phrase {
    const words = earlierWords(answer.period);
    if (words === null) return [];
    const change = changeOf({ now, before, format, wish });
    if (change === null) return now === null ? [] : [`; nothing to compare with ${words.than}`];
    if (now === 0 && before === 0) return [words.upTo === null ? `, as ${words.than}` : `. ${words.upTo}: none, as ${words.than}`];
    const like = change.direction === 'same' || change.words.includes(' times as ') ? 'as' : 'than';
    const was = before === 0 && format !== 'share' ? 'none' : numberText(before, format);
    const start = words.upTo === null ? ', ' : `. ${words.upTo}: ${numberText(now, format)}, `;
    return [start, change, ` ${like} ${words.than} (${was})`];
}
