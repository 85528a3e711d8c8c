import type { Profile, TopValue } from '../../local/profile/profile.js';
import { formatCount, formatShare, textTable } from '../output/text-table.js';
import { calendarCounts } from './calendar-counts.js';
import { durationText, priceText, timeText } from '../../dashboard/looks/figure-text.js';
import { shownText } from '../../dashboard/looks/shown-text.js';

/** The profile for people at a terminal. */
export function profileText(profile: Profile): string {
    const { rows, columns, duplicates, eventTypes, topBrands, topCategories } = profile;
    const sections = [
        head(profile),
        titled('Columns', textTable(['column', 'missing', 'share', 'unique'], columns.map(({ column, nulls, distinct }) => [column, nulls, formatShare(nulls, rows), distinct]))),
        `Rows that repeat another exactly: ${counted(duplicates.extraCopies, rows)}`,
        titled('Event types', textTable(['type', 'rows', 'share'], eventTypes.map((type) => [type.eventType === null ? '(missing)' : shownText(type.eventType), type.rows, formatShare(type.rows, rows)]))),
        prices(profile),
        ...times(profile),
        sessions(profile),
        products(profile),
        ...top('Brands', topBrands),
        ...top('Categories', topCategories),
    ];
    return `${sections.join('\n\n')}\n`;
}

function head({ file, lines, rows, readable, isSample, unreadable, ignoredColumns, times: { first, last } }: Profile): string {
    const span = first === null ? '' : `, ${timeText(first)} to ${timeText(last)}`;
    const text = [`${shownText(file, 200)}: ${formatCount(lines)} lines${isSample ? '' : span}`];
    if (isSample) text.push(`  a sample of ${formatCount(rows)} of ${formatCount(readable)} rows${span}; --help says what holds of it`);
    if (unreadable.lines > 0) {
        text.push(`  ${formatCount(unreadable.lines)} cannot be read:`);
        for (const { reason, lines: count, example } of unreadable.reasons) text.push(`    ${formatCount(count)}: ${shownText(reason, 100)}`, `      such as: ${shownText(example, 100)}`);
    }
    if (ignoredColumns.length > 0) text.push(`  columns that are not read: ${ignoredColumns.map((column) => shownText(column)).join(', ')}`);
    return text.join('\n');
}

function prices({ prices: { count, mean, standardDeviation, min, max, quantiles, zero, negative } }: Profile): string {
    const values: [string, string][] = [
        ['mean', priceText(mean)],
        ['standard deviation', priceText(standardDeviation)],
        ['min', priceText(min)],
        ...quantiles.map(({ share, price }): [string, string] => [`${Math.round(share * 100)} %`, priceText(price)]),
        ['max', priceText(max)],
    ];
    return [
        titled(`Prices of ${formatCount(count)} rows`, textTable(['price', 'value'], values)),
        `  zero: ${counted(zero, count)}`,
        `  negative: ${counted(negative, count)}`,
    ].join('\n');
}

function times({ rows, times: { implausible, longestGaps, days, daysWithoutEvents, emptyDays, perDay, perHour } }: Profile): string[] {
    const calendar = calendarCounts(perDay);
    const empty = emptyDays.length === 0 ? '' : `: ${emptyDays.slice(0, 10).join(', ')}${daysWithoutEvents > 10 ? ', …' : ''}`;
    const text = [`Days without an event: ${formatCount(daysWithoutEvents)} of ${formatCount(days)}${empty}`];
    if (implausible > 0) text.push(`Rows whose time is before 2000 or after 2099, left out here: ${counted(implausible, rows)}`);
    return [
        text.join('\n'),
        ...(longestGaps.length === 0 ? [] : [titled('Longest times without an event', textTable(['from', 'to', 'length'], longestGaps.map(({ from, to, seconds }) => [timeText(from), timeText(to), durationText(seconds)])))]),
        ...(calendar.counts.length === 0
            ? []
            : [
                  titled(`Rows per ${calendar.unit} (UTC)`, textTable([calendar.unit, 'rows', ''], calendar.counts.map(({ name, rows: n }) => [name, n, bar(n, calendar.counts.map((count) => count.rows))]))),
                  titled('Rows per hour of the day (UTC)', textTable(['hour', 'rows', ''], perHour.map((n, hour) => [String(hour).padStart(2, '0'), n, bar(n, perHour)]))),
              ]),
    ];
}

function sessions({ sessions: counts }: Profile): string {
    const { sessions: all } = counts;
    const steps: [string, number][] = [
        ['with a view', counts.withView],
        ['with a cart', counts.withCart],
        ['with a purchase', counts.withPurchase],
        ['view → cart → purchase', counts.complete],
        ['with several users', counts.withSeveralUsers],
    ];
    return [
        titled(`${formatCount(all)} sessions, of up to ${formatCount(counts.mostRows)} rows`, textTable(['sessions', 'count', 'share'], steps.map(([name, count]) => [name, count, formatShare(count, all)]))),
    ].join('\n');
}

const products = ({ products: { products: all, withSeveralBrands, withSeveralCategories } }: Profile): string =>
    [`${formatCount(all)} products`, `  with several brands: ${counted(withSeveralBrands, all)}`, `  with several categories: ${counted(withSeveralCategories, all)}`].join('\n');

const top = (title: string, values: readonly TopValue[]): string[] =>
    values.length === 0
        ? []
        : [titled(`${title} with most rows (repeated rows are counted each time)`, textTable(['name', 'rows', 'purchases', 'revenue'], values.map(({ value, rows, purchases, revenue }) => [shownText(value), rows, purchases, priceText(revenue)])))];

const titled = (title: string, table: string): string => `${title}\n${table.replaceAll(/^/gm, '  ')}`;

const counted = (part: number, whole: number): string => `${formatCount(part)} of ${formatCount(whole)}, ${formatShare(part, whole)}`;

const BAR = 40;

/** A bar of up to 40 blocks; the smallest count above zero has one too. */
const bar = (count: number, counts: readonly number[]): string => '█'.repeat(count === 0 ? 0 : Math.max(1, Math.round((BAR * count) / Math.max(...counts))));
