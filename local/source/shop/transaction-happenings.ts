import { type Change, insert, remove, update } from './change.js';
import { reprice } from './catalogue-happenings.js';
import { userRow } from './browse.js';
import { productName } from './new-product.js';
import { priceNow, rareProduct } from './pick-product.js';
import type { Happen } from './shop.js';
import { insertEvents, shortVisit } from './short-visit.js';
import { amountText, eventRow } from './shop-state.js';

/** What happens within one transaction to the same rows. */
export const transactionHappenings = {
    deleted_and_inserted_again: (shop) => {
        const { recentEvents } = shop.state;
        if (recentEvents.length === 0) return null;
        const event = shop.random.pick(recentEvents);
        event.quantity += 1;
        return [remove('events', event.id), insert('events', eventRow(event))];
    },
    changed_several_times: (shop) => {
        const product = rareProduct(shop);
        const changes: Change[] = Array.from({ length: shop.random.between(2, 4) }, () => update('products', reprice(product, priceNow(product) * (0.9 + 0.25 * shop.random.share()))));
        return [...changes, update('products', { key: product.id, set: { name: productName(shop.random) } })];
    },
    inserted_and_changed: (shop) => {
        const { session, views } = shortVisit(shop, 1);
        const [view] = views;
        shop.state.rememberEvent(view!);
        view!.quantity = 3;
        return [session, insertEvents({ ...view!, quantity: 1 }), update('events', { key: view!.id, set: { quantity: 2 } }), update('events', { key: view!.id, set: { quantity: 3 } })];
    },
    inserted_and_deleted: (shop) => {
        const user = shop.state.newKey('users');
        return [insert('users', userRow(shop, user, shop.at)), remove('users', user)];
    },
    key_changed_twice: (shop) => {
        const { recentEvents } = shop.state;
        if (recentEvents.length === 0) return null;
        const event = shop.random.pick(recentEvents);
        const [first, second] = [event.id, shop.state.newEventKey(shop.at)];
        event.id = shop.state.newEventKey(shop.at);
        return [update('events', { key: first, set: { event_id: second } }), update('events', { key: second, set: { event_id: event.id, quantity: event.quantity } })];
    },
    savepoint_rolled_back: (shop) => {
        const { session, views } = shortVisit(shop, 3);
        const [kept, lost, added] = views;
        const product = rareProduct(shop);
        shop.state.rememberEvent(kept!);
        shop.state.rememberEvent(added!);
        return [
            session,
            insertEvents(kept!),
            { op: 'savepoint', name: 'before_payment' },
            insertEvents(lost!),
            update('products', { key: product.id, set: { price: amountText(priceNow(product) + 100) } }),
            { op: 'savepoint', name: 'inner' },
            update('products', { key: product.id, set: { name: 'never seen' } }),
            { op: 'release savepoint', name: 'inner' },
            { op: 'rollback to savepoint', name: 'before_payment' },
            insertEvents(added!),
            { op: 'release savepoint', name: 'before_payment' },
        ];
    },
} as const satisfies Record<string, Happen>;
