import { amountText, contentOf, type Line } from './line.js';

type Cell = string | null;

/** What a lake has to show of some lines: rows as JSON texts, sorted, so that two lakes compare as lists. */
export interface ExpectedLake {
    readonly events: string[];
    readonly sessions: string[];
    readonly products: string[];
    readonly users: string[];
    readonly days: string[];
    /** Broken rule → records. */
    readonly quarantined: Record<string, number>;
    /** Lines, and what becomes of them as records of events. */
    readonly eventRecords: { records: number; applied: number; duplicate: number; quarantined: number };
}

const TYPES = ['view', 'cart', 'remove_from_cart', 'purchase'];
const YEAR_2000 = Date.UTC(2000, 0, 1);
const YEAR_2100 = Date.UTC(2100, 0, 1);
const DAY = 86_400_000;

/** Is the time one that history may have? */
export const isPlausible = (line: Line) => line.time >= YEAR_2000 && line.time < YEAR_2100;

/** The first rule that a line breaks as an event, in the order in which they are declared. */
function brokenRule(line: Line): string | null {
    if (line.session === null) return 'session_present';
    if (line.product === null) return 'product_present';
    if (line.type === null || !TYPES.includes(line.type)) return 'event_type_known';
    if (line.price === null || line.price <= 0) return 'price_positive';
    if (!isPlausible(line)) return 'event_time_plausible';
    return null;
}

export const rowText = (cells: readonly Cell[]): string => JSON.stringify(cells);
const textOf = (value: number | string | null): Cell => (value === null ? null : String(value));
const dateText = (time: number) => new Date(time).toISOString().slice(0, 10);
const isoWeekday = (time: number) => String(((new Date(time).getUTCDay() + 6) % 7) + 1);

/**
 * What the lake shows of all lines of all files, told from the documents alone.
 *
 * @param rank the order of lines of one millisecond; any order of contents will do, as long as it is the lake's
 */
export function expectedLake(lines: readonly Line[], rank: (line: Line) => bigint): ExpectedLake {
    const broken = lines.map(brokenRule);
    const good = lines.filter((_, place) => broken[place] === null);
    const events = [...new Map(good.map((line) => [contentOf(line), line])).values()];
    const describing = lines.filter((line) => isPlausible(line) && line.product !== null).sort((one, other) => (rank(one) < rank(other) ? -1 : 1));
    const categoryNames = latestCodes(describing);
    const description = (line: Line) => ({
        brand: line.brand ?? 'unknown',
        category: (line.category === null ? line.code : categoryNames.get(line.category)) ?? 'unknown',
    });
    const quarantined: Record<string, number> = {};
    for (const rule of broken) if (rule !== null) quarantined[rule] = (quarantined[rule] ?? 0) + 1;
    return {
        events: events.map((event) => eventRow(event, description(lineInForce(describing, event)))).sort(),
        sessions: [...groupBy(events, (event) => rowText([textOf(event.user), event.session])).values()].map(sessionRow).sort(),
        products: [...groupBy(describing, (line) => String(line.product)).values()].map((of) => productRow(of.at(-1)!, description(of.at(-1)!))).sort(),
        users: userRows(lines),
        days: dayRows(events),
        quarantined,
        eventRecords: {
            records: lines.length,
            applied: events.length,
            duplicate: good.length - events.length,
            quarantined: lines.length - good.length,
        },
    };
}

/** What each category is called: the latest code that stands beside its number. */
function latestCodes(describing: readonly Line[]): Map<string, string> {
    const codes = new Map<string, string>();
    for (const { category, code } of describing) if (category !== null && code !== null) codes.set(category, code);
    return codes;
}

/** The line that tells brand and category of an event's product at its time: the last one that is not later. */
const lineInForce = (describing: readonly Line[], event: Line): Line =>
    describing.findLast((line) => line.product === event.product && line.time <= event.time)!;

function eventRow(event: Line, { brand, category }: { brand: string; category: string }): string {
    return rowText([
        String(event.time),
        event.type,
        textOf(event.user),
        String(event.product),
        amountText(event.price!),
        '1',
        event.session,
        category,
        brand,
        'unknown',
        'unknown',
        isoWeekday(event.time),
        String(new Date(event.time).getUTCHours()),
        dateText(event.time),
    ]);
}

function sessionRow(events: readonly Line[]): string {
    const first = Math.min(...events.map(({ time }) => time));
    const last = Math.max(...events.map(({ time }) => time));
    const of = (type: string) => events.filter((event) => event.type === type);
    const [views, carts, purchases] = [of('view'), of('cart'), of('purchase')];
    const isComplete = views.some((view) =>
        carts.some((cart) => cart.time >= view.time && purchases.some((purchase) => purchase.time >= cart.time)),
    );
    const { user, session } = events[0]!;
    return rowText([
        textOf(user),
        session,
        'unknown',
        'unknown',
        String(first),
        String(last),
        dateText(first),
        String(Math.floor((last - first) / 1000)),
        ...[events, views, carts, of('remove_from_cart'), purchases].map(({ length }) => String(length)),
        String(new Set(purchases.map(({ product }) => product)).size),
        String(purchases.length),
        amountText(purchases.reduce((sum, { price }) => sum + price!, 0)),
        purchases.length > 0 ? 'purchase' : carts.length > 0 ? 'cart' : views.length > 0 ? 'view' : 'none',
        String(isComplete),
    ]);
}

function productRow(last: Line, { brand, category }: { brand: string; category: string }): string {
    // A category that has no number in the files gets one that is below zero.
    const number = last.category ?? (last.code === null ? null : 'derived');
    const price = last.price !== null && last.price > 0 ? amountText(last.price) : null;
    return rowText([String(last.product), null, brand, number, category, price, null]);
}

function userRows(lines: readonly Line[]): string[] {
    const seen = groupBy(
        lines.filter((line) => isPlausible(line) && line.user !== null),
        ({ user }) => String(user),
    );
    return [...seen].map(([user, of]) => rowText([user, null, String(Math.min(...of.map(({ time }) => time)))])).sort();
}

function dayRows(events: readonly Line[]): string[] {
    if (events.length === 0) return [];
    const days = events.map(({ time }) => Math.floor(time / DAY));
    const [first, last] = [Math.min(...days), Math.max(...days)];
    return Array.from({ length: last - first + 1 }, (_, place) => {
        const time = (first + place) * DAY;
        const day = new Date(time);
        const weekday = Number(isoWeekday(time));
        return rowText([
            dateText(time),
            String(day.getUTCFullYear()),
            String(Math.floor(day.getUTCMonth() / 3) + 1),
            String(day.getUTCMonth() + 1),
            String(day.getUTCDate()),
            String(weekday),
            String(weekday >= 6),
            dateText(time - (weekday - 1) * DAY),
            `${dateText(time).slice(0, 8)}01`,
        ]);
    }).sort();
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
    const groups = new Map<string, T[]>();
    for (const item of items) {
        const group = groups.get(keyOf(item));
        if (group === undefined) groups.set(keyOf(item), [item]);
        else group.push(item);
    }
    return groups;
}
