import { join } from 'node:path';
import { type Database, literal } from '../engine/database.js';

/** Creates the tables of what is written at the end. */
export const createKept = (database: Database): Promise<number> =>
    database.run(`
        create table kept_waits (user_id bigint, origin date, median_given_return double, restricted_median double, return_probability double);
        create table kept_days (user_id bigint, origin date, d integer, probability double);
        create table kept_products (user_id bigint, origin date, products bigint[]);`);

/** Keeps what is predicted in `model` at an origin, of the customers who are asked about. */
export const keepPredictions = (database: Database): Promise<number> =>
    database.run(`
        insert into kept_waits
        select user_id, origin_date, given_return, in_any_case, units.return_probability
        from units
        inner join wait_forecasts using (user_id)
        cross join origin
        where forecast = 'prediction';
        insert into kept_days
        select predictions.user_id, origin_date, curves.days_ahead, curves.purchase_probability
        from units
        inner join model.customer_predictions as predictions using (user_id)
        inner join model.return_curves as curves
            on (predictions.purchase_band, predictions.interval_step, predictions.days_since_last) = (curves.purchase_band, curves.interval_step, curves.days_since_last)
        cross join origin;
        insert into kept_products
        select user_id, origin_date, list(product_id order by place)
        from model.product_predictions
        inner join units using (user_id)
        cross join origin
        group by all;`);

/** Writes what was kept, and the purchases, as Parquet into a folder; bench/predictions reads it. */
export async function writePredictions(database: Database, folder: string): Promise<void> {
    const write = (query: string, name: string) => database.run(`copy (${query}) to ${literal(join(folder, `${name}.parquet`))} (format parquet)`);
    await write('select user_id, purchase_date as day, product_id, units, revenue from purchases', 'purchases');
    for (const name of ['waits', 'days', 'products']) await write(`from kept_${name}`, name);
}
