import type { Row } from './change.js';
import { externalId } from './external-id.js';
import type { Random } from './random.js';
import type { Shop } from './shop.js';
import { amountText, type Product } from './shop-state.js';

const KINDS = ['Kettle', 'Laptop', 'Lamp', 'Chair', 'Headphones', 'Boots', 'Drill', 'Tent', 'Watch', 'Keyboard', 'Sofa', 'Bicycle'] as const;
const SERIES = ['One', 'Plus', 'Pro', 'Mini', 'Max', 'Eco', 'Lite', 'Ultra'] as const;

export const productName = (random: Random): string => `${random.pick(KINDS)} ${random.pick(SERIES)} ${random.between(100, 999)}`;

/**
 * A product that nobody has seen yet. Prices follow the public files as in `local/source/shop-month.ts`: log-normal with
 * mean 273 and at most 2574.07.
 */
export function newProduct({ state, random }: Pick<Shop, 'state' | 'random'>): Product {
    const normal = Math.sqrt(-2 * Math.log(1 - random.share())) * Math.cos(2 * Math.PI * random.share());
    return {
        id: state.newKey('products'),
        brand: random.chance(0.144) ? null : random.pick(state.brands),
        category: random.chance(0.085) ? null : random.pick(state.categories),
        price: Math.round(Math.min(2574.07, Math.max(0.77, Math.exp(5.07 + 1.05 * normal))) * 100) * 100,
        stock: random.between(0, 400),
        isSeen: false,
        isLocked: false,
    };
}

/** A new product as its row. */
export const productRow = ({ id, brand, category, price, stock }: Product, random: Random): Row => ({
    product_id: id,
    name: productName(random),
    brand_id: brand,
    category_id: category,
    price: price === null ? null : amountText(price),
    stock,
    external_id: externalId('sku', id),
});
