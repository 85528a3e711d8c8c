import type { Shop } from './shop.js';
import type { Product, ShopState } from './shop-state.js';

/** A product as visitors choose it, few of them most of the time; the exponent is that of the public files. */
export function popularProduct({ state, random }: Shop): Product {
    return unlocked(state, Math.floor(random.share() ** 3.2 * state.products.length));
}

/** A product that nobody looks at often, so that not too many rows follow when its key changes. */
export function rareProduct({ state, random }: Shop): Product {
    return unlocked(state, Math.floor((1 - random.share() / 2) * (state.products.length - 1)));
}

/** Up to `count` products, each once. */
export function severalProducts(shop: Shop, count: number): Product[] {
    return [...new Set(Array.from({ length: count }, () => rareProduct(shop)))];
}

/** At most two products are locked, and the shop is never so small. */
function unlocked({ products }: ShopState, place: number): Product {
    for (let next = place; ; next++) {
        const product = products[next % products.length]!;
        if (!product.isLocked) return product;
    }
}

/** What a unit costs now, in ten-thousandths; also where the product's price was lost. */
export const priceNow = (product: Product): number => product.price ?? 99_900;
