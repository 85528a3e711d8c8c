import { join } from 'node:path';
import { type Database, literal } from '../engine/database.js';

/**
 * Writes what was predicted at an origin, one file per table and origin, or, without an origin, the purchases: `waits-….parquet`,
 * `days-….parquet`, `products-….parquet`, `purchases.parquet`. bench/predictions reads them.
 */
export async function writePredictions(database: Database, { folder, origin }: { folder: string; origin: string | null }): Promise<void> {
    const write = (query: string, name: string) => database.run(`copy (${query}) to ${literal(join(folder, `${name}.parquet`))} (format parquet)`);
    if (origin === null) {
        await write('select user_id, purchase_date as day, product_id from purchases', 'purchases');
        return;
    }
    await write(
        `select user_id, origin_date as origin, given_return as median_given_return, in_any_case as restricted_median, units.return_probability
        from units
        inner join wait_forecasts using (user_id)
        cross join origin
        where forecast = 'prediction'`,
        `waits-${origin}`,
    );
    await write(
        `select units.user_id, origin_date as origin, forecasts.days_ahead as d, forecasts.probability
        from units
        inner join day_forecasts as forecasts using (kind)
        cross join origin
        where forecasts.forecast = 'prediction'`,
        `days-${origin}`,
    );
    await write(
        `select user_id, origin_date as origin, list(product_id order by place) as products
        from model.product_predictions
        inner join units using (user_id)
        cross join origin
        group by all`,
        `products-${origin}`,
    );
}
