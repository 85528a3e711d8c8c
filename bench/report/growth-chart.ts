import { LegendComponent } from 'echarts/components';
import { use } from 'echarts/core';
import { svgChart } from '../../cli/output/page/svg-chart.js';

use([LegendComponent]);

/** A line of a chart: what was measured with so many rows. */
export interface GrowthLine {
    readonly name: string;
    readonly points: readonly { readonly rows: number; readonly value: number }[];
    /** Drawn faint and not named, as one of many. @default false */
    readonly isFaint?: boolean;
    /** Nothing that was measured, but what the others are compared with: dashed. @default false */
    readonly isGuide?: boolean;
}

export interface GrowthChartProps {
    readonly lines: readonly GrowthLine[];
    /** Of the values, such as `seconds`. */
    readonly unit: string;
    /** Says in a sentence what is to be seen. */
    readonly label: string;
}

/** Told apart also without colour, by their marks. */
const LOOKS = [
    { color: '#1f5fbf', symbol: 'circle' },
    { color: '#c2410c', symbol: 'rect' },
    { color: '#15803d', symbol: 'triangle' },
    { color: '#7e22ce', symbol: 'diamond' },
    { color: '#0e7490', symbol: 'emptyCircle' },
    { color: '#57534e', symbol: 'emptyRect' },
] as const;
const FAINT = { color: '#c4c2bd', symbol: 'circle' } as const;
const GUIDE = { color: '#8a8780', symbol: 'none' } as const;
const INK = '#44423e';

/** Measures against rows, both on scales where each step is ten times the last: a picture of its own, on white, for pages that set no colours. */
export function growthChart({ lines, unit, label }: GrowthChartProps): string {
    const [width, height] = [760, 420];
    const bold = lines.filter(({ isFaint, isGuide }) => isFaint !== true && isGuide !== true);
    const axis = { type: 'log', logBase: 10, nameTextStyle: { color: INK, fontSize: 13 }, axisLine: { lineStyle: { color: INK } }, axisLabel: { color: INK, fontSize: 12, formatter: powerText }, splitLine: { lineStyle: { color: '#e7e5e0' } } };
    const { text } = svgChart({
        width,
        height,
        label,
        option: {
            backgroundColor: '#ffffff',
            textStyle: { fontFamily: 'sans-serif' },
            legend: legendsOf(lines.filter(({ isFaint }) => isFaint !== true).map(({ name }) => name), width),
            grid: { left: 76, right: 24, top: 66, bottom: 52 },
            xAxis: { ...axis, ...rangeOf(lines, 'rows'), name: 'rows of the file', nameLocation: 'middle', nameGap: 32 },
            yAxis: { ...axis, ...rangeOf(lines, 'value'), name: unit, nameLocation: 'middle', nameGap: 52 },
            series: lines.map(({ name, points, isFaint = false, isGuide = false }) => {
                const { color, symbol } = isGuide ? GUIDE : isFaint ? FAINT : LOOKS[bold.findIndex((one) => one.name === name) % LOOKS.length]!;
                const data = [...points].sort((one, other) => one.rows - other.rows).map(({ rows, value }) => [rows, value]);
                return { type: 'line', name, data, symbol, symbolSize: isFaint ? 3 : 8, silent: true, z: isFaint ? 1 : 3, itemStyle: { color }, lineStyle: { color, width: isFaint || isGuide ? 1 : 2.5, type: isGuide ? 'dashed' : 'solid' } };
            }),
        },
    });
    return `${text.replace('<svg ', '<svg xmlns="http://www.w3.org/2000/svg" font-family="sans-serif" ')}\n`;
}

/** A legend for each line, side by side: the library has no letters to measure here, and takes them for narrower than they are. */
function legendsOf(names: readonly string[], width: number) {
    let [left, top] = [70, 8];
    return names.map((name) => {
        const wide = 54 + 8.3 * name.length;
        if (left + wide > width) [left, top] = [70, top + 22];
        const legend = { data: [name], left, top, itemWidth: 28, textStyle: { color: INK, fontSize: 13 } };
        left += wide;
        return legend;
    });
}

/** From the power of ten below what was measured to a little above it. */
export function rangeOf(lines: readonly GrowthLine[], of: 'rows' | 'value'): { readonly min: number; readonly max: number } {
    const values = lines.filter(({ isGuide }) => isGuide !== true).flatMap(({ points }) => points.map((point) => point[of]));
    return { min: 10 ** Math.floor(Math.log10(Math.min(...values))), max: 1.2 * Math.max(...values) };
}

/** `0.01`, `10`, `100 k`, `10 M`; nothing for what is no power of ten, where an axis ends. */
function powerText(value: number): string {
    const power = Math.log10(value);
    if (Math.abs(power - Math.round(power)) > 1e-6) return '';
    if (value >= 1e6) return `${value / 1e6} M`;
    return value >= 1e4 ? `${value / 1e3} k` : String(Number(value.toPrecision(1)));
}
