import { type Change, insert, remove, update } from './change.js';
import { userRow } from './browse.js';
import { newProduct, productRow } from './new-product.js';
import { rareProduct } from './pick-product.js';
import type { Shop } from './shop.js';
import { insertEvents, shortVisit } from './short-visit.js';

/** What a transaction does that is rolled back: some of everything, of which nothing may stay. */
export function changesInVain(shop: Shop): Change[] {
    const { state, random, at } = shop;
    const { session, views } = shortVisit(shop, random.between(1, 5));
    const rare = rareProduct(shop);
    const user = state.newKey('users');
    const changes: Change[] = [
        insert('users', userRow(shop, user, at)),
        insert('products', productRow(newProduct(shop), random)),
        session,
        insertEvents(...views),
        update('products', { key: rare.id, set: { price: '1.00', name: 'rolled back' } }),
    ];
    if (state.recentEvents.length > 0) changes.push(remove('events', random.pick(state.recentEvents).id));
    return changes;
}
