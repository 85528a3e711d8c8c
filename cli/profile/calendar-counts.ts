import type { TimeProfile } from '../../local/profile/profile.js';

/** Rows per day, or per week, month or year where the days are too many to look at. */
export interface CalendarCounts {
    readonly unit: 'day' | 'week' | 'month' | 'year';
    /** In order, those without events among them. A week is named by its Monday. */
    readonly counts: readonly { readonly name: string; readonly rows: number }[];
}

/** More bars than these are no chart, more lines no table. */
const MOST = 92;
const DAY = 86_400_000;

export function calendarCounts(perDay: TimeProfile['perDay']): CalendarCounts {
    if (perDay.length === 0) return { unit: 'day', counts: [] };
    const days = perDay.map(({ day, rows }) => ({ time: Date.parse(`${day}T00:00:00Z`), rows }));
    for (const unit of ['day', 'week', 'month'] as const) {
        const counts = count(days, unit);
        if (counts !== null) return { unit, counts };
    }
    return { unit: 'year', counts: count(days, 'year', Infinity)! };
}

type Days = readonly { readonly time: number; readonly rows: number }[];

function count(days: Days, unit: CalendarCounts['unit'], most = MOST): CalendarCounts['counts'] | null {
    const rows = new Map<string, number>();
    for (let time = days[0]!.time; time <= days.at(-1)!.time; time += DAY) {
        rows.set(nameOf(time, unit), 0);
        if (rows.size > most) return null;
    }
    for (const day of days) rows.set(nameOf(day.time, unit), rows.get(nameOf(day.time, unit))! + day.rows);
    return [...rows].map(([name, sum]) => ({ name, rows: sum }));
}

function nameOf(time: number, unit: CalendarCounts['unit']): string {
    const date = new Date(time);
    const monday = new Date(time - ((date.getUTCDay() + 6) % 7) * DAY);
    return {
        day: () => date.toISOString().slice(0, 10),
        week: () => monday.toISOString().slice(0, 10),
        month: () => date.toISOString().slice(0, 7),
        year: () => date.toISOString().slice(0, 4),
    }[unit]();
}
