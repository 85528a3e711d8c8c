import type { EChartsCoreOption } from 'echarts/core';
import { axisStyle } from './axis-style.js';
import { plainLabel, tooltipStyle } from './tooltip-style.js';

export interface ScatterOptionProps {
    readonly points: readonly ScatterPoint[];
    readonly across: { readonly title: string; readonly axisText: (value: number) => string };
    readonly up: { readonly title: string; readonly axisText: (value: number) => string };
    /** Drawn as a line: the number upwards of all together. */
    readonly overall: number | null;
}

export interface ScatterPoint {
    readonly x: number;
    readonly y: number;
    readonly size: number;
    /** Lines that are shown where one points. */
    readonly lines: readonly string[];
}

/** From so many times the smallest on, an even axis has all points in a corner. */
const LOGARITHMIC_FROM = 20;
const [SMALLEST, LARGEST] = [6, 40];

/** Two numbers of each thing against each other; the area of a point is its third number. */
export function scatterOption({ points, across, up, overall }: ScatterOptionProps): EChartsCoreOption {
    const xs = points.map(({ x }) => x);
    const [least, most] = [Math.min(...xs), Math.max(...xs)];
    const isLogarithmic = least > 0 && most / least >= LOGARITHMIC_FROM;
    const largest = Math.max(...points.map(({ size }) => size), 0);
    const diameter = (size: number) => (largest <= 0 ? SMALLEST : Math.max(SMALLEST, LARGEST * Math.sqrt(Math.max(0, size) / largest)));
    const named = { nameLocation: 'middle', nameTextStyle: { color: 'var(--soft)', fontSize: 12 } };
    return {
        grid: { left: 64, right: 20, top: 24, bottom: 48 },
        tooltip: { ...tooltipStyle, trigger: 'item', formatter: ({ dataIndex, seriesName }: { readonly dataIndex: number; readonly seriesName: string }) => (seriesName === 'things' ? points[dataIndex]!.lines.map(plainLabel).join('\n') : '') },
        xAxis: { type: isLogarithmic ? 'log' : 'value', ...(isLogarithmic ? { min: least * 0.8, max: most * 1.25 } : { min: 0 }), name: `${across.title}${isLogarithmic ? ' (log scale)' : ''}`, nameGap: 30, ...named, ...axisStyle, axisLabel: { ...axisStyle.axisLabel, formatter: across.axisText, hideOverlap: true, showMinLabel: false, showMaxLabel: false } },
        yAxis: { type: 'value', min: 0, splitNumber: 4, name: up.title, nameGap: 48, ...named, ...axisStyle, axisLabel: { ...axisStyle.axisLabel, formatter: up.axisText } },
        series: [
            { type: 'scatter', name: 'things', data: points.map(({ x, y }) => [x, y]), symbolSize: (_: unknown, { dataIndex }: { readonly dataIndex: number }) => diameter(points[dataIndex]!.size), itemStyle: { color: 'var(--bar)', opacity: 0.55, borderColor: 'var(--card)', borderWidth: 1 }, emphasis: { disabled: true } },
            ...(overall === null ? [] : [{ type: 'line', name: 'overall', data: [[isLogarithmic ? least * 0.8 : 0, overall], [isLogarithmic ? most * 1.25 : most, overall]], showSymbol: false, silent: true, lineStyle: { color: 'var(--soft)', width: 1.5, type: [5, 4] }, tooltip: { show: false } }]),
        ],
    };
}
