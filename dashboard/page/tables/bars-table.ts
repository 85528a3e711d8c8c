import type { Answer } from '../../answers/answer.js';
import { type BarRow, barTable } from '../../looks/bar-table.js';
import { html, type Markup } from '../../looks/html.js';
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
const LONGEST_EXPLANATION = 400;
/** Fewer than so many things before and now are not judged. */
const FEW = 30;

/** The ranking: a bar in each row for its first measure, with a mark where the days before were, and how it changed. */
export function barsTable(visual: Bars, answer: Answer): Markup {
    const measures = measuresIn(answer);
    const [first] = measures;
    const words = earlierWords(answer.period);
    const isCompared = words !== null && first!.now !== null;
    const counted = measures.find(({ format, now }) => format === 'count' && now !== null);
    const longest = Math.max(...answer.rows.flatMap((row) => [first!.value, first!.now, first!.before].map((at) => numberAt(row, at) ?? 0)), 0);
    const part = (value: number | null) => (longest === 0 ? 0 : Math.max(0, value ?? 0) / longest);
    const rows = answer.rows.map((row): BarRow => {
        const value = numberAt(row, first!.value);
        const before = isCompared ? numberAt(row, first!.before) : null;
        const now = isCompared ? numberAt(row, first!.now) : null;
        // Of a few things a change says nothing.
        const isFew = counted !== undefined && [counted.now, counted.before].every((at) => (numberAt(row, at) ?? 0) < FEW);
        const change = isCompared ? changeOf({ now, before, format: first!.format, wish: isFew ? 'neither' : first!.wish }) : null;
        const [head, ...others] = measures.map((measure) => numberText(numberAt(row, measure.value), measure.format, true));
        return {
            name: html`${nameMarkup(shownText(valueText(row[0]!, visual.by.holds), LONGEST_NAME))}${visual.explained === undefined ? html`` : html`<span class="explained">${shownText(String(row[1]), LONGEST_EXPLANATION)}</span>`}`,
            cells: [head!, ...(isCompared ? [change === null || (before === 0 && change.direction === 'same') ? NO_NUMBER : html`${changeCell(change)} <span class="compared">${numberText(before, first!.format)} → ${numberText(now, first!.format)}</span>`] : []), ...others],
            share: part(value),
            firm: isCompared ? part(now) : undefined,
            before: isCompared ? part(before) : null,
        };
    });
    const [head, ...others] = measures.map(({ title }) => title);
    const shown = answer.total > answer.rows.length ? `The first ${countText(answer.rows.length)} of ${countText(answer.total)}. ` : '';
    const compared = isCompared ? ` ${words.marks}` : '';
    return barTable({ caption: `${shown}Bars show ${head!.toLowerCase()}.${compared}`, header: [visual.by.title, head!, ...(isCompared ? ['Change'] : []), ...others], rows });
}
