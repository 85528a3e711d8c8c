import type { Profile, TimeProfile } from '../../../local/profile/profile.js';
import { formatCount, formatShare } from '../../output/text-table.js';
import { calendarCounts } from '../calendar-counts.js';
import { durationText, timeText } from '../../../dashboard/looks/figure-text.js';
import { barTable } from '../../../dashboard/looks/bar-table.js';
import { countChart } from './count-chart.js';
import { HOURS, WEEKDAYS } from '../../../dashboard/looks/calendar-names.js';
import { heatScale } from '../../../dashboard/looks/heat-scale.js';
import { html, type Markup } from '../../../dashboard/looks/html.js';
import { weekChart } from './week-chart.js';

export function daysSection({ perDay, days, daysWithoutEvents, emptyDays }: TimeProfile): Markup {
    const { unit, counts } = calendarCounts(perDay);
    const most = counts.reduce((largest, count) => (count.rows > largest.rows ? count : largest));
    const empty = emptyDays.length === 0 ? '.' : `: ${emptyDays.slice(0, 5).join(', ')}${daysWithoutEvents > 5 ? ' …' : '.'}`;
    return html`<section class="whole"><h2>Rows per ${unit}</h2>
${countChart({ label: `Rows per ${unit}, ${formatCount(counts.length)} bars; the most are ${formatCount(most.rows)} in ${most.name}. The same numbers are in the table below.`, counts })}
<p class="note">Days without an event: ${formatCount(daysWithoutEvents)} of ${formatCount(days)}${empty} Times are in UTC.</p>
${behind(barTable({ caption: `Rows per ${unit}`, header: [unit, 'rows'], rows: counts.map(({ name, rows }) => ({ name, cells: [formatCount(rows)] })) }))}</section>`;
}

export function weekSection({ perWeekdayAndHour }: TimeProfile): Markup {
    return html`<section class="whole"><h2>Hours of the week</h2>
${weekChart(perWeekdayAndHour)}
${heatScale('none', `${formatCount(Math.max(...perWeekdayAndHour.flat()))} rows`)}
${behind(
    barTable({
        caption: 'Rows by hour of the day and weekday (UTC)',
        header: ['hour', ...WEEKDAYS.map((day) => day.slice(0, 3))],
        rows: HOURS.map((name, hour) => ({ name, cells: perWeekdayAndHour.map((perHour) => formatCount(perHour[hour]!)) })),
    }),
)}</section>`;
}

export function hoursSection({ perHour }: TimeProfile): Markup {
    const counts = perHour.map((rows, hour) => ({ name: HOURS[hour]!, rows }));
    return html`<section class="whole"><h2>Rows per hour of the day</h2>
${countChart({ label: 'Rows per hour of the day, in UTC; the same numbers are in the table below.', counts })}
${behind(barTable({ caption: 'Rows per hour of the day (UTC)', header: ['hour', 'rows'], rows: counts.map(({ name, rows }) => ({ name, cells: [formatCount(rows)] })) }))}</section>`;
}

export function gapsSection({ rows, times: { longestGaps, implausible } }: Profile): Markup {
    const longest = longestGaps[0]?.seconds ?? 0;
    return html`<section><h2>Gaps</h2>
${
    longestGaps.length === 0
        ? html`<p class="note">No two events have different times.</p>`
        : barTable({
              caption: 'Longest times without an event (UTC)',
              header: ['from – to', 'length'],
              rows: longestGaps.map(({ from, to, seconds }) => ({ name: html`${clock(from)} – ${clock(to)}`, cells: [durationText(seconds)], share: seconds / longest })),
          })
}
${implausible === 0 ? html`` : html`<p class="warn">Rows with a time before 2000 or after 2099, left out of days, hours and gaps: ${formatCount(implausible)} (${formatShare(implausible, rows)}).</p>`}</section>`;
}

/** `2020-04-01 00:00:00`, where the caption says that it is UTC. */
const clock = (time: string): Markup => html`<span class="clock">${timeText(time).replace('T', ' ').replace('Z', '')}</span>`;

const behind = (table: Markup): Markup => html`<details><summary>As a table</summary>${table}</details>`;
