import type { EChartsCoreOption } from 'echarts/core';
import { dayText } from '../looks/value-text.js';
import { axisStyle } from './axis-style.js';
import { tooltipStyle } from './tooltip-style.js';

export interface TrendOptionProps {
    readonly points: readonly TrendPoint[];
    readonly title: string;
    /** How many days earlier `before` is; null where nothing is compared. */
    readonly earlier: number | null;
    /** The last day of the lake, which may not be over. */
    readonly openDay: string | null;
    /** Of the drawing in pixels. */
    readonly width: number;
    readonly text: (value: number | null) => string;
    readonly axisText: (value: number) => string;
}

export interface TrendPoint {
    readonly day: string;
    readonly value: number | null;
    readonly before: number | null;
}

/** With more points than these, marks at each are a thick line. */
const MOST_MARKS = 62;
/** Widths of names below the axis in pixels. */
const NAMES = { short: 48, weekday: 76, whole: 84 } as const;

/** A number day by day as a line from zero, the days before as a dashed one behind it; a day that may not be over is hollow. */
export function trendOption({ points, title, earlier, openDay, width, text, axisText }: TrendOptionProps): EChartsCoreOption {
    const open = points.findIndex(({ day }) => day === openDay);
    const isKnown = (place: number) => open < 0 || place <= open;
    const symbol = { symbol: 'circle', symbolSize: 6, showSymbol: points.length <= MOST_MARKS };
    const line = { type: 'line', ...symbol, emphasis: { disabled: true }, itemStyle: { color: 'var(--bar)' }, lineStyle: { color: 'var(--bar)', width: 2 } };
    return {
        grid: { left: 52, right: 16, top: 12, bottom: 26 },
        tooltip: { ...tooltipStyle, trigger: 'axis', axisPointer: { lineStyle: { color: 'var(--edge)', type: 'solid' } }, formatter: (shown: { readonly dataIndex: number } | readonly { readonly dataIndex: number }[]) => pointText(Array.isArray(shown) ? shown[0].dataIndex : (shown as { dataIndex: number }).dataIndex) },
        xAxis: { type: 'category', boundaryGap: points.length === 1, data: points.map(({ day }) => day), ...axisStyle, axisLabel: { ...axisStyle.axisLabel, formatter: dayName(points, width), hideOverlap: true } },
        yAxis: { type: 'value', min: 0, splitNumber: 4, ...axisStyle, axisLabel: { ...axisStyle.axisLabel, formatter: axisText } },
        series: [
            ...(earlier === null ? [] : [{ ...line, name: 'before', showSymbol: points.length === 1, data: points.map(({ before }) => before), itemStyle: { color: 'var(--soft)' }, lineStyle: { color: 'var(--soft)', width: 1.5, type: [5, 4] } }]),
            { ...line, name: 'now', data: points.map(({ value }, place) => (isKnown(place) && place !== open ? value : null)) },
            ...(open < 0
                ? []
                : [{ ...line, name: 'open', showSymbol: true, symbolSize: (_: unknown, { dataIndex }: { readonly dataIndex: number }) => (dataIndex === open ? 9 : 0), data: points.map(({ value }, place) => (place === open || place === open - 1 ? value : null)), itemStyle: { color: 'var(--card)', borderColor: 'var(--bar)', borderWidth: 2 }, lineStyle: { color: 'var(--bar)', width: 2, type: [2, 4] } }]),
        ],
    };

    function pointText(place: number): string {
        const { day, value, before } = points[place]!;
        const lines = [`${dayText(day)}${place === open ? ', may not be over' : ''}`, `${title}: ${isKnown(place) ? text(value) : 'not yet'}`];
        if (earlier !== null) lines.push(`${earlier} ${earlier === 1 ? 'day' : 'days'} earlier: ${text(before)}`);
        return lines.join('\n');
    }
}

/** As much of a day as there is room for: the year where there are several, else the weekday, else month and day. */
function dayName(points: readonly TrendPoint[], width: number): (day: string) => string {
    if (points[0]?.day.slice(0, 4) !== points.at(-1)?.day.slice(0, 4) && points.length > width / NAMES.whole) return (day) => day;
    return points.length * NAMES.weekday <= width - 68 ? (day) => dayText(day).replace(/\d{4}-/, '') : (day) => day.slice(5);
}
