import { remove, type Row, update } from './change.js';
import { popularProduct, priceNow } from './pick-product.js';
import { type Happen, type Shop, someRows } from './shop.js';
import { insertEvents } from './short-visit.js';
import { amountText, type RecentEvent } from './shop-state.js';

const HOUR = 3_600_000;
const TYPES = ['view', 'cart', 'remove_from_cart', 'purchase'] as const;

/** What happens to events beside being written when they happen. */
export const eventHappenings = {
    event_price_corrected: (shop) =>
        correct(shop, (event) => {
            event.price = Math.max(100, Math.round((event.price * shop.random.between(50, 150)) / 10_000) * 100);
            return { price: amountText(event.price) };
        }),
    event_quantity_corrected: (shop) =>
        correct(shop, (event) => {
            event.quantity = shop.random.between(1, 12);
            return { quantity: event.quantity };
        }),
    event_type_corrected: (shop) =>
        correct(shop, (event) => {
            event.type = shop.random.pick(TYPES.filter((type) => type !== event.type));
            return { event_type: event.type };
        }),
    event_session_corrected: (shop) =>
        correct(shop, (event) => {
            event.session = shop.random.pick(shop.state.recentEvents).session;
            return { session_id: event.session };
        }),
    event_time_corrected: (shop) =>
        correct(shop, (event) => {
            event.time -= shop.random.between(1, 3 * HOUR);
            return { event_time: new Date(event.time).toISOString() };
        }),
    event_deleted: (shop) => {
        const deleted = new Set(several(shop).map(({ id }) => id));
        if (deleted.size === 0) return null;
        shop.state.forgetEvents(({ id }) => deleted.has(id));
        return [remove('events', ...deleted)];
    },
    event_key_changed: (shop) => {
        const [event] = several(shop);
        if (event === undefined) return null;
        const before = event.id;
        event.id = shop.state.newEventKey(shop.at);
        return [update('events', { key: before, set: { event_id: event.id } })];
    },
    late_event: (shop) => {
        const { random, at } = shop;
        // A telephone that was offline for an hour, or for days.
        return add(shop, () => ({ time: at - (random.chance(0.5) ? random.between(1, 24) * HOUR : random.between(1, 14 * 24) * HOUR) }));
    },
    faulty_price: (shop) => add(shop, () => ({ price: shop.random.pick([0, -100, -99_900, 1_000_000_000_000]) })),
    faulty_quantity: (shop) => add(shop, () => ({ quantity: shop.random.pick([0, -1]) })),
    faulty_time: (shop) => add(shop, ({ time }) => ({ time: shop.random.chance(0.7) ? time + shop.random.between(25, 900) * HOUR : Date.UTC(1999, 11, 31) })),
} as const satisfies Record<string, Happen>;

/** Some of the recent events, each once. */
function several(shop: Shop): RecentEvent[] {
    const { recentEvents } = shop.state;
    if (recentEvents.length === 0) return [];
    return [...new Set(Array.from({ length: someRows(shop) }, () => shop.random.pick(recentEvents)))];
}

function correct(shop: Shop, mend: (event: RecentEvent) => Row): ReturnType<Happen> {
    const events = several(shop);
    return events.length === 0 ? null : [update('events', ...events.map((event) => ({ key: event.id, set: mend(event) })))];
}

/** Adds events to sessions that are there, each with something about it. */
function add(shop: Shop, about: (event: RecentEvent) => Partial<RecentEvent>): ReturnType<Happen> {
    const { state, random, at } = shop;
    if (state.recentEvents.length === 0) return null;
    const events = Array.from({ length: someRows(shop) }, () => {
        const product = popularProduct(shop);
        product.isSeen = true;
        const { session } = random.pick(state.recentEvents);
        const event = { id: state.newEventKey(at), session, product: product.id, type: random.pick(TYPES), time: Math.floor(at), price: priceNow(product), quantity: 1 };
        return { ...event, ...about(event) };
    });
    for (const event of events) state.rememberEvent(event);
    return [insertEvents(...events)];
}
