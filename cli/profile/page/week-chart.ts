import { heatOption } from '../../../dashboard/charts/heat-option.js';
import { heatStep } from '../../../dashboard/charts/heat-steps.js';
import { HOURS, WEEKDAYS } from '../../../dashboard/looks/calendar-names.js';
import { html, type Markup } from '../../../dashboard/looks/html.js';
import { svgChart } from '../../output/page/svg-chart.js';

/** Hours of the week as a heat map; on narrow screens the hours go down instead of across. */
export function weekChart(counts: readonly (readonly number[])[]): Markup {
    return html`<div class="wide">${draw(counts, false)}</div><div class="narrow">${draw(counts, true)}</div>`;
}

function draw(counts: readonly (readonly number[])[], isUpright: boolean): Markup {
    const days = WEEKDAYS.map((day) => day.slice(0, 3));
    const most = Math.max(...counts.flat());
    return svgChart({
        width: isUpright ? 340 : 1080,
        height: isUpright ? 480 : 240,
        label: 'Rows by weekday and hour of the day, in UTC, as a heat map; the same numbers are in the table below.',
        option: heatOption({
            across: isUpright ? days : HOURS,
            down: isUpright ? HOURS : days,
            cells: counts.flatMap((perHour, day) => perHour.map((rows, hour) => ({ x: isUpright ? day : hour, y: isUpright ? hour : day, step: heatStep(rows, most) }))),
            left: 40,
        }),
    });
}
