import { insert, type Insert } from './change.js';
import { sessionRow } from './browse.js';
import { popularProduct, priceNow } from './pick-product.js';
import type { Shop } from './shop.js';
import type { RecentEvent } from './shop-state.js';
import { eventRow } from './shop-state.js';

/** A visit of its own: its session, and views that follow each other. */
export interface ShortVisit {
    readonly session: Insert;
    readonly views: readonly RecentEvent[];
}

/** Plans a visit that is over at once. Only its keys and that its products are seen are remembered, so that it may be rolled back. */
export function shortVisit(shop: Shop, count: number): ShortVisit {
    const { state, random, at } = shop;
    const session = state.newKey('sessions');
    const user = state.users.length > 0 && random.chance(0.5) ? random.pick(state.users) : null;
    const views = Array.from({ length: count }, () => {
        const product = popularProduct(shop);
        product.isSeen = true;
        return { id: state.newEventKey(at), session, product: product.id, type: 'view', time: Math.floor(at), price: priceNow(product), quantity: 1 };
    });
    return { session: insert('sessions', sessionRow(shop, { session, user, time: at })), views };
}

/** The statement that writes events. */
export const insertEvents = (...events: readonly RecentEvent[]): Insert => insert('events', ...events.map(eventRow));
