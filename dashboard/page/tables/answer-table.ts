import type { Answer, AnswerColumn, AnswerValue } from '../../answers/answer.js';
import { html, type Markup } from '../../looks/html.js';
import { countText, numberText } from '../../looks/number-text.js';
import { valueText } from '../../looks/value-text.js';
import { nameMarkup } from './name-markup.js';

/**
 * All rows of an answer as they came, in the order of its columns.
 *
 * @param counts places of the columns whose numbers count something; other numbers are keys, and have no separators
 */
export function answerTable({ columns, rows }: Answer, caption: string, counts: ReadonlySet<number> = new Set()): Markup {
    return html`<div class="scroll"><table>
<caption>${caption}</caption>
<thead><tr>${columns.map((column) => html`<th scope="col"${isText(column) ? html` class="text"` : html``}>${column.title}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`
<tr>${columns.map((column, at) => cell(column, row[at] ?? null, { isHead: at === 0 && column.role === 'name', isCount: counts.has(at) }))}</tr>`)}
</tbody></table></div>`;
}

function cell(column: AnswerColumn, value: AnswerValue, { isHead, isCount }: { readonly isHead: boolean; readonly isCount: boolean }): Markup {
    const text = isCount && typeof value === 'number' ? countText(value) : column.role === 'name' ? valueText(value, column.holds) : numberText(typeof value === 'number' ? value : null, column.format, true);
    const content = isText(column) ? nameMarkup(text) : html`${text}`;
    const kind = isText(column) ? html` class="text"` : html``;
    return isHead ? html`<th scope="row"${kind}>${content}</th>` : html`<td${kind}>${content}</td>`;
}

const isText = (column: AnswerColumn): boolean => column.role === 'name' && (column.holds === 'name' || column.holds === 'path');
