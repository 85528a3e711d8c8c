import { BarChart, HeatmapChart, LineChart, ScatterChart } from 'echarts/charts';
import { GridComponent, VisualMapComponent } from 'echarts/components';
import { type EChartsCoreOption, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { html, Markup } from '../../../dashboard/looks/html.js';

use([BarChart, HeatmapChart, LineChart, ScatterChart, GridComponent, VisualMapComponent, SVGRenderer]);

export interface SvgChartProps {
    readonly width: number;
    readonly height: number;
    /** Says in a sentence what is to be seen, for those who do not see it. */
    readonly label: string;
    readonly option: EChartsCoreOption;
}

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
            // Nothing is drawn outside its axes, and names of cuts would be the same in all charts of a page.
            .replace(/<defs[^>]*>\s*(?:<clipPath[^]*?<\/clipPath>\s*)*<\/defs>/g, '')
            .replace(/ (?:class|style|clip-path|pointer-events|ecmeta_\w+|xmlns(?::xlink)?|version|baseProfile)="[^"]*"/g, '')
            .replace(/^<svg width="\d+" height="\d+"/, '');
        return new Markup(html`<svg role="img" aria-label="${label}"`.text + drawn);
    } finally {
        chart.dispose();
    }
}
