import type { Answer, AnswerValue } from '../../answers/answer.js';
import { html, type Markup } from '../../looks/html.js';
import { NO_NUMBER, numberText } from '../../looks/number-text.js';
import { valueText } from '../../looks/value-text.js';
import type { HeatMap } from '../../visual.js';
import { measuresIn, numberAt } from '../read-answer.js';

/** The numbers of a heat map, those of hours upright: seven columns are read more easily than 24. */
export function matrixTable(visual: HeatMap, answer: Answer): Markup {
    const [measure] = measuresIn(answer);
    const isUpright = visual.across.holds === 'hour';
    const [head, side] = isUpright ? [visual.down, visual.across] : [visual.across, visual.down];
    const at = (row: readonly AnswerValue[]) => (isUpright ? { top: row[0]!, left: row[1]! } : { top: row[1]!, left: row[0]! });
    const [tops, lefts] = [distinct(answer.rows.map((row) => at(row).top)), distinct(answer.rows.map((row) => at(row).left))];
    const values = new Map(answer.rows.map((row) => [`${at(row).left} ${at(row).top}`, numberAt(row, measure!.value)]));
    const short = (value: AnswerValue) => (head.holds === 'weekday' ? valueText(value, head.holds).slice(0, 3) : valueText(value, head.holds));
    const cell = (left: AnswerValue, top: AnswerValue) => {
        const value = values.get(`${left} ${top}`);
        return value === undefined ? (visual.measure.per === undefined ? '0' : NO_NUMBER) : numberText(value, measure!.format, true);
    };
    return html`<div class="scroll"><table>
<caption>${measure!.title} by ${side.title.toLowerCase()} and ${head.title.toLowerCase()}${isUpright ? ' (UTC)' : ''}</caption>
<thead><tr><th scope="col">${side.title}</th>${tops.map((top) => html`<th scope="col">${short(top)}</th>`)}</tr></thead>
<tbody>${lefts.map((left) => html`
<tr><th scope="row">${valueText(left, side.holds)}</th>${tops.map((top) => html`<td>${cell(left, top)}</td>`)}</tr>`)}
</tbody></table></div>`;
}

function distinct(values: readonly AnswerValue[]): readonly AnswerValue[] {
    return [...new Set(values)].sort((a, b) => (typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : 1));
}
