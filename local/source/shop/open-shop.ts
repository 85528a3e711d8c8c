import { type Change, insert, type Row } from './change.js';
import { userRow } from './browse.js';
import { newProduct, productRow } from './new-product.js';
import type { Random } from './random.js';
import type { ShopState } from './shop-state.js';

const ROWS_OF_A_STATEMENT = 1000;
const YEAR = 365 * 86_400_000;
/** A product must be there that no open transaction has changed, and some to choose from. */
const LEAST_PRODUCTS = 20;

const DEPARTMENTS = ['electronics', 'appliances', 'computers', 'apparel', 'furniture', 'auto', 'kids', 'construction', 'sport', 'accessories'] as const;
const AISLES = ['audio', 'kitchen', 'components', 'shoes', 'bedroom'] as const;

export interface ShopSize {
    readonly users: number;
    readonly products: number;
}

/** Is anything missing without which a shop cannot open? */
export const isClosed = ({ products, brands, categories }: ShopState): boolean => products.length < LEAST_PRODUCTS || brands.length === 0 || categories.length === 0;

/** What a shop has on its first day, as far as it is not there: brands, a tree of categories, users, products. */
export function openShop(state: ShopState, random: Random, { users, products }: ShopSize): Change[] {
    const rows = { brands: [] as Row[], categories: [] as Row[], users: [] as Row[], products: [] as Row[] };
    if (state.brands.length === 0) {
        for (let number = 1; number <= Math.max(3, Math.min(400, products / 5)); number++) {
            const brand = state.newKey('brands');
            rows.brands.push({ brand_id: brand, brand_name: `Brand ${number}` });
            state.remember('brands', brand, random);
        }
    }
    if (state.categories.length === 0) {
        const add = (category_name: string, parent_id: number | null) => {
            const category_id = state.newKey('categories');
            rows.categories.push({ category_id, category_name, parent_id });
            state.remember('categories', category_id, random);
            return category_id;
        };
        for (const department of DEPARTMENTS) {
            const parent = add(department, null);
            for (const aisle of AISLES) add(aisle, parent);
        }
    }
    if (state.users.length === 0) {
        for (let number = 0; number < users; number++) {
            const user = state.newKey('users');
            rows.users.push(userRow({ random }, user, state.clock - random.share() * YEAR));
            state.remember('users', user, random);
        }
    }
    if (state.products.length < LEAST_PRODUCTS) {
        for (let number = 0; number < Math.max(LEAST_PRODUCTS, products); number++) {
            const product = newProduct({ state, random });
            rows.products.push(productRow(product, random));
            state.rememberProduct(product, random);
        }
    }
    return (['brands', 'categories', 'users', 'products'] as const).flatMap((table) => inPieces(rows[table]).map((piece) => insert(table, ...piece)));
}

function inPieces<T>(rows: readonly T[]): T[][] {
    return Array.from({ length: Math.ceil(rows.length / ROWS_OF_A_STATEMENT) }, (_, piece) => rows.slice(piece * ROWS_OF_A_STATEMENT, (piece + 1) * ROWS_OF_A_STATEMENT));
}
