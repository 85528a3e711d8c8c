import { expect } from 'vitest';
import type { Profile } from '../../local/profile/profile.js';
import { contentOf, type Line } from './line.js';

const COLUMNS: readonly [string, (line: Line) => unknown][] = [
    ['event_time', (line) => line.time],
    ['event_type', (line) => line.type],
    ['product_id', (line) => line.product],
    ['category_id', (line) => line.category],
    ['category_code', (line) => line.code],
    ['brand', (line) => line.brand],
    ['price', (line) => line.price],
    ['user_id', (line) => line.user],
    ['user_session', (line) => line.session],
];

/** The profile of a file of these lines, by plain loops over them. */
export function expectedProfile(file: string, lines: readonly Line[]): Profile {
    return {
        file,
        lines: lines.length,
        unreadable: { lines: 0, reasons: [] },
        ignoredColumns: [],
        readable: lines.length,
        rows: lines.length,
        isSample: false,
        columns: COLUMNS.map(([column, value]) => {
            const values = lines.map(value).filter((one) => one !== null);
            const nulls = lines.length - values.length;
            return { column, nulls, nullShare: nulls / lines.length, distinct: new Set(values).size };
        }),
        duplicates: { extraCopies: lines.length - new Set(lines.map(contentOf)).size },
        eventTypes: [...groups(lines, (line) => line.type)]
            .map(([eventType, { length }]) => ({ eventType, rows: length }))
            .sort((one, other) => other.rows - one.rows || compare(one.eventType ?? '\uffff', other.eventType ?? '\uffff')),
        prices: expectedPrices(lines),
        times: expectedTimes(lines),
        sessions: expectedSessions(lines),
        products: expectedProducts(lines),
        topBrands: expectedTop(lines, (line) => line.brand),
        topCategories: expectedTop(lines, (line) => line.code),
    };
}

function expectedPrices(lines: readonly Line[]): Profile['prices'] {
    const prices = lines.flatMap(({ price }) => (price === null ? [] : [price / 10_000])).sort((one, other) => one - other);
    const n = prices.length;
    const mean = prices.reduce((sum, price) => sum + price, 0) / n;
    const squares = prices.reduce((sum, price) => sum + (price - mean) ** 2, 0);
    const near = (value: number) => expect.closeTo(value, 4) as number;
    const quantile = (share: number) => {
        const place = (n - 1) * share;
        const below = Math.floor(place);
        return prices[below]! + (place - below) * ((prices[below + 1] ?? prices[below]!) - prices[below]!);
    };
    return {
        count: n,
        mean: n === 0 ? null : near(mean),
        standardDeviation: n < 2 ? null : near(Math.sqrt(squares / (n - 1))),
        min: prices[0] ?? null,
        max: prices.at(-1) ?? null,
        quantiles: n === 0 ? [] : [0.05, 0.25, 0.5, 0.75, 0.95, 0.99].map((share) => ({ share, price: near(quantile(share)) })),
        zero: prices.filter((price) => price === 0).length,
        negative: prices.filter((price) => price < 0).length,
    };
}

function expectedTimes(lines: readonly Line[]): Profile['times'] {
    const dated = lines.map(({ time }) => new Date(time)).filter((date) => date.getUTCFullYear() >= 2000 && date.getUTCFullYear() < 2100);
    const moments = [...new Set(dated.map(Number))].sort((one, other) => one - other);
    const perDay = [...groups(dated, dayOf)].map(([day, { length }]) => ({ day, rows: length })).sort((one, other) => compare(one.day, other.day));
    const calendar: string[] = [];
    for (let day = perDay[0]?.day; day !== undefined && day <= perDay.at(-1)!.day; day = dayOf(new Date(Date.parse(day) + 86_400_000))) calendar.push(day);
    const empty = calendar.filter((day) => !perDay.some((one) => one.day === day));
    const inHour = (hour: number, weekday?: number) => dated.filter((date) => date.getUTCHours() === hour && (weekday === undefined || (date.getUTCDay() + 6) % 7 === weekday)).length;
    const hours = Array.from({ length: 24 }, (_, hour) => hour);
    return {
        implausible: lines.length - dated.length,
        first: moments.length === 0 ? null : new Date(moments[0]!).toISOString(),
        last: moments.length === 0 ? null : new Date(moments.at(-1)!).toISOString(),
        longestGaps: moments
            .slice(1)
            .map((moment, place) => ({ from: new Date(moments[place]!).toISOString(), to: new Date(moment).toISOString(), seconds: (moment - moments[place]!) / 1000 }))
            .sort((one, other) => other.seconds - one.seconds || compare(one.from, other.from))
            .slice(0, 5),
        days: calendar.length,
        daysWithoutEvents: empty.length,
        emptyDays: empty.slice(0, 100),
        perDay,
        perHour: hours.map((hour) => inHour(hour)),
        perWeekdayAndHour: [0, 1, 2, 3, 4, 5, 6].map((weekday) => hours.map((hour) => inHour(hour, weekday))),
    };
}

function expectedSessions(lines: readonly Line[]): Profile['sessions'] {
    const sessions = [...groups(lines.filter(({ session }) => session !== null), ({ session }) => session).values()];
    const having = (type: string) => sessions.filter((events) => events.some((event) => event.type === type)).length;
    return {
        sessions: sessions.length,
        withSeveralUsers: sessions.filter((events) => new Set(events.map(({ user }) => user).filter((user) => user !== null)).size > 1).length,
        mostRows: Math.max(0, ...sessions.map(({ length }) => length)),
        withView: having('view'),
        withCart: having('cart'),
        withPurchase: having('purchase'),
        complete: sessions.filter(isComplete).length,
    };
}

const isComplete = (events: readonly Line[]): boolean =>
    events.some((view) => view.type === 'view'
        && events.some((cart) => cart.type === 'cart' && cart.time >= view.time
            && events.some((purchase) => purchase.type === 'purchase' && purchase.time >= cart.time)));

function expectedProducts(lines: readonly Line[]): Profile['products'] {
    const products = [...groups(lines.filter(({ product }) => product !== null), ({ product }) => product).values()];
    const several = (value: (line: Line) => string | null) => products.filter((rows) => new Set(rows.map(value).filter((one) => one !== null)).size > 1).length;
    return { products: products.length, withSeveralBrands: several(({ brand }) => brand), withSeveralCategories: several(({ category }) => category) };
}

function expectedTop(lines: readonly Line[], value: (line: Line) => string | null): Profile['topBrands'] {
    return [...groups(lines.filter((line) => value(line) !== null), value)]
        .map(([name, rows]) => {
            const purchases = rows.filter(({ type }) => type === 'purchase');
            return { value: name!, rows: rows.length, purchases: purchases.length, revenue: purchases.reduce((sum, { price }) => sum + (price ?? 0), 0) / 10_000 };
        })
        .sort((one, other) => other.rows - one.rows || compare(one.value, other.value))
        .slice(0, 10);
}

function groups<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
    const found = new Map<Key, Item[]>();
    for (const item of items) found.set(keyOf(item), [...(found.get(keyOf(item)) ?? []), item]);
    return found;
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
const dayOf = (date: Date): string => date.toISOString().slice(0, 10);
