import { HEAT_STEPS, heatColor } from '../charts/heat-steps.js';
import { html, type Markup } from './html.js';

/** What the strengths of a heat map's colours mean: from nothing to the largest value. */
export const heatScale = (least: string, most: string): Markup =>
    html`<p class="scale">${least} <svg viewBox="0 0 126 12" aria-hidden="true">${HEAT_STEPS.map((step) => html`<rect x="${step * 18}" width="17" height="12" fill="${heatColor(step)}"></rect>`)}</svg> ${most}</p>`;
