import type { CalibrationPoint } from '../../../local/backtest/backtest-result.js';
import { axisStyle } from '../../../dashboard/charts/axis-style.js';
import type { Markup } from '../../../dashboard/looks/html.js';
import { shortShareText } from '../../../dashboard/looks/number-text.js';
import { svgChart } from '../../output/page/svg-chart.js';

const STEPS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.25];

/** Predicted chances against what came, with the diagonal on which both are the same. */
export function calibrationChart({ points, label }: { readonly points: readonly CalibrationPoint[]; readonly label: string }): Markup {
    const most = Math.max(...points.flatMap(({ predicted, observed }) => [predicted, observed]));
    const interval = STEPS.find((step) => most / step <= 4) ?? 0.25;
    const end = Math.min(1, Math.max(interval, Math.ceil(most / interval - 1e-9) * interval));
    const axis = { type: 'value', min: 0, max: end, interval, nameLocation: 'middle', nameTextStyle: { color: 'var(--soft)', fontSize: 12 }, ...axisStyle, axisLabel: { ...axisStyle.axisLabel, formatter: shortShareText } };
    return svgChart({
        width: 340,
        height: 300,
        label,
        option: {
            grid: { left: 58, right: 20, top: 14, bottom: 46 },
            xAxis: { ...axis, name: 'predicted', nameGap: 28 },
            yAxis: { ...axis, name: 'came true', nameGap: 42 },
            series: [
                { type: 'line', data: [[0, 0], [end, end]], showSymbol: false, silent: true, lineStyle: { color: 'var(--edge)', width: 1.5, type: [5, 4] } },
                { type: 'scatter', data: points.map(({ predicted, observed }) => [predicted, observed]), symbolSize: 10, silent: true, itemStyle: { color: 'var(--bar)', borderColor: 'var(--card)', borderWidth: 1 } },
            ],
        },
    });
}
