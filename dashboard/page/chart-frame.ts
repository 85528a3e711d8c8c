import { HeatmapChart, LineChart, ScatterChart } from 'echarts/charts';
import { GridComponent, TooltipComponent, VisualMapComponent } from 'echarts/components';
import { type EChartsCoreOption, type EChartsType, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

use([HeatmapChart, LineChart, ScatterChart, GridComponent, TooltipComponent, VisualMapComponent, SVGRenderer]);

/** How a chart is drawn into so many pixels. */
export interface Drawing {
    readonly height: number;
    readonly option: EChartsCoreOption;
}

/** A chart in an element, drawn anew when the element's width changes. */
export class ChartFrame {
    private chart: EChartsType | null = null;
    private draw: ((width: number) => Drawing) | null = null;
    private width = 0;

    constructor(private readonly element: HTMLElement) {
        new ResizeObserver(() => {
            if (element.clientWidth !== this.width) this.redraw();
        }).observe(element);
    }

    /** @param label the chart in a sentence, for those who do not see it */
    show(draw: (width: number) => Drawing, label: string): void {
        this.element.setAttribute('role', 'img');
        this.element.setAttribute('aria-label', label);
        this.element.hidden = false;
        this.draw = draw;
        this.redraw();
    }

    hide(): void {
        this.element.hidden = true;
        this.draw = null;
        this.chart?.dispose();
        this.chart = null;
    }

    private redraw(): void {
        this.width = this.element.clientWidth;
        if (this.draw === null || this.width === 0) return;
        const { height, option } = this.draw(this.width);
        this.element.style.height = `${height}px`;
        this.chart ??= init(this.element, null, { renderer: 'svg', width: this.width, height });
        this.chart.resize({ width: this.width, height });
        this.chart.setOption({ animation: false, ...option }, { notMerge: true });
    }
}
