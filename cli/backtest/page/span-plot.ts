import type { Comparison } from '../../../local/backtest/backtest-result.js';
import { html, type Markup } from '../../../dashboard/looks/html.js';

export interface SpanPlotProps {
    readonly rows: readonly { readonly name: string; readonly comparison: Comparison }[];
    /** Says in a sentence what is to be seen. */
    readonly label: string;
    readonly unit: '%' | 'points';
}

const STEPS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
/** A plot has up to so many spaces between its ticks: their names fit on a telephone. */
const MOST_SPACES = 5;

/** Each difference as a dot with its interval, one below the other, on one scale with a line at 0. */
export function spanPlot({ rows, label, unit }: SpanPlotProps): Markup {
    const ends = rows.flatMap(({ comparison: { low, high } }) => [low, high]);
    const [least, most] = [Math.min(0, ...ends), Math.max(0, ...ends)];
    const step = STEPS.find((one) => (most - least) / one <= MOST_SPACES) ?? (most - least) / MOST_SPACES;
    const from = Math.floor(least / step);
    const to = Math.max(from + 1, Math.ceil(most / step));
    const ticks = Array.from({ length: to - from + 1 }, (_, place) => (from + place) * step);
    const x = (value: number) => `${(4 + (92 * (value - from * step)) / ((to - from) * step)).toFixed(2)}%`;
    const lines = ticks.map((tick) => html`<line class="${isZero(tick) ? 'zero' : 'tick'}" x1="${x(tick)}" x2="${x(tick)}" y1="-1" y2="25"></line>`);
    return html`<div role="img" aria-label="${label}">${rows.map(
        ({ name, comparison: { difference, low, high } }) => html`
<div class="span-row"><span>${name}</span><svg>${lines}<line class="whisker" x1="${x(low)}" x2="${x(high)}" y1="12" y2="12"></line><circle cx="${x(difference)}" cy="12" r="5"></circle></svg></div>`,
    )}
<div class="span-row axis"><span></span><svg>${ticks.map((tick) => html`<text x="${x(tick)}" y="14" text-anchor="middle">${tickText(tick)}${isZero(tick) && unit === '%' ? ' %' : ''}</text>`)}</svg></div></div>`;
}

const isZero = (tick: number) => Math.abs(tick) < 1e-9;
const tickText = (tick: number) => (isZero(tick) ? '0' : `${tick > 0 ? '+' : ''}${Number(tick.toFixed(1))}`);
