import { HEAT_STEPS, heatColor } from '../charts/heat-steps.js';
import { html, type Markup } from './html.js';

/** What the strengths of a heat map's colours mean: from nothing, or from the smallest value, to the largest. */
export const heatScale = (least: string, most: string, steps: readonly number[] = HEAT_STEPS): Markup =>
    html`<p class="scale">${least} <svg viewBox="0 0 ${steps.length * 18} 12" aria-hidden="true">${steps.map((step, place) => html`<rect x="${place * 18}" width="17" height="12" fill="${heatColor(step)}"></rect>`)}</svg> ${most}</p>`;
