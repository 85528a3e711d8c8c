import type { Database } from '../engine/database.js';
import { inPieces } from './in-pieces.js';
import type { ProductProfile } from './profile.js';

/** How many products there are, and how many the file describes in several ways; a missing value is no other one. */
export async function profileProducts(database: Database, products: number): Promise<ProductProfile> {
    const total = { products: 0, withSeveralBrands: 0, withSeveralCategories: 0 };
    for (const piece of inPieces('product_id', products)) {
        const counts = await database.row<Record<keyof ProductProfile, bigint>>(`
            select
                count(*) as products,
                count(*) filter (first_brand <> last_brand) as "withSeveralBrands",
                count(*) filter (first_category <> last_category) as "withSeveralCategories"
            from (
                select
                    min(brand) as first_brand,
                    max(brand) as last_brand,
                    min(category_id) as first_category,
                    max(category_id) as last_category
                from lines
                where ${piece}
                group by product_id
            )`);
        total.products += Number(counts.products);
        total.withSeveralBrands += Number(counts.withSeveralBrands);
        total.withSeveralCategories += Number(counts.withSeveralCategories);
    }
    return total;
}
