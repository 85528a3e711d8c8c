import type { BacktestResult, CalibrationPoint } from '../../../local/backtest/backtest-result.js';
import { HORIZON_DAYS, spanText } from '../../../local/backtest/origins.js';
import { MEASURES } from '../../../local/backtest/measures.js';
import { barTable } from '../../../dashboard/looks/bar-table.js';
import { html, type Markup } from '../../../dashboard/looks/html.js';
import { stillPage } from '../../output/page/still-page.js';
import { formatCount } from '../../output/text-table.js';
import { percent, valueText } from '../backtest-text.js';
import { BACKTEST_STYLE } from './backtest-style.js';
import { calibrationChart } from './calibration-chart.js';
import { bandSections, behind, measureSection } from './measure-section.js';

/** The result of a backtest as one HTML page that needs nothing else. */
export function backtestPage(result: BacktestResult): string {
    return stillPage({
        title: 'Predictions, tried on earlier days',
        style: BACKTEST_STYLE,
        content: html`${heading(result)}
<div class="cards">
${result.measures.map(measureSection)}
${coverageSection(result)}
${calibrationSection(result)}
${bandSections(result.measures)}
${originsSection(result)}
</div>`,
    });
}

function heading({ first, last, daysAlone, origins, measures, coverage }: BacktestResult): Markup {
    const valueOf = (name: string) => {
        const found = measures.find(({ measure }) => measure.name === name);
        return found === undefined ? [] : [valueText(found.measure, found.scores[0]!.value)];
    };
    const wide = coverage.at(-1);
    const figures: [string, string][] = [
        [formatCount(origins.reduce((sum, { customers }) => sum + customers, 0)), `customers × days of prediction; ${formatCount(origins.reduce((sum, { returned }) => sum + returned, 0))} came back`],
        ...valueOf(MEASURES.waits.name).map((value): [string, string] => [value, 'days off, of those who came back']),
        ...valueOf(MEASURES.hits.name).map((value): [string, string] => [value, 'of those who came back took one of three products']),
        ...(wide === undefined ? [] : [[percent(wide.observed), `came back within the interval of ${wide.level} %`] satisfies [string, string]]),
    ];
    return html`<h1>Predictions, tried on earlier days</h1>
<p class="note">Purchases from ${spanText({ first, last, daysAlone })}. On ${formatCount(origins.length)} ${origins.length === 1 ? 'day' : 'days'}, ${origins[0]!.date} to ${origins.at(-1)!.date}, the next ${HORIZON_DAYS} days were predicted from what was known on the evening before, of customers who had bought on two days, and compared with what came, beside simpler forecasts that knew as much. Intervals are those of a bootstrap of customers.</p>
<ul class="figures">${figures.map(([figure, name]) => html`<li><b>${figure}</b><span>${name}</span></li>`)}</ul>`;
}

function coverageSection({ coverage }: BacktestResult): Markup {
    if (coverage.length === 0) return html``;
    return html`<section><h2>Intervals of the date</h2>
<p>${coverage.map(({ level, claimed, observed }) => `${percent(observed)} within the interval of ${level} %, which claims ${percent(claimed)}`).join('; ')}.</p>
${barTable({
    caption: 'Returns within the predicted interval; the upright mark is what it claims, which is more than its name as days are whole',
    header: ['interval', 'claimed', 'observed', 'of'],
    rows: coverage.map(({ level, claimed, observed, count }) => ({ name: `${level} %`, cells: [percent(claimed), percent(observed), formatCount(count)], share: observed, before: claimed })),
})}</section>`;
}

function calibrationSection({ returns, days, products }: BacktestResult): Markup {
    const charts = [
        { title: `A return within ${HORIZON_DAYS} days`, of: 'customers', points: returns },
        { title: 'A purchase on a day', of: 'days of customers', points: days },
        { title: 'A product in the next purchase', of: 'products', points: products },
    ].filter(({ points }) => points.length > 0);
    return html`<section class="whole"><h2>Do chances come true?</h2>
<p class="note">Each point is about a tenth of the predictions; on the dashed line as many came true as were predicted. Products are judged where customers came back.</p>
<div class="three">${charts.map(({ title, of, points }) => {
        const widest = points.reduce((worst, point) => (distance(point) > distance(worst) ? point : worst));
        const sentence = `${percent(widest.predicted)} predicted and ${percent(widest.observed)} came true where they are furthest apart.`;
        return html`<div><h3>${title}</h3>
<p>${sentence}</p>
${calibrationChart({ points, label: `${title}: ${sentence} The same numbers are in the table below.` })}
${behind(barTable({ caption: title, header: ['predicted', 'came true', of], rows: points.map(({ predicted, observed, count }) => ({ name: percent(predicted), cells: [percent(observed), formatCount(count)] })) }))}</div>`;
    })}</div></section>`;
}

const distance = ({ predicted, observed }: CalibrationPoint) => Math.abs(predicted - observed);

function originsSection({ origins }: BacktestResult): Markup {
    return html`<section class="whole"><h2>The days of prediction</h2>
${barTable({
    caption: `Customers who had bought on two days, and how many bought within ${HORIZON_DAYS} days; bars show their share`,
    header: ['day', 'customers', 'came back', 'share'],
    rows: origins.map(({ date, customers, returned }) => ({ name: date, cells: [formatCount(customers), formatCount(returned), percent(returned / customers)], share: returned / customers })),
})}</section>`;
}
