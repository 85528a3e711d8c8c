import type { Database } from '../engine/database.js';
import type { PriceProfile } from './profile.js';

const SHARES = [0.05, 0.25, 0.5, 0.75, 0.95, 0.99];

interface Counts {
    n: bigint;
    mean: number | null;
    deviation: number | null;
    min: number | null;
    max: number | null;
    zero: bigint;
    negative: bigint;
}

/**
 * What the prices are like. They are counted first: a shop has far fewer prices than events, and quantiles over all rows
 * would keep each in memory.
 */
export async function profilePrices(database: Database): Promise<PriceProfile> {
    await database.run(`create temp table price_counts as
        select price, count(*) as n from lines where price is not null group by price`);
    const counts = await database.row<Counts>(`
        with average as (
            select sum(cast(price as decimal(38, 4)) * n) / sum(n) as mean from price_counts
        )
        select
            coalesce(sum(n), 0)::bigint as n,
            any_value(round(mean, 6)::double) as mean,
            round(sqrt(sum(n * (price - mean) ** 2) / nullif(sum(n) - 1, 0)), 6) as deviation,
            min(price)::double as min,
            max(price)::double as max,
            coalesce(sum(n) filter (price = 0), 0)::bigint as zero,
            coalesce(sum(n) filter (price < 0), 0)::bigint as negative
        from price_counts, average`);
    const count = Number(counts.n);
    return {
        count,
        mean: counts.mean,
        standardDeviation: counts.deviation,
        min: counts.min,
        max: counts.max,
        quantiles: count === 0 ? [] : await quantiles(database, count),
        zero: Number(counts.zero),
        negative: Number(counts.negative),
    };
}

/** Interpolated between the two prices that the share falls between, as type 7 of Hyndman and Fan (1996) says. */
async function quantiles(database: Database, count: number): Promise<PriceProfile['quantiles']> {
    await database.run('create temp table running_prices as select price, sum(n) over (order by price) as up_to from price_counts');
    const at = async (place: number) => {
        const { price } = await database.row<{ price: number }>(`select min(price)::double as price from running_prices where up_to > ${place}`);
        return price;
    };
    const found: { share: number; price: number }[] = [];
    for (const share of SHARES) {
        const place = (count - 1) * share;
        const [below, above] = [await at(Math.floor(place)), await at(Math.ceil(place))];
        found.push({ share, price: Number((below + (above - below) * (place - Math.floor(place))).toFixed(6)) });
    }
    return found;
}
