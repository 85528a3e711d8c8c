import { BarChart, HeatmapChart } from 'echarts/charts';
import { GridComponent, VisualMapComponent } from 'echarts/components';
import { type EChartsCoreOption, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { html, Markup } from './html.js';

use([BarChart, HeatmapChart, GridComponent, VisualMapComponent, SVGRenderer]);

export interface SvgChartProps {
    readonly width: number;
    readonly height: number;
    /** Says in a sentence what is to be seen, for those who do not see it. */
    readonly label: string;
    readonly option: EChartsCoreOption;
}

/** Steps of the colour scale, faint to strong: the library blends colours itself and takes no CSS variables for that. */
export const HEAT_COLORS = ['#0000a0', '#0000a1', '#0000a2', '#0000a3', '#0000a4', '#0000a5', '#0000a6'] as const;

/**
 * A chart as SVG without script, style or fixed size. Its colours are variables of the page, so that it follows light
 * and dark; styles in attributes would be refused by the page's own rules.
 */
export function svgChart({ width, height, label, option }: SvgChartProps): Markup {
    const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
    try {
        chart.setOption({ animation: false, ...option });
        const drawn = chart
            .renderToSVGString({ useViewBox: true })
            .replace(/<style[^]*<\/style>/, '')
            .replace(/ (?:class|style|pointer-events|ecmeta_\w+|xmlns(?::xlink)?|version|baseProfile)="[^"]*"/g, '')
            .replace(/"(?:#0000a(\d)|rgb\(0,0,16(\d)\))"/g, (_, hex?: string, last?: string) => `"var(--heat-${hex ?? last})"`)
            .replace(/^<svg width="\d+" height="\d+"/, '');
        return new Markup(html`<svg role="img" aria-label="${label}"`.text + drawn);
    } finally {
        chart.dispose();
    }
}

/** Axes and marks in the page's colours. */
export const axisStyle = {
    axisLine: { lineStyle: { color: 'var(--line)' } },
    axisTick: { show: false },
    axisLabel: { color: 'var(--soft)', fontSize: 12 },
    splitLine: { lineStyle: { color: 'var(--line)' } },
} as const;
