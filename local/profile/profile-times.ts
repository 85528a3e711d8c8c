import type { Database } from '../engine/database.js';
import { sqlFile } from '../engine/sql-files.js';
import type { TimeProfile } from './profile.js';

const MOST_GAPS = 5;
const MOST_EMPTY_DAYS = 100;
const DAY = 86_400_000;

/** When the events were. One row that says 1970 would be the longest gap and fifty empty years: such rows are counted apart. */
export async function profileTimes(database: Database, rows: number): Promise<TimeProfile> {
    await database.run(`create view dated_lines as ${sqlFile('history/dated_lines.sql')}`);
    const hours = await database.rows<{ day: bigint; hour: number; n: bigint }>(`
        select epoch_ms(date_trunc('day', event_time)) // ${DAY} as day, hour(event_time)::integer as hour, count(*) as n
        from dated_lines
        group by all
        order by all`);
    const perDay = new Map<number, number>();
    const perHour = new Array<number>(24).fill(0);
    const perWeekdayAndHour = Array.from({ length: 7 }, () => new Array<number>(24).fill(0));
    for (const { day, hour, n } of hours) {
        const [number, rows] = [Number(day), Number(n)];
        perDay.set(number, (perDay.get(number) ?? 0) + rows);
        perHour[hour]! += rows;
        perWeekdayAndHour[weekday(number)]![hour]! += rows;
    }
    const days = [...perDay.keys()];
    const span = days.length === 0 ? 0 : days.at(-1)! - days[0]! + 1;
    const { dated, first, last } = await database.row<{ dated: bigint; first: bigint | null; last: bigint | null }>(
        'select count(*) as dated, epoch_ms(min(event_time)) as first, epoch_ms(max(event_time)) as last from dated_lines',
    );
    return {
        implausible: rows - Number(dated),
        first: first === null ? null : timeText(Number(first)),
        last: last === null ? null : timeText(Number(last)),
        longestGaps: await longestGaps(database),
        days: span,
        daysWithoutEvents: span - days.length,
        emptyDays: emptyDays(days),
        perDay: [...perDay].map(([day, rows]) => ({ day: dayText(day), rows })),
        perHour,
        perWeekdayAndHour,
    };
}

/** From Monday, 0, to Sunday, 6, of a day after 1970-01-01, which was a Thursday. */
const weekday = (day: number): number => (day + 3) % 7;

const timeText = (milliseconds: number): string => new Date(milliseconds).toISOString();
const dayText = (day: number): string => timeText(day * DAY).slice(0, -'T00:00:00.000Z'.length);

async function longestGaps(database: Database): Promise<TimeProfile['longestGaps']> {
    const gaps = await database.rows<{ start: bigint; stop: bigint }>(`
        with moments as (
            select epoch_ms(event_time) as moment from dated_lines group by event_time
        ),
        steps as (
            select lag(moment) over (order by moment) as start, moment as stop from moments
        )
        select start, stop
        from steps
        where start is not null
        order by stop - start desc, start
        limit ${MOST_GAPS}`);
    return gaps.map(({ start, stop }) => ({ from: timeText(Number(start)), to: timeText(Number(stop)), seconds: Number(stop - start) / 1000 }));
}

function emptyDays(days: readonly number[]): string[] {
    const empty: string[] = [];
    for (const [place, day] of days.entries()) {
        for (let next = day + 1; next < (days[place + 1] ?? next); next++) {
            if (empty.length === MOST_EMPTY_DAYS) return empty;
            empty.push(dayText(next));
        }
    }
    return empty;
}
