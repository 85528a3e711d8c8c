import type { Database } from '../engine/database.js';
import { BANDS, type BacktestResult, type CalibrationPoint, type Coverage, type MeasureScores, type Score } from './backtest-result.js';
import { compareByBootstrap, type GroupSums, mean } from './bootstrap.js';
import { type MeasureName, MEASURES } from './measures.js';

/** Customers are compared one by one up to so many, and in so many groups beyond. */
const MOST_GROUPS = 5000;

const PREDICTION = 'prediction';

/** What the scores of all origins come to. */
export async function summarize(database: Database): Promise<Pick<BacktestResult, 'measures' | 'coverage' | 'returns' | 'days' | 'products'>> {
    await database.run(`create or replace temp table customer_groups as
        select user_id, cast((row_number() over (order by hash(user_id), user_id) - 1) % ${MOST_GROUPS} as integer) as customer_group
        from (select distinct user_id from asked)`);
    const measures: MeasureScores[] = [];
    for (const name of Object.keys(MEASURES) as MeasureName[]) {
        const scores = await scoresOf(database, name);
        if (scores.length > 0) measures.push({ measure: MEASURES[name], scores });
    }
    return {
        measures: [...measures, ...(await ranking(database))],
        coverage: (await database.rows<Coverage>(`
            select level, avg(claimed) as claimed, avg(if(is_inside, 1.0, 0.0)) as observed, cast(count(*) as integer) as count from covered group by level order by level`)).map((one) => ({ ...one, claimed: settled(one.claimed) })),
        returns: await calibration(database, 'select return_probability as probability, if(wait is null, 0, 1) as came, 1 as weight from asked'),
        days: await calibration(database, `select probability, purchases as came, customer_days as weight from day_chances where forecast = '${PREDICTION}'`),
        products: await calibration(database, 'select probability, if(is_bought, 1, 0) as came, 1 as weight from product_chances'),
    };
}

async function scoresOf(database: Database, measure: MeasureName): Promise<Score[]> {
    const { groups } = await database.row<{ groups: number }>('select cast(coalesce(max(customer_group), -1) + 1 as integer) as groups from customer_groups');
    const rows = await database.rows<{ forecast: string; customer_group: number; sum: number; weight: number }>(`
        select forecast, customer_group, sum(score) as sum, cast(sum(weight) as double) as weight
        from scores
        inner join customer_groups using (user_id)
        where measure = '${measure}'
        group by all
        order by forecast, customer_group`);
    const forecasts = new Map<string, GroupSums>();
    for (const { forecast, customer_group, sum, weight } of rows) {
        const found = forecasts.get(forecast) ?? { sums: new Float64Array(groups), counts: new Float64Array(groups) };
        found.sums[customer_group] = sum;
        found.counts[customer_group] = weight;
        forecasts.set(forecast, found);
    }
    const ours = forecasts.get(PREDICTION);
    if (ours === undefined) return [];
    const bands = new Map(
        (await database.rows<{ forecast: string; purchase_band: number; value: number }>(`
            select forecast, purchase_band, sum(score) / sum(weight) as value from scores where measure = '${measure}' group by all`)
        ).map(({ forecast, purchase_band, value }) => [`${forecast} ${purchase_band}`, value]),
    );
    const counts = new Map((await database.rows<{ forecast: string; n: number }>(`select forecast, cast(count(*) as integer) as n from scores where measure = '${measure}' group by all`)).map(({ forecast, n }) => [forecast, n]));
    const { isLessBetter, comparedIn } = MEASURES[measure];
    const others = [...forecasts.keys()].filter((name) => name !== PREDICTION);
    const comparisons = new Map(others.map((name, place) => [name, place]));
    const compared = compareByBootstrap(ours, others.map((name) => forecasts.get(name)!), comparedIn).map(
        (one) => one && { difference: settled(one.difference), low: settled(one.low), high: settled(one.high) },
    );
    const score = (forecast: string): Score => ({
        forecast,
        value: settled(mean(forecasts.get(forecast)!)),
        count: counts.get(forecast)!,
        comparison: forecast === PREDICTION ? null : compared[comparisons.get(forecast)!]!,
        byBand: BANDS.map(([band]) => { const value = bands.get(`${forecast} ${band}`); return value === undefined ? null : settled(value); }),
    });
    const sign = isLessBetter ? 1 : -1;
    return [score(PREDICTION), ...others.map(score).sort((one, other) => sign * (one.value - other.value))];
}

/** The last digits of a sum depend on the order in which threads add up: without them, the same lake gives the same result. */
const settled = (value: number): number => Number(value.toPrecision(11));

/** How well days with a purchase are told from days without, by the area under the curve (Mann and Whitney). */
async function ranking(database: Database): Promise<MeasureScores[]> {
    const rows = await database.rows<{ forecast: string; value: number | null; count: number }>(`
        with chances as (
            select forecast, probability, sum(purchases) as positive, sum(customer_days - purchases) as negative
            from day_chances
            group by all
        ),
        placed as (
            select *, sum(negative) over (partition by forecast order by probability) - negative as negative_below from chances
        )
        select
            forecast,
            sum(positive * (negative_below + negative / 2)) / nullif(sum(positive) * sum(negative), 0) as value,
            cast(sum(positive + negative) as double) as count
        from placed
        group by forecast
        order by value desc`);
    const scores = rows.filter(({ value }) => value !== null).map(({ forecast, value, count }): Score => ({ forecast, value: settled(value!), count, comparison: null, byBand: BANDS.map(() => null) }));
    if (scores.length === 0) return [];
    return [
        {
            measure: { name: 'Order of days, 30 days', unit: 'AUC', isLessBetter: false, comparedIn: 'points', meaning: 'Chance that a day on which a customer bought has a higher predicted chance than one on which a customer did not.' },
            scores: [...scores.filter(({ forecast }) => forecast === PREDICTION), ...scores.filter(({ forecast }) => forecast !== PREDICTION)],
        },
    ];
}

/** Tenths of about the same weight, by predicted chance. */
async function calibration(database: Database, chances: string): Promise<CalibrationPoint[]> {
    const points = await database.rows<CalibrationPoint>(`
        with chances as (${chances}),
        placed as (
            select probability, sum(came) as came, sum(weight) as weight from chances group by probability
        ),
        tenths as (
            select *, floor(10 * (sum(weight) over (order by probability) - weight / 2) / sum(weight) over ()) as tenth from placed
        )
        select
            cast(sum(probability * weight) / sum(weight) as double) as predicted,
            cast(sum(came) / sum(weight) as double) as observed,
            cast(sum(weight) as double) as count
        from tenths
        group by tenth
        order by predicted`);
    return points.map(({ predicted, observed, count }) => ({ predicted: settled(predicted), observed: settled(observed), count }));
}
