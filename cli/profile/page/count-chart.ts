import { countOption, type CountOptionProps } from '../../../dashboard/charts/count-option.js';
import { html, type Markup } from '../../../dashboard/looks/html.js';
import { svgChart } from '../../output/page/svg-chart.js';

export interface CountChartProps extends Pick<CountOptionProps, 'counts'> {
    readonly label: string;
}

/** Counts as upright bars, drawn for wide screens and again for narrow ones, where the writing would become too small. */
export function countChart(props: CountChartProps): Markup {
    return html`<div class="wide">${draw(props, 1080)}</div><div class="narrow">${draw(props, 340)}</div>`;
}

const draw = ({ label, counts }: CountChartProps, width: number): Markup => svgChart({ width, height: 220, label, option: countOption({ counts, width }) });
