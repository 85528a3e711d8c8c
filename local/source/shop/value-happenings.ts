import { type Change, insert, type Row, update } from './change.js';
import { userRow } from './browse.js';
import { newProduct, productRow } from './new-product.js';
import { rareProduct } from './pick-product.js';
import type { Happen, Shop } from './shop.js';
import { amountText } from './shop-state.js';
import { shortVisit } from './short-visit.js';
import { strangeText } from './strange-text.js';

/** The shop's texts that may be anything, with their lengths in sql/oltp. */
const TEXTS = [
    ['users', 'name', 200],
    ['users', 'email', 254],
    ['brands', 'brand_name', 200],
    ['categories', 'category_name', 200],
    ['products', 'name', 300],
    ['sessions', 'device_type', 20],
    ['sessions', 'channel', 50],
    ['sessions', 'external_id', 200],
] as const;

/** The columns that may be null beside those texts. */
const NULLABLE = [
    ['users', 'name'],
    ['users', 'email'],
    ['users', 'created_at'],
    ['categories', 'category_name'],
    ['categories', 'parent_id'],
    ['products', 'name'],
    ['products', 'brand_id'],
    ['products', 'category_id'],
    ['products', 'price'],
    ['products', 'stock'],
    ['sessions', 'user_id'],
    ['sessions', 'device_type'],
    ['sessions', 'channel'],
    ['sessions', 'started_at'],
    ['sessions', 'external_id'],
] as const;

/** Values that are hard to carry: strange texts, nulls and extremes, in rows that are new and in rows that are there. */
export const valueHappenings = {
    strange_text: (shop) => {
        const [table, column, maxLength] = shop.random.pick(TEXTS);
        const text = strangeText(shop.random, maxLength);
        return shop.random.chance(0.5) ? newRow(shop, table, { [column]: text }) : changedRow(shop, table, { [column]: text });
    },
    null_value: (shop) => {
        const [table, column] = shop.random.pick(NULLABLE);
        return shop.random.chance(0.5) ? newRow(shop, table, { [column]: null }) : changedRow(shop, table, { [column]: null });
    },
    bare_row: (shop) => newRow(shop, shop.random.pick(['users', 'categories', 'products', 'sessions'] as const), null),
    // Not remembered: nobody could buy at such a price.
    extreme_value: (shop) => {
        const product = newProduct(shop);
        const price = shop.random.pick(['99999999999999.9999', '-99999999999999.9999', '0.0001', '0.0000']);
        const stock = shop.random.pick([2147483647, -2147483648, 0]);
        return [insert('products', { ...productRow(product, shop.random), price, stock })];
    },
} as const satisfies Record<string, Happen>;

type Table = (typeof TEXTS)[number][0];

/** A row with these values, or with null wherever a null may be. */
function newRow(shop: Shop, table: Table, values: Row | null): Change[] {
    const { state, random, at } = shop;
    const filled = (row: Row, key: string): Row => (values === null ? { ...Object.fromEntries(Object.keys(row).map((column) => [column, null])), [key]: row[key]! } : { ...row, ...values });
    if (table === 'users') {
        const user = state.newKey('users');
        state.remember('users', user, random);
        return [insert('users', filled(userRow(shop, user, at), 'user_id'))];
    }
    if (table === 'products') {
        const product = newProduct(shop);
        const row = filled(productRow(product, random), 'product_id');
        if (row.brand_id === null) product.brand = null;
        if (row.category_id === null) product.category = null;
        if (row.price === null) product.price = null;
        if (row.stock === null) product.stock = null;
        state.rememberProduct(product, random);
        return [insert('products', row)];
    }
    if (table === 'sessions') return [insert('sessions', filled(shortVisit(shop, 0).session.rows[0]!, 'session_id'))];
    const key = state.newKey(table);
    state.remember(table, key, random);
    if (table === 'brands') return [insert('brands', filled({ brand_id: key, brand_name: 'Brand' }, 'brand_id'))];
    return [insert('categories', filled({ category_id: key, category_name: 'aisle', parent_id: state.categories[0]! }, 'category_id'))];
}

/** Changes a row that is there, or adds one where none is known. */
function changedRow(shop: Shop, table: Table, set: Row): Change[] {
    const { state, random } = shop;
    if (table === 'products') {
        const product = rareProduct(shop);
        // Whoever is without a stock or price shall have them again, lest they all be lost in a long time.
        const again = product.stock === null ? { stock: (product.stock = 100) } : product.price === null ? { price: amountText((product.price = 199_900)) } : set;
        if (again === set) {
            if ('brand_id' in set) product.brand = null;
            if ('category_id' in set) product.category = null;
            if ('price' in set) product.price = null;
            if ('stock' in set) product.stock = null;
        }
        return [update('products', { key: product.id, set: again })];
    }
    if (table === 'sessions') {
        if (state.recentEvents.length === 0) return newRow(shop, table, set);
        const { session } = random.pick(state.recentEvents);
        if ('user_id' in set) for (const visit of state.visits) if (visit.session === session) visit.user = null;
        return [update('sessions', { key: session, set })];
    }
    if (state[table].length === 0) return newRow(shop, table, set);
    return [update(table, { key: random.pick(state[table]), set })];
}
