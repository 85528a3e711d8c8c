import type { Database } from '../engine/database.js';
import { sqlFile } from '../engine/sql-files.js';

/** Creates the tables that the scores of all origins go to. */
export async function createScores(database: Database): Promise<void> {
    await database.run(`
        create or replace macro recency_band(days) as cast(floor(2 * log2(days + 1)) as integer);
        create table scores (origin_date date, user_id bigint, purchase_band integer, measure varchar, forecast varchar, score double, weight integer);
        create table covered (level integer, is_inside boolean, claimed double);
        create table asked (origin_date date, user_id bigint, kind varchar, next_date date, wait bigint, return_probability double);
        create table day_chances (forecast varchar, probability double, purchases bigint, customer_days bigint);
        create table product_chances (probability double, is_bought boolean);`);
}

/**
 * Scores the predictions in `model` and the other forecasts against what came. `purchases` has all there is, `origin` the day, and
 * `past_days` the purchase days before it.
 */
export async function scoreOrigin(database: Database): Promise<void> {
    for (const name of ['earlier_waits', 'units', 'wait_forecasts', 'return_forecasts', 'day_forecasts', 'product_forecasts']) {
        await database.run(`create or replace temp table ${name} as ${sqlFile(`backtest/${name}.sql`)}`);
    }
    for (const statement of STATEMENTS) await database.run(statement);
}

const STATEMENTS: readonly string[] = [
    `insert into asked select origin_date, user_id, kind, next_date, wait, return_probability from units, origin`,

    `insert into scores
    select origin_date, user_id, purchase_band, measure, forecast, score, 1
    from (
        select units.user_id, units.purchase_band, forecasts.forecast, 'waits' as measure, abs(units.wait - forecasts.given_return) as score
        from units
        inner join wait_forecasts as forecasts using (user_id)
        where units.wait is not null
        union all
        select units.user_id, units.purchase_band, forecasts.forecast, 'waits_of_all' as measure, abs(coalesce(units.wait, 61) - forecasts.in_any_case) as score
        from units
        inner join wait_forecasts as forecasts using (user_id)
        union all
        select units.user_id, units.purchase_band, forecasts.forecast, 'returns' as measure, pow(forecasts.return_probability - if(units.wait is null, 0, 1), 2) as score
        from units
        inner join return_forecasts as forecasts using (user_id)
    ), origin`,

    // Of thirty days the sum of (p - y)^2 is that of p^2 and, on the days with a purchase, of 1 - 2 p.
    `create or replace temp table bought_ahead as
    select purchases.user_id, purchases.purchase_date - origin.origin_date + 1 as days_ahead, units.kind, units.purchase_band
    from (select distinct user_id, purchase_date from purchases) as purchases
    inner join units using (user_id)
    inner join origin
        on purchases.purchase_date >= origin.origin_date and purchases.purchase_date < origin.origin_date + 30`,

    `insert into scores
    select origin_date, units.user_id, units.purchase_band, 'days', squares.forecast, squares.of_nothing + coalesce(bought.more, 0), 30
    from units
    cross join origin
    inner join (select forecast, kind, sum(probability * probability) as of_nothing from day_forecasts group by all) as squares
        on squares.kind in (units.kind, '')
    left join (
        select forecasts.forecast, bought_ahead.user_id, sum(1 - 2 * forecasts.probability) as more
        from bought_ahead
        inner join day_forecasts as forecasts
            on bought_ahead.days_ahead = forecasts.days_ahead and forecasts.kind in (bought_ahead.kind, '')
        group by all
    ) as bought
        on squares.forecast = bought.forecast and units.user_id = bought.user_id`,

    `insert into day_chances
    select forecasts.forecast, forecasts.probability, cast(sum(coalesce(bought.purchases, 0)) as bigint), cast(sum(kinds.customers) as bigint)
    from (select kind, count(*) as customers from units group by kind) as kinds
    inner join day_forecasts as forecasts
        on forecasts.kind in (kinds.kind, '')
    left join (select kind, days_ahead, count(*) as purchases from bought_ahead group by all) as bought
        on kinds.kind = bought.kind and forecasts.days_ahead = bought.days_ahead
    group by all`,

    `insert into covered
    with ends as (
        select purchase_band, interval_step, days_since_last, days_ahead, return_probability / max(return_probability) over (partition by purchase_band, interval_step, days_since_last) as share
        from model.return_curves
    ),
    intervals as (
        select user_id, 50 as level, earliest_50 as earliest, latest_50 as latest from model.customer_predictions
        union all
        select user_id, 90, earliest_90, latest_90 from model.customer_predictions
    )
    select
        intervals.level,
        units.next_date between intervals.earliest and intervals.latest,
        until.share - coalesce(before.share, 0)
    from units
    inner join intervals using (user_id)
    inner join model.customer_predictions as predictions using (user_id)
    inner join ends as until
        on (predictions.purchase_band, predictions.interval_step, predictions.days_since_last) = (until.purchase_band, until.interval_step, until.days_since_last)
            and until.days_ahead = intervals.latest - predictions.as_of_date
    left join ends as before
        on (predictions.purchase_band, predictions.interval_step, predictions.days_since_last) = (before.purchase_band, before.interval_step, before.days_since_last)
            and before.days_ahead = intervals.earliest - predictions.as_of_date - 1
    where units.wait is not null`,

    `create or replace temp table next_baskets as
    select distinct units.user_id, purchases.product_id
    from units
    inner join purchases
        on units.user_id = purchases.user_id and units.next_date = purchases.purchase_date`,

    `insert into scores
    with sizes as (select user_id, least(3, count(*)) as products from next_baskets group by user_id),
    hits as (
        select forecasts.forecast, forecasts.user_id, count(*) as hits
        from product_forecasts as forecasts
        inner join next_baskets using (user_id, product_id)
        group by all
    ),
    scored as (
        select units.user_id, units.purchase_band, names.forecast, coalesce(hits.hits, 0) as hits, sizes.products
        from units
        inner join sizes using (user_id)
        cross join (select distinct forecast from product_forecasts) as names
        left join hits
            on units.user_id = hits.user_id and names.forecast = hits.forecast
    )
    select origin_date, user_id, purchase_band, 'hits', forecast, least(1, hits), 1 from scored, origin
    union all
    select origin_date, user_id, purchase_band, 'recalls', forecast, hits / products, 1 from scored, origin`,

    `insert into product_chances
    select predictions.probability, next_baskets.product_id is not null
    from model.product_predictions as predictions
    inner join units
        on predictions.user_id = units.user_id and units.wait is not null
    left join next_baskets
        on predictions.user_id = next_baskets.user_id and predictions.product_id = next_baskets.product_id`,
];
