import type { EChartsCoreOption } from 'echarts/core';
import { axisStyle } from './axis-style.js';
import { HEAT_STEPS, heatColor, heatInk } from './heat-steps.js';

export interface HeatOptionProps {
    /** Names of the columns and of the rows, the first row at the top. */
    readonly across: readonly string[];
    readonly down: readonly string[];
    readonly cells: readonly HeatCell[];
    /** Room for the names of the rows, and beside the cells, in pixels. */
    readonly left: number;
    /** @default 8 */
    readonly right?: number;
    /** How many columns have no name between two that have one. @default 'auto' */
    readonly interval?: number | 'auto';
    /** Are the names of the columns above? @default false */
    readonly isHeadAbove?: boolean;
}

export interface HeatCell {
    /** Places in `across` and `down`. */
    readonly x: number;
    readonly y: number;
    readonly step: number;
    /** Written into the cell. @default - nothing */
    readonly text?: string;
}

/** Pairs of values as cells whose colour is as strong as their step. */
export function heatOption({ across, down, cells, left, right = 8, interval = 'auto', isHeadAbove = false }: HeatOptionProps): EChartsCoreOption {
    const bare = { type: 'category', ...axisStyle, splitLine: { show: false }, axisLine: { show: false } };
    const hasText = cells.some(({ text }) => text !== undefined);
    return {
        grid: { left, right, top: isHeadAbove ? 26 : 4, bottom: isHeadAbove ? 4 : 26 },
        xAxis: { ...bare, data: [...across], position: isHeadAbove ? 'top' : 'bottom', axisLabel: { ...axisStyle.axisLabel, interval } },
        yAxis: { ...bare, data: [...down], inverse: true, axisLabel: { ...axisStyle.axisLabel, interval: 0 } },
        // The library mixes the colours of a continuous scale itself and takes no variables there; those of categories it passes on.
        visualMap: { show: false, type: 'piecewise', categories: HEAT_STEPS.map(String), dimension: 2, inRange: { color: HEAT_STEPS.map(heatColor) } },
        series: [
            {
                type: 'heatmap',
                data: cells.map(({ x, y, step }) => ({ value: [x, y, String(step)], label: { color: heatInk(step) } })),
                itemStyle: { borderColor: 'var(--card)', borderWidth: 2 },
                label: hasText ? { show: true, fontSize: 12, formatter: ({ dataIndex }: { readonly dataIndex: number }) => cells[dataIndex]!.text ?? '' } : { show: false },
                emphasis: { disabled: true },
            },
        ],
    };
}
