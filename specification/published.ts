import { createHash } from 'node:crypto';
import { type Aggregates, aggregates } from './aggregates.js';
import type { Applied, CleanRow, ProductVersion } from './applied.js';
import { dateText, dayNumber, dayOfWeek, decimalText, millisecondsOf, timeText, unscaled } from './canonical-text.js';
import { type Predictions, predictionsOf } from './predictions.js';
import { compareSequences, type Row } from './raw-record.js';

/** What model is made of. */
export type Clean = Pick<Applied, 'tables' | 'productVersions'>;

/** Model table → rows. `run_accounts` and `quality` tell of runs, and so does `run_id` of `freshness`: they are not here. */
export interface Published extends Aggregates, Predictions {
    readonly dim_categories: readonly Row[];
    readonly fact_sessions: readonly Row[];
    readonly fact_user_events: readonly Row[];
    readonly dim_users: readonly Row[];
    readonly dim_products: readonly Row[];
    readonly dim_time: readonly Row[];
    readonly freshness: readonly Row[];
}

/**
 * What model has to hold, as a function of clean.
 *
 * @param hashKey the lake's secret for hashes of personal data, as it stands in its file
 */
export function published(clean: Clean, hashKey: string): Published {
    const categories = categoryRows(clean);
    const events = eventRows(clean, categories);
    const sessions = sessionRows(clean);
    return {
        dim_categories: [...categories.values()],
        fact_sessions: sessions,
        fact_user_events: events,
        dim_users: userRows(clean, hashKey),
        dim_products: productRows(clean, categories),
        dim_time: timeRows(events),
        freshness: freshnessRows(clean),
        ...aggregates(events, sessions),
        ...predictionsOf(events),
    };
}

const UNKNOWN = 'unknown';

/** Rows that are there: one that was deleted or is hidden is like none, so that whoever refers to it finds nothing. */
function shown(clean: Clean, table: string): Map<string, Row> {
    const rows = new Map<string, Row>();
    for (const { key, values, isDeleted, isHidden } of clean.tables.get(table)!.values()) if (!isDeleted && !isHidden) rows.set(key, values);
    return rows;
}

const find = (rows: ReadonlyMap<string, Row>, key: string | null | undefined): Row | undefined => (key == null ? undefined : rows.get(key));

/** The tree of categories by key. One whose parent is not there is a top; those in a circle of parents have no place in it. */
function categoryRows(clean: Clean): Map<string, Row> {
    const categories = shown(clean, 'categories');
    const rows = new Map<string, Row>();
    for (const [key, { parent_id }] of categories) {
        const path = pathToTop(key, categories);
        if (path === null) continue;
        const names = path.map((category) => category['category_name'] ?? null);
        rows.set(key, {
            category_id: key,
            parent_id: parent_id ?? null,
            category_name: names.includes(null) ? UNKNOWN : names.toReversed().join('.'),
            top_category_name: names.at(-1) ?? UNKNOWN,
            depth: String(names.length),
        });
    }
    return rows;
}

/** The category and those above it, up to the top; null if there is none. */
function pathToTop(key: string, categories: ReadonlyMap<string, Row>): Row[] | null {
    const path = new Map<string, Row>();
    for (let at: string | null = key; at !== null; ) {
        const category = categories.get(at);
        if (category === undefined) break;
        if (path.has(at)) return null;
        path.set(at, category);
        at = category['parent_id'] ?? null;
    }
    return [...path.values()];
}

/** What brand and category are called now; a number that leads nowhere is unknown. */
const brandName = (brands: ReadonlyMap<string, Row>, brandId: string | null): string => find(brands, brandId)?.['brand_name'] ?? UNKNOWN;
const categoryName = (categories: ReadonlyMap<string, Row>, categoryId: string | null): string => find(categories, categoryId)?.['category_name'] ?? UNKNOWN;

/**
 * The version that describes a product at a time: of those changed by then the one with the highest sequence (the clock of
 * the source may step back), and before all changes the one with the lowest.
 */
export function versionAt(versions: readonly ProductVersion[], time: number): ProductVersion | null {
    const inOrder = versions.toSorted((one, other) => compareSequences(one.sequence, other.sequence));
    return inOrder.findLast(({ changedAt }) => changedAt <= time) ?? inOrder[0] ?? null;
}

/** Events with their session and with the brand and category that their product had at their time. */
function eventRows(clean: Clean, categories: ReadonlyMap<string, Row>): Row[] {
    const sessions = shown(clean, 'sessions');
    const brands = shown(clean, 'brands');
    const versions = groupBy(clean.productVersions, ({ productId }) => productId);
    return [...shown(clean, 'events').values()].map((event) => {
        const session = find(sessions, event['session_id']);
        const time = millisecondsOf(event['event_time']!);
        const version = versionAt(versions.get(event['product_id']!) ?? [], time);
        const day = dayNumber(time);
        return {
            event_id: event['event_id']!,
            event_time: event['event_time']!,
            event_type: event['event_type']!,
            user_id: session?.['user_id'] ?? null,
            product_id: event['product_id']!,
            price: event['price']!,
            quantity: event['quantity']!,
            session_id: event['session_id']!,
            category_name: categoryName(categories, version?.categoryId ?? null),
            brand: brandName(brands, version?.brandId ?? null),
            device_type: session?.['device_type'] ?? UNKNOWN,
            source_channel: session?.['channel'] ?? UNKNOWN,
            day_of_week: String(dayOfWeek(day)),
            hour_of_day: String(new Date(time).getUTCHours()),
            event_date: dateText(day),
        };
    });
}

/** One row per session that has events, also where the session itself is not known. */
function sessionRows(clean: Clean): Row[] {
    const sessions = shown(clean, 'sessions');
    const events = groupBy(shown(clean, 'events').values(), (event) => event['session_id']!);
    return [...events].map(([sessionId, ofSession]) => sessionRow(sessionId, find(sessions, sessionId), ofSession));
}

function sessionRow(sessionId: string, session: Row | undefined, events: readonly Row[]): Row {
    const times = events.map((event) => millisecondsOf(event['event_time']!));
    const [first, last] = [Math.min(...times), Math.max(...times)];
    const of = (type: string) => events.filter((event) => event['event_type'] === type);
    const [views, carts, removals, purchases] = [of('view'), of('cart'), of('remove_from_cart'), of('purchase')];
    let [units, revenue] = [0n, 0n];
    for (const { quantity, price } of purchases) {
        units += BigInt(quantity!);
        revenue += BigInt(quantity!) * unscaled(price!, 4);
    }
    return {
        session_id: sessionId,
        user_id: session?.['user_id'] ?? null,
        device_type: session?.['device_type'] ?? UNKNOWN,
        source_channel: session?.['channel'] ?? UNKNOWN,
        started_at: timeText(first),
        ended_at: timeText(last),
        session_date: dateText(dayNumber(first)),
        duration_seconds: String(Math.floor((last - first) / 1000)),
        events: String(events.length),
        views: String(views.length),
        carts: String(carts.length),
        removals: String(removals.length),
        purchases: String(purchases.length),
        products_bought: String(new Set(purchases.map((purchase) => purchase['product_id'])).size),
        units_bought: String(units),
        revenue: decimalText(revenue, 4),
        furthest_stage: purchases.length > 0 ? 'purchase' : carts.length > 0 ? 'cart' : views.length > 0 ? 'view' : 'none',
        is_funnel_complete: String(isFunnelComplete(views, carts, purchases)),
        furthest_stage_in_order: isFunnelComplete(views, carts, purchases) ? 'purchase' : isFollowedByAny(views, carts) ? 'cart' : views.length > 0 ? 'view' : 'none',
    };
}

const isFollowed = (one: Row, other: Row) => millisecondsOf(one['event_time']!) <= millisecondsOf(other['event_time']!);
const isFollowedByAny = (ones: readonly Row[], others: readonly Row[]) => ones.some((one) => others.some((other) => isFollowed(one, other)));

/** Was some view followed by a cart and that by a purchase? Events of the same time count as in order. */
function isFunnelComplete(views: readonly Row[], carts: readonly Row[], purchases: readonly Row[]): boolean {
    return carts.some((cart) => views.some((view) => isFollowed(view, cart)) && purchases.some((purchase) => isFollowed(cart, purchase)));
}

/** No name and no e-mail address leaves clean, but a hash that only the holder of the key can make. */
function userRows(clean: Clean, hashKey: string): Row[] {
    return [...shown(clean, 'users').values()].map(({ user_id, email, created_at, external_id }) => ({
        user_id: user_id!,
        email_hash: email == null ? null : emailHash(email, hashKey),
        created_at: created_at ?? null,
        external_id: external_id ?? null,
    }));
}

/** The secret stands twice, so that the hash cannot be carried on from a known one. Spaces around an address are none of it. */
function emailHash(email: string, hashKey: string): string {
    const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
    return sha256(hashKey + sha256(hashKey + email.replaceAll(/^ +| +$/g, '').toLowerCase()));
}

/** What each product is now. */
function productRows(clean: Clean, categories: ReadonlyMap<string, Row>): Row[] {
    const brands = shown(clean, 'brands');
    return [...shown(clean, 'products').values()].map(({ product_id, name, brand_id, category_id, price, stock, external_id }) => ({
        product_id: product_id!,
        product_name: name ?? null,
        brand: brandName(brands, brand_id ?? null),
        category_id: category_id ?? null,
        category_name: categoryName(categories, category_id ?? null),
        price: price ?? null,
        stock: stock ?? null,
        external_id: external_id ?? null,
    }));
}

/** Every day from the first event to the last. */
function timeRows(events: readonly Row[]): Row[] {
    const days = events.map((event) => dayNumber(millisecondsOf(event['event_time']!)));
    const [first, last] = [Math.min(...days), Math.max(...days)];
    const rows: Row[] = [];
    for (let day = first; day <= last; day++) {
        const date = dateText(day);
        const [year, month, dayOfMonth] = date.split('-').map(Number) as [number, number, number];
        const weekday = dayOfWeek(day);
        rows.push({
            event_date: date,
            year: String(year),
            quarter: String(Math.ceil(month / 3)),
            month: String(month),
            day_of_month: String(dayOfMonth),
            day_of_week: String(weekday),
            is_weekend: String(weekday >= 6),
            week_start: dateText(day - (weekday - 1)),
            month_start: `${date.slice(0, 8)}01`,
        });
    }
    return rows;
}

/** How far each table has come that has any rows. History without a time of its own (place 0 in the order) says nothing of it. */
function freshnessRows(clean: Clean): Row[] {
    return [...clean.tables].flatMap(([table, rows]) => {
        const times = [...rows.values()].filter(({ sequence }: CleanRow) => sequence.time > 0n).map(({ changedAt }) => changedAt);
        return rows.size === 0 ? [] : [{ table_name: table, changed_at: times.length === 0 ? null : timeText(Math.max(...times)) }];
    });
}

function groupBy<T>(items: Iterable<T>, keyOf: (item: T) => string): Map<string, T[]> {
    const groups = new Map<string, T[]>();
    for (const item of items) {
        const group = groups.get(keyOf(item));
        if (group === undefined) groups.set(keyOf(item), [item]);
        else group.push(item);
    }
    return groups;
}
