import { html, type Markup } from './html.js';
import { axisStyle, svgChart } from './svg-chart.js';

const compact = new Intl.NumberFormat('en-US', { notation: 'compact' });

export interface CountChartProps {
    readonly label: string;
    readonly counts: readonly { readonly name: string; readonly rows: number }[];
}

/** Counts as upright bars, drawn for wide screens and again for narrow ones, where the writing would become too small. */
export function countChart(props: CountChartProps): Markup {
    return html`<div class="wide">${draw(props, 1080)}</div><div class="narrow">${draw(props, 340)}</div>`;
}

function draw({ label, counts }: CountChartProps, width: number): Markup {
    const name = Math.max(...counts.map((count) => count.name.length)) * 7 + 12;
    return svgChart({
        width,
        height: 220,
        label,
        option: {
            grid: { left: 48, right: 14, top: 12, bottom: 26 },
            xAxis: { type: 'category', data: counts.map(({ name }) => name), ...axisStyle, axisLabel: { ...axisStyle.axisLabel, interval: Math.ceil((name * counts.length) / (width - 62)) - 1 } },
            yAxis: { type: 'value', minInterval: 1, splitNumber: 4, ...axisStyle, axisLabel: { ...axisStyle.axisLabel, formatter: (value: number) => compact.format(value) } },
            series: [{ type: 'bar', data: counts.map(({ rows }) => rows), barCategoryGap: '25%', barMaxWidth: 36, itemStyle: { color: 'var(--bar)' }, silent: true }],
        },
    });
}
