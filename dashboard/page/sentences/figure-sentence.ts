import type { Answer } from '../../answers/answer.js';
import { NO_NUMBER, numberText } from '../../looks/number-text.js';
import type { Figure } from '../../visual.js';
import { comparison } from '../comparison.js';
import type { Phrase } from '../phrase.js';
import { measuresIn, numberAt } from '../read-answer.js';

/** `352,114, 4.1 % more (better) than in the 7 days before (338,224).` */
export function figureSentence(visual: Figure, answer: Answer): Phrase {
    const [measure] = measuresIn(answer);
    const [row] = answer.rows;
    const value = numberAt(row, measure?.value ?? null);
    const text = numberText(value, visual.measure.format);
    if (measure === undefined || text === NO_NUMBER) return ['Nothing in these days of which this could be a share.'];
    return [text, ...comparison({ answer, measure, now: numberAt(row, measure.now), before: numberAt(row, measure.before) }), '.'];
}
