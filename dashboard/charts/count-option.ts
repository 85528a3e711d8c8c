import type { EChartsCoreOption } from 'echarts/core';
import { axisStyle } from './axis-style.js';
import { compactText } from './compact-text.js';

export interface CountOptionProps {
    readonly counts: readonly { readonly name: string; readonly rows: number }[];
    /** Of the drawing in pixels: so many names fit below the bars. */
    readonly width: number;
}

/** Counts as upright bars, in the order given. */
export function countOption({ counts, width }: CountOptionProps): EChartsCoreOption {
    const name = Math.max(...counts.map((count) => count.name.length)) * 7 + 12;
    return {
        grid: { left: 48, right: 14, top: 12, bottom: 26 },
        xAxis: { type: 'category', data: counts.map((count) => count.name), ...axisStyle, axisLabel: { ...axisStyle.axisLabel, interval: Math.ceil((name * counts.length) / (width - 62)) - 1 } },
        yAxis: { type: 'value', minInterval: 1, splitNumber: 4, ...axisStyle, axisLabel: { ...axisStyle.axisLabel, formatter: compactText } },
        series: [{ type: 'bar', data: counts.map(({ rows }) => rows), barCategoryGap: '25%', barMaxWidth: 36, itemStyle: { color: 'var(--bar)' }, silent: true }],
    };
}
