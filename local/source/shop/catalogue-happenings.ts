import { insert, remove, type RowChange, update } from './change.js';
import { priceNow, rareProduct, severalProducts } from './pick-product.js';
import { newProduct, productName, productRow } from './new-product.js';
import { type Happen, type Shop, someRows } from './shop.js';
import { amountText, type Product } from './shop-state.js';

const LARGEST_PRICE = 50_000_000;

/** What happens to products, brands and categories. */
export const catalogueHappenings = {
    promotion: (shop) => {
        const off = shop.random.between(5, 40) / 100;
        return [update('products', ...severalProducts(shop, 3 + someRows(shop)).map((product) => reprice(product, priceNow(product) * (1 - off))))];
    },
    repricing: (shop) => {
        const product = rareProduct(shop);
        return [update('products', reprice(product, priceNow(product) * (0.8 + 0.45 * shop.random.share())))];
    },
    product_renamed: (shop) => {
        const product = rareProduct(shop);
        return [update('products', { key: product.id, set: { name: productName(shop.random) } })];
    },
    product_moved: (shop) => {
        const product = rareProduct(shop);
        product.category = shop.random.pick(shop.state.categories);
        return [update('products', { key: product.id, set: { category_id: product.category } })];
    },
    product_added: (shop) => {
        const added = Array.from({ length: someRows(shop) }, () => newProduct(shop));
        for (const product of added) shop.state.rememberProduct(product, shop.random);
        return [insert('products', ...added.map((product) => productRow(product, shop.random)))];
    },
    product_deleted: (shop) => {
        const { products } = shop.state;
        const place = products.findIndex((product) => !product.isSeen && !product.isLocked);
        if (place < 0 || products.length < 20) return null;
        const [product] = products.splice(place, 1);
        return [remove('products', product!.id)];
    },
    product_key_changed: (shop) => {
        const product = rareProduct(shop);
        const key = shop.state.newKey('products');
        const change = update('products', { key: product.id, set: { product_id: key } });
        for (const event of shop.state.recentEvents) if (event.product === product.id) event.product = key;
        product.id = key;
        return [change];
    },
    restocked: (shop) => {
        const few = severalProducts(shop, 10 * someRows(shop)).filter(({ stock }) => stock !== null).sort((a, b) => a.stock! - b.stock!);
        const delivered = few.slice(0, someRows(shop)).map((product) => {
            const units = shop.random.between(10, 500);
            product.stock! += units;
            return { key: product.id, add: { stock: units } };
        });
        return delivered.length === 0 ? null : [update('products', ...delivered)];
    },
    brand_added: (shop) => [insert('brands', { brand_id: newKeyOf(shop, 'brands'), brand_name: `Brand ${shop.random.between(1, 9999)}` })],
    brand_renamed: (shop) => [update('brands', { key: shop.random.pick(shop.state.brands), set: { brand_name: `Brand ${shop.random.between(1, 9999)} & Sons` } })],
    brand_deleted: (shop) => {
        const brand = leave(shop, 'brands');
        if (brand === null) return null;
        for (const product of shop.state.products) if (product.brand === brand) product.brand = null;
        return [remove('brands', brand)];
    },
    brand_key_changed: (shop) => {
        const [brand, key] = changeKey(shop, 'brands');
        for (const product of shop.state.products) if (product.brand === brand) product.brand = key;
        return [update('brands', { key: brand, set: { brand_id: key } })];
    },
    category_added: (shop) => {
        const parent_id = shop.random.chance(0.8) ? shop.random.pick(shop.state.categories) : null;
        return [insert('categories', { category_id: newKeyOf(shop, 'categories'), category_name: `aisle ${shop.random.between(1, 999)}`, parent_id })];
    },
    category_renamed: (shop) => [update('categories', { key: shop.random.pick(shop.state.categories), set: { category_name: `aisle ${shop.random.between(1, 999)}b` } })],
    category_deleted: (shop) => {
        const category = leave(shop, 'categories');
        if (category === null) return null;
        for (const product of shop.state.products) if (product.category === category) product.category = null;
        return [remove('categories', category)];
    },
    category_key_changed: (shop) => {
        const [category, key] = changeKey(shop, 'categories');
        for (const product of shop.state.products) if (product.category === category) product.category = key;
        return [update('categories', { key: category, set: { category_id: key } })];
    },
} as const satisfies Record<string, Happen>;

/** Gives a product a new price, within what a shop asks. @param price in ten-thousandths */
export function reprice(product: Product, price: number): RowChange {
    // Every tenth price has more digits than a coin.
    const step = product.id % 10 === 0 ? 1 : 100;
    product.price = Math.min(LARGEST_PRICE, Math.max(7700, Math.round(price / step) * step));
    return { key: product.id, set: { price: amountText(product.price) } };
}

function newKeyOf({ state, random }: Shop, table: 'brands' | 'categories'): number {
    const key = state.newKey(table);
    state.remember(table, key, random);
    return key;
}

/** Forgets one of them, if enough are left. */
function leave({ state, random }: Shop, table: 'brands' | 'categories'): number | null {
    if (state[table].length < 10) return null;
    return state[table].splice(random.between(0, state[table].length - 1), 1)[0]!;
}

function changeKey({ state, random }: Shop, table: 'brands' | 'categories'): [before: number, after: number] {
    const place = random.between(0, state[table].length - 1);
    const before = state[table][place]!;
    const after = state.newKey(table);
    state[table][place] = after;
    return [before, after];
}
