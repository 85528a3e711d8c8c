import type { Answer, AnswerValue } from '../../answers/answer.js';
import { numberText, shareText } from '../../looks/number-text.js';
import { valueText } from '../../looks/value-text.js';
import type { Bars } from '../../visual.js';
import { comparison } from '../comparison.js';
import type { Part, Phrase } from '../phrase.js';
import { measuresIn, numberAt } from '../read-answer.js';

/** Of a row that is less than one in so many, a share says little: it is not called the highest or the lowest. */
const LEAST_PART = 100;

/** Who leads, with which part of all, against the days before; and whose share is highest. */
export function barsSentence(visual: Bars, answer: Answer): Phrase {
    const [measure, ...others] = measuresIn(answer);
    const [row] = answer.rows;
    const value = numberAt(row, measure?.value ?? null);
    const days = answer.period === null ? '' : ' in these days';
    if (measure === undefined || row === undefined || value === null) return [`No ${visual.measures[0].title.toLowerCase()}${days}.`];
    const word = measure.title.toLowerCase();
    const name = (of: readonly AnswerValue[]): Part => ({ name: valueText(of[0]!, visual.by.holds) });
    // A share of the first measure says more of it than its part of all rows, which may count things more than once.
    const part = visual.measures.find(({ sum, per }) => per !== undefined && sum === visual.measures[0].sum);
    if (part !== undefined) {
        const share = others.find(({ title }) => title === part.title)!;
        const of = others.find(({ title }) => title === visual.measures.find(({ sum, per: divided }) => sum === part.per && divided === undefined)?.title);
        const whole = of === undefined ? '' : ` of ${numberText(numberAt(row, of.value), of.format)} ${of.title.toLowerCase()}`;
        if (value === 0) return [`None${whole}, by whichever ${visual.by.title.toLowerCase()}.`];
        const among = answer.rows.length > 1 ? `, the most of ${answer.rows.length}` : '';
        return ['By ', name(row), `: ${numberText(value, measure.format)}${whole}, ${numberText(numberAt(row, share.value), 'share')}${among}.`];
    }
    if (value === 0) return [`No ${word}${days}.`];
    const moved = comparison({ answer, measure, now: numberAt(row, measure.now), before: numberAt(row, measure.before) });
    const amount = numberText(value, measure.format);
    const second = numberAt(answer.rows[1], measure.value);
    const next: Phrase = answer.period !== null || !second || !measure.total ? [] : [', then ', name(answer.rows[1]!), ` with ${shareText(second / measure.total)}`];
    const lead: Phrase =
        answer.total === 1
            ? [measure.format === 'count' ? (value === 1 ? 'Only one, of ' : `All ${amount} ${word} are of `) : `All ${word}, ${amount}, is of `, name(row), ...moved, '.']
            : [name(row), measure.total !== null && measure.total > 0 && value <= measure.total ? ` leads with ${shareText(value / measure.total)} of the ${word}: ` : ' leads with ', amount, ...moved, ...next, '.'];
    return [...lead, ...(answer.total === 1 ? [] : others.filter(({ format }) => format === 'share').flatMap((share) => highest(share, answer.rows.filter((of) => LEAST_PART * (numberAt(of, measure.value) ?? 0) >= (measure.total ?? 0)), name)))];
}

function highest({ title, value: at }: { readonly title: string; readonly value: number }, rows: Answer['rows'], name: (of: readonly AnswerValue[]) => Part): Phrase {
    const known = rows.filter((row) => numberAt(row, at) !== null).sort((a, b) => numberAt(b, at)! - numberAt(a, at)!);
    return known.length < 2 ? [] : [` The highest ${title.toLowerCase()} has `, name(known[0]!), ` with ${shareText(numberAt(known[0], at)!)}, the lowest `, name(known.at(-1)!), ` with ${shareText(numberAt(known.at(-1), at)!)}.`];
}
