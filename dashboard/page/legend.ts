import type { Answer } from '../answers/answer.js';
import { HEAT_STEPS } from '../charts/heat-steps.js';
import { heatScale } from '../looks/heat-scale.js';
import { html, Markup } from '../looks/html.js';
import { numberText } from '../looks/number-text.js';
import { dayText } from '../looks/value-text.js';
import type { Visual } from '../visual.js';
import { heatRange } from './heat-range.js';
import { measuresIn, numberAt } from './read-answer.js';

const line = (kind: string) => new Markup(`<svg viewBox="0 0 28 10" aria-hidden="true"><line class="${kind}" x1="0" y1="5" x2="28" y2="5"></line></svg>`);
const ring = new Markup('<svg viewBox="0 0 10 10" class="small" aria-hidden="true"><circle class="open" cx="5" cy="5" r="4"></circle></svg>');
const dot = new Markup('<svg viewBox="0 0 10 10" class="small" aria-hidden="true"><circle class="dot" cx="5" cy="5" r="4"></circle></svg>');

/** What the marks of a chart mean; empty where there is no chart. */
export function legend(visual: Visual, answer: Answer, openDay: string | null): Markup {
    const [measure] = measuresIn(answer);
    if (visual.kind === 'heat map') {
        const values = answer.rows.filter((row) => visual.across.holds !== 'number' || row[1] !== 0).map((row) => numberAt(row, measure!.value) ?? 0);
        const { least, most } = heatRange(values);
        const [smallest, largest] = [least, most].map((value) => numberText(value, measure!.format));
        return html`${visual.across.holds === 'number' ? heatScale(smallest!, largest!, HEAT_STEPS.slice(1)) : heatScale('none', largest!)}<p class="note">${visual.across.holds === 'hour' ? 'Hours in UTC.' : `Across: ${visual.across.title.toLowerCase()}. Down: ${visual.down.title.toLowerCase()}.`}</p>`;
    }
    if (visual.kind === 'trend') {
        const isOpen = answer.rows.some(([day]) => day === openDay);
        const before = measure!.before === null ? html`` : html`<span>${line('before')} ${answer.period!.days} ${answer.period!.days === 1 ? 'day' : 'days'} earlier</span>`;
        return html`<p class="marks"><span>${line('now')} these days</span>${before}${isOpen ? html`<span>${ring} ${dayText(openDay!)} may not be over</span>` : html``}</p>`;
    }
    if (visual.kind === 'scatter') return html`<p class="marks"><span>${dot} the larger, the more ${visual.size.title.toLowerCase()}</span><span>${line('before')} all together</span></p>`;
    return html``;
}
