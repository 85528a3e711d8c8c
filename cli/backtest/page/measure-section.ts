import { BANDS, type Comparison, type MeasureScores, type Score } from '../../../local/backtest/backtest-result.js';
import { MEASURES } from '../../../local/backtest/measures.js';
import { barTable } from '../../../dashboard/looks/bar-table.js';
import { html, type Markup } from '../../../dashboard/looks/html.js';
import { shortShareText } from '../../../dashboard/looks/number-text.js';
import { formatCount } from '../../output/text-table.js';
import { comparisonText, valueText } from '../backtest-text.js';
import { bandChart } from './band-chart.js';
import { spanPlot } from './span-plot.js';

type Compared = Score & { readonly comparison: Comparison };

/** How the prediction does against each other forecast by one measure: differences with their intervals, and all values. */
export function measureSection({ measure, scores }: MeasureScores): Markup {
    const compared = scores.filter((score): score is Compared => score.comparison !== null);
    const unit = measure.comparedIn === 'percent' ? '%' : 'points';
    const sentence = sentenceOf({ measure, scores });
    return html`<section><h2>${measure.name}</h2>
<p>${sentence}</p>
<p class="note">${measure.meaning}</p>
${
    compared.length === 0
        ? html``
        : html`${spanPlot({ rows: compared.map(({ forecast, comparison }) => ({ name: forecast, comparison })), unit, label: `${sentence} The same numbers are in the table below.` })}
<p class="note">Dots: the prediction against each forecast, in ${unit === '%' ? 'per cent' : 'percentage points'}; lines: 95 % intervals. ${measure.isLessBetter ? 'Left' : 'Right'} of 0 the prediction is better.</p>`
}
${behind(
    barTable({
        caption: `${measure.name}: ${measure.unit}, ${measure.isLessBetter ? 'less' : 'more'} is better`,
        header: ['forecast', 'value', 'prediction against it', 'of'],
        rows: scores.map((score) => ({ name: score.forecast, cells: [valueText(measure, score.value), comparisonText(measure, score.comparison), formatCount(score.count)] })),
    }),
)}</section>`;
}

/** Figures first: what the prediction comes to, and against the best of the others. */
function sentenceOf({ measure, scores: [own, best] }: MeasureScores): string {
    const value = `${valueText(measure, own!.value)}${measure.unit === 'share' ? '' : measure.unit === 'days off' ? ' days off' : ` (${measure.unit})`}`;
    if (best === undefined) return `${value}.`;
    const against = `the best of the other forecasts, ${best.forecast} (${valueText(measure, best.value)})`;
    if (best.comparison === null) return `${value}, against ${valueText(measure, best.value)} of the best of the other forecasts, ${best.forecast}.`;
    const { low, high } = best.comparison;
    const isOpen = low <= 0 && high >= 0;
    return `${value}, ${comparisonText(measure, best.comparison)} against ${against}${isOpen ? '; the interval has 0 in it, so that chance may explain the difference' : ''}.`;
}

/** The forecasts whose errors are drawn by earlier purchases. */
const BY_BAND = [
    { measure: MEASURES.waits, forecasts: ['prediction', 'constant', 'recency only', 'personal mean'] },
    { measure: MEASURES.waits_of_all, forecasts: ['prediction', 'constant', 'recency only', 'personal mean'] },
    { measure: MEASURES.returns, forecasts: ['prediction', 'base rate', 'recency only', 'recency and purchases'] },
    { measure: MEASURES.hits, forecasts: ['prediction', 'global top 3', 'last basket', 'personal top 3'] },
];

/** Measures by how often customers had bought. */
export function bandSections(measures: readonly MeasureScores[]): Markup[] {
    return BY_BAND.flatMap(({ measure, forecasts }) => {
        const found = measures.find((one) => one.measure.name === measure.name);
        if (found === undefined) return [];
        const scores = forecasts.flatMap((name) => found.scores.filter(({ forecast }) => forecast === name));
        const own = BANDS.flatMap(([, name], place) => (scores[0]!.byBand[place] === null ? [] : [{ name, value: scores[0]!.byBand[place]! }]));
        const ends = own.length < 2 ? '' : `${valueText(measure, own[0]!.value)} for customers with ${own[0]!.name} days before, ${valueText(measure, own.at(-1)!.value)} for those with ${own.at(-1)!.name}: `;
        const sentence = `${ends}${measure.name} (${measure.unit}, ${measure.isLessBetter ? 'less' : 'more'} is better) by how often customers had bought.`;
        return [
            html`<section><h2>${measure.name}, by purchases before</h2>
<p>${sentence}</p>
${bandChart({ scores, label: `${sentence} The same numbers are in the table below.`, axisText: measure.unit === 'share' ? shortShareText : String })}
${behind(
    barTable({
        caption: `${measure.name} (${measure.unit}) by days with a purchase before`,
        header: ['forecast', ...BANDS.map(([, name]) => name)],
        rows: found.scores.map(({ forecast, byBand }) => ({ name: forecast, cells: byBand.map((value) => (value === null ? '–' : valueText(measure, value))) })),
    }),
)}</section>`,
        ];
    });
}

/** A table that is shown when asked for. */
export const behind = (table: Markup): Markup => html`<details><summary>As a table</summary>${table}</details>`;
