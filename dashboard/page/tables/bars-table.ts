import type { Answer } from '../../answers/answer.js';
import { type BarRow, barTable } from '../../looks/bar-table.js';
import type { Markup } from '../../looks/html.js';
import { NO_NUMBER, countText, numberText } from '../../looks/number-text.js';
import { shownText } from '../../looks/shown-text.js';
import { valueText } from '../../looks/value-text.js';
import type { Bars } from '../../visual.js';
import { changeOf } from '../change-of.js';
import { earlierWords } from '../earlier-words.js';
import { changeCell } from '../phrase.js';
import { measuresIn, numberAt } from '../read-answer.js';
import { nameMarkup } from './name-markup.js';

/** Longest name beside a bar, in characters; a file of the table has it whole. */
const LONGEST_NAME = 120;

/** The ranking: a bar in each row for its first measure, with a mark where the days before were, and how it changed. */
export function barsTable(visual: Bars, answer: Answer): Markup {
    const measures = measuresIn(answer);
    const [first] = measures;
    const words = earlierWords(answer.period);
    const isCompared = words !== null && first!.now !== null;
    const longest = Math.max(...answer.rows.flatMap((row) => [first!.value, first!.now, first!.before].map((at) => numberAt(row, at) ?? 0)), 0);
    const part = (value: number | null) => (longest === 0 ? 0 : Math.max(0, value ?? 0) / longest);
    const rows = answer.rows.map((row): BarRow => {
        const value = numberAt(row, first!.value);
        const before = isCompared ? numberAt(row, first!.before) : null;
        const change = isCompared ? changeOf({ now: numberAt(row, first!.now), before, format: first!.format, wish: first!.wish }) : null;
        const [head, ...others] = measures.map((measure) => numberText(numberAt(row, measure.value), measure.format, true));
        return {
            name: nameMarkup(shownText(valueText(row[0]!, visual.by.holds), LONGEST_NAME)),
            cells: [head!, ...(isCompared ? [change === null || (before === 0 && change.direction === 'same') ? NO_NUMBER : changeCell(change)] : []), ...others],
            share: part(value),
            firm: isCompared ? part(numberAt(row, first!.now)) : undefined,
            before: isCompared ? part(before) : null,
        };
    });
    const [head, ...others] = measures.map(({ title }) => title);
    const shown = answer.total > answer.rows.length ? `The first ${countText(answer.rows.length)} of ${countText(answer.total)}. ` : '';
    const compared = isCompared ? ` ${words.marks}` : '';
    return barTable({ caption: `${shown}Bars show ${head!.toLowerCase()}.${compared}`, header: [visual.by.title, head!, ...(isCompared ? ['Change'] : []), ...others], rows });
}
