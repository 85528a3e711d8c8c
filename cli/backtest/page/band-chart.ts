import { BANDS, type Score } from '../../../local/backtest/backtest-result.js';
import { axisStyle } from '../../../dashboard/charts/axis-style.js';
import { html, type Markup } from '../../../dashboard/looks/html.js';
import { svgChart } from '../../output/page/svg-chart.js';

export interface BandChartProps {
    /** The first is drawn most strongly; up to as many as LINES. */
    readonly scores: readonly Pick<Score, 'forecast' | 'byBand'>[];
    readonly label: string;
    readonly axisText: (value: number) => string;
}

/** Told apart by colour, by dashes and by marks. */
const LINES = [
    { color: 'var(--bar)', width: 3, dashes: [], symbol: 'circle' },
    { color: 'var(--soft)', width: 1.5, dashes: [5, 4], symbol: 'rect' },
    { color: 'var(--warn)', width: 1.5, dashes: [2, 3], symbol: 'triangle' },
    { color: 'var(--good)', width: 1.5, dashes: [8, 3, 2, 3], symbol: 'diamond' },
] as const;

/** A measure by how often customers had bought, a line for each forecast; drawn for wide screens and again for narrow ones. */
export function bandChart(props: BandChartProps): Markup {
    return html`<div class="wide">${draw(props, 520)}</div><div class="narrow">${draw(props, 340)}</div>
<ul class="legend">${props.scores.map(({ forecast }, place) => {
        const { color, width, dashes } = LINES[place]!;
        return html`<li><svg viewBox="0 0 34 12" aria-hidden="true"><path d="M0 6h34" fill="none" stroke="${color}" stroke-width="${width}" stroke-dasharray="${dashes.length === 0 ? 'none' : dashes.join(' ')}"></path>${mark(place)}</svg>${forecast}</li>`;
    })}</ul>`;
}

const MARKS = ['M17 2a4 4 0 1 0 .01 0z', 'M13 2h8v8h-8z', 'M17 1l5 9h-10z', 'M17 1l5 5l-5 5l-5 -5z'];
const mark = (place: number) => html`<path d="${MARKS[place]!}" fill="${LINES[place]!.color}"></path>`;

function draw({ scores, label, axisText }: BandChartProps, width: number): Markup {
    return svgChart({
        width,
        height: 260,
        label,
        option: {
            grid: { left: 52, right: 16, top: 12, bottom: 44 },
            xAxis: { type: 'category', data: BANDS.map(([, name]) => name), name: 'days with a purchase before', nameLocation: 'middle', nameGap: 28, nameTextStyle: { color: 'var(--soft)', fontSize: 12 }, ...axisStyle, axisLabel: { ...axisStyle.axisLabel, interval: 0 } },
            yAxis: { type: 'value', min: 0, splitNumber: 4, ...axisStyle, axisLabel: { ...axisStyle.axisLabel, formatter: axisText } },
            // The prediction lies above the others.
            series: scores.map(({ byBand }, place) => {
                const { color, width: thickness, dashes, symbol } = LINES[place]!;
                return { type: 'line', data: [...byBand], symbol, symbolSize: 8, z: 10 - place, silent: true, itemStyle: { color }, lineStyle: { color, width: thickness, type: dashes.length === 0 ? 'solid' : [...dashes] } };
            }),
        },
    });
}
