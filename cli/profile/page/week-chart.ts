import { html, type Markup } from './html.js';
import { axisStyle, HEAT_COLORS, svgChart } from './svg-chart.js';

export const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;
export const HOURS: readonly string[] = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'));

/** Hours of the week as a heat map; on narrow screens the hours go down instead of across. */
export function weekChart(counts: readonly (readonly number[])[]): Markup {
    return html`<div class="wide">${draw(counts, false)}</div><div class="narrow">${draw(counts, true)}</div>`;
}

function draw(counts: readonly (readonly number[])[], isUpright: boolean): Markup {
    const days = { type: 'category', data: WEEKDAYS.map((day) => day.slice(0, 3)), ...axisStyle, splitLine: { show: false }, axisLine: { show: false } };
    const hours = { ...days, data: HOURS };
    const cells = counts.flatMap((perHour, day) => perHour.map((rows, hour) => (isUpright ? [day, hour, rows] : [hour, day, rows])));
    return svgChart({
        width: isUpright ? 340 : 1080,
        height: isUpright ? 480 : 240,
        label: 'Rows by weekday and hour of the day, in UTC, as a heat map; the same numbers are in the table below.',
        option: {
            grid: { left: 40, right: 8, top: 4, bottom: 26 },
            xAxis: isUpright ? { ...days } : hours,
            yAxis: { ...(isUpright ? hours : days), inverse: true, axisLabel: { ...axisStyle.axisLabel, interval: 0 } },
            visualMap: { show: false, type: 'continuous', min: 0, max: 6, dimension: 2, inRange: { color: [...HEAT_COLORS] } },
            series: [{ type: 'heatmap', data: cells.map(([x, y, rows]) => [x, y, step(rows!, counts)]), itemStyle: { borderColor: 'var(--card)', borderWidth: 2 }, silent: true }],
        },
    });
}

/** Nothing is step 0; the rest is in six equal steps up to the largest count. */
export function step(rows: number, counts: readonly (readonly number[])[]): number {
    const most = Math.max(...counts.flat());
    return rows === 0 ? 0 : Math.max(1, Math.ceil((6 * rows) / most));
}
